"""The audit log in the admin, for superusers to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.visible_admin import VisibleChoices
from ctplatform.audit.models import AuditEntry
from ctplatform.jobs.admin import ReadOnly
from ctplatform.web.brief_lists import BriefList


@admin.register(AuditEntry)
class AuditEntryAdmin(BriefList, VisibleChoices, ReadOnly, admin.ModelAdmin):
    list_display = (
        "at",
        "account",
        "token",
        "channel",
        "resource",
        "format",
        "rows",
        "bytes",
        "is_complete",
    )
    list_filter = ("channel", "resource", "is_complete")
    list_select_related = ("account",)
    search_fields = ("account__username", "token", "name", "query")
    date_hierarchy = "at"
    readonly_fields = ("project_names",)

    def has_module_permission(self, request):
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    @admin.display(description=_("projects"))
    def project_names(self, obj):
        """The projects of the entry, by name."""
        return ", ".join(obj.projects.values_list("title", flat=True)) or "-"
