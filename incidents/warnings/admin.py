"""Admin of warnings."""

from incidents.records.admin import RecordAdmin


class WarningAdmin(RecordAdmin):
    list_display = (
        "title",
        "issuer",
        "recipient",
        "incident",
        "date",
        "heeded",
        "state",
        "project",
    )
    list_filter = ("state", "heeded", "specificity", "channel", "project")
    list_select_related = ("project", "issuer", "recipient", "incident")
    autocomplete_fields = ("issuer", "recipient", "incident")
