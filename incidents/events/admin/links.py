"""Links between incidents in the admin."""

from incidents.records.admin import RowAdmin


class IncidentLinkAdmin(RowAdmin):
    list_display = ("incident", "kind", "to", "status", "target_mismatch", "updated")
    list_filter = ("kind", "status", "target_mismatch", "incident__project")
    list_select_related = ("incident", "to")
    search_fields = ("incident__search_text", "to__search_text")
    autocomplete_fields = ("incident", "to")
