"""Jobs in the admin: list all of them, stop them and retry them."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.visible_admin import VisibleChoices
from ctplatform.domain_errors import Conflict
from ctplatform.jobs import services
from ctplatform.jobs.models import Job, WorkerHeartbeat
from ctplatform.web.brief_lists import BriefList


class ReadOnly:
    """Mixin for rows that only services write."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Job)
class JobAdmin(BriefList, VisibleChoices, ReadOnly, admin.ModelAdmin):
    list_display = ("title", "kind", "state", "done", "total", "attempts", "created_by", "created")
    list_filter = ("state", "kind", "project")
    list_select_related = ("project", "created_by")
    search_fields = ("title", "cause")
    date_hierarchy = "created"
    actions = ("stop", "try_again")
    readonly_fields = ("queue", "time_limit", "max_retries")

    @admin.action(description=_("Stop"), permissions=["view"])
    def stop(self, request, queryset):
        self._direct(request, queryset, services.cancel_job)

    @admin.action(description=_("Try again"), permissions=["view"])
    def try_again(self, request, queryset):
        self._direct(request, queryset, services.retry_job)

    def _direct(self, request, queryset, act):
        for job in queryset:
            try:
                act(job, by=request.user)
            except Conflict as error:
                self.message_user(request, f"{job}: {error}", messages.WARNING)

    @admin.display(description=_("queue"))
    def queue(self, obj):
        return getattr(obj.declared, "queue", None)

    @admin.display(description=_("time limit of an attempt"))
    def time_limit(self, obj):
        return getattr(obj.declared, "time_limit", None)

    @admin.display(description=_("retries without progress"))
    def max_retries(self, obj):
        return getattr(obj.declared, "max_retries", None)

    def view_on_site(self, obj):
        return f"/jobs/{obj.pk}/"


@admin.register(WorkerHeartbeat)
class WorkerAdmin(BriefList, ReadOnly, admin.ModelAdmin):
    """Workers, and when each last reported."""

    list_display = ("worker", "queues", "seen")
