"""Admin of reports."""

from incidents.records.admin import RecordAdmin


class ReportAdmin(RecordAdmin):
    list_display = ("title", "state", "marking", "project", "updated")
    list_filter = ("state", "marking", "project")
    list_select_related = ("project",)
