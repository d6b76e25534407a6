"""Admin of checks."""

from incidents.records.admin import RecordAdmin


class CheckAdmin(RecordAdmin):
    list_display = ("claim", "comparison", "outcome", "override", "state", "project")
    list_filter = ("state", "comparison", "outcome", "project")
    list_select_related = ("project",)
    autocomplete_fields = ("incident", "actor", "assessment")
