"""Admin of statements of responsibility."""

from incidents.records.admin import RowAdmin


class ResponsibilityAdmin(RowAdmin):
    list_display = ("incident", "speaker", "kind", "about", "date", "updated")
    list_filter = ("kind", "incident__project")
    list_select_related = ("incident", "speaker", "about")
    search_fields = ("incident__search_text", "speaker__search_text")
    autocomplete_fields = ("incident", "speaker", "about")
