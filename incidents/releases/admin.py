"""Admin of releases, which can be read there and not changed."""

from django.contrib import admin

from ctplatform.accounts.visible_admin import VisibleChoices
from ctplatform.web.brief_lists import BriefList
from incidents.releases.models import Release


@admin.register(Release)
class ReleaseAdmin(BriefList, VisibleChoices, admin.ModelAdmin):
    """Releases are prepared and approved on their pages."""

    list_display = ("title", "name", "number", "state", "project", "created", "approved")
    list_filter = ("state", "project")
    list_select_related = ("project",)
    search_fields = ("title", "name")
    ordering = ("-id",)
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
