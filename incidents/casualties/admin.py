"""Admin of casualty estimates."""

from incidents.records.admin import RowAdmin


class CasualtyEstimateAdmin(RowAdmin):
    list_display = (
        "incident",
        "kind",
        "group",
        "figures",
        "stated",
        "selected",
        "updated",
    )
    list_filter = ("kind", "selected", "qualifier", "incident__project")
    list_select_related = ("incident",)
    search_fields = ("incident__search_text", "stated")
    autocomplete_fields = ("incident",)
