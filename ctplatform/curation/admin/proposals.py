"""Admin pages of proposals and revisions, read-only but for accepting."""

import json

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.visible_admin import VisibleChoices
from ctplatform.curation import services
from ctplatform.curation.admin.lists import TargetList
from ctplatform.curation.admin.records import proposal_page
from ctplatform.curation.admin.service_rows import (
    ReadOnlyAdmin,
    VersionedList,
    act_on_each,
    on_version_shown,
)
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.queries.pending_reviews import approved_words
from ctplatform.curation.queries.targets import title_of
from ctplatform.curation.writing.access import redact_diff
from ctplatform.web.brief_lists import BriefList

INTERNAL = {"id", "diff", "payload", "names", "rest_of"}
"""Columns of proposals and revisions that the admin hides or shows in another form."""


class AboutRecordAdmin(BriefList, VisibleChoices, ReadOnlyAdmin, admin.ModelAdmin):
    list_filter = ("project", "kind", "target_type")
    list_per_page = 50

    def get_changelist(self, request, **kwargs):
        return TargetList

    @admin.display(description=_("record"))
    def about(self, obj):
        return title_of(obj)

    @admin.display(description=_("what"))
    def what(self, obj):
        return f"{obj.get_kind_display()}: {obj.target_noun}"

    def get_fields(self, request, obj=None):
        fields = [field.name for field in self.model._meta.fields]
        return [*(name for name in fields if name not in INTERNAL), "changes"]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "changes"]

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            found.reader = request.user
        return found

    @admin.display(description=_("changes"))
    def changes(self, obj):
        """The diff as JSON, without the fields that this user may not see."""
        return json.dumps(redact_diff(obj, obj.diff, obj.reader), ensure_ascii=False)


@admin.register(Proposal)
class ProposalAdmin(VersionedList, AboutRecordAdmin):
    """Proposals, shown read-only; the admin action accepts them as their own page does."""

    list_display = ("about", "what", "project", "state", "author", "reviewer", "created")
    list_filter = ("state", *AboutRecordAdmin.list_filter)
    list_select_related = ("project", "author", "reviewer")
    search_fields = ("reason", "author__username", "=target_id")
    actions = ("accept_selected",)

    def view_on_site(self, obj):
        return proposal_page(obj)

    @admin.action(description=_("Accept the selected proposals"), permissions=["view"])
    def accept_selected(self, request, queryset):
        act_on_each(self, request, queryset, on_version_shown(services.accept, request), _applied)


@admin.register(Revision)
class RevisionAdmin(AboutRecordAdmin):
    """The history, read-only."""

    list_display = ("about", "what", "project", "version", "by", "at", "reason")
    list_select_related = ()  # `False` would join every displayed foreign key
    search_fields = ("reason", "by__username", "=target_id")

    def get_queryset(self, request):
        """Prefetch: with a join, SQLite would start from the users and sort the whole history."""
        return super().get_queryset(request).prefetch_related("project", "by")

    def view_on_site(self, obj):
        return reverse("history", args=[obj.root_type, obj.root_id])


def _applied(proposal):
    return approved_words(proposal) if proposal.is_half_approved else _("Applied.")
