"""Admin pages of curated models: a change saved there applies at once or awaits review."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ctplatform.accounts.visible_admin import VisibleChoices
from ctplatform.curation import services
from ctplatform.curation.admin.actions import ActsOnMany
from ctplatform.curation.admin.passages import ShowsPassages
from ctplatform.curation.admin.service_rows import (
    ReadOnlyAdmin,
    SeenVersionForm,
    VersionedList,
    act_on_each,
    on_version_shown,
)
from ctplatform.curation.errors import words_of
from ctplatform.curation.models import REASON_LENGTH
from ctplatform.curation.queries.pending_reviews import approved_words
from ctplatform.curation.registry import kind_of
from ctplatform.domain_errors import Conflict, StaleVersion
from ctplatform.markings.forms import KeepsMarking
from ctplatform.web.brief_lists import BriefList


class CuratedForm(KeepsMarking, SeenVersionForm):
    """The admin form of a curated record: its editable fields and the reason for the change."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ChildInline(VisibleChoices, ReadOnlyAdmin, admin.TabularInline):
    """Child rows shown read-only inside their record; each child row is edited on its own page."""

    extra = 0
    show_change_link = True

    def get_fields(self, request, obj=None):
        return kind_of(self.model).fields


class CuratedAdmin(
    ActsOnMany, ShowsPassages, BriefList, VisibleChoices, VersionedList, admin.ModelAdmin
):
    """Admin page of a curated model; a subclass may add search, filters and inlines."""

    form = CuratedForm
    list_filter = ("state", "project")
    list_select_related = True
    actions = ("publish_selected", "set_field", "merge_selected")

    def get_list_display(self, request):
        if self.list_display != ("__str__",):
            return self.list_display
        return ("__str__", "project", "state", "version", "updated")

    def get_fieldsets(self, request, obj=None):
        kind = kind_of(self.model)
        owner = kind.parent or "project"
        shown = [(None, {"fields": [owner, *kind.editable]})]
        if self.has_change_permission(request, obj):
            shown.append((_("Why"), {"fields": ["reason", "seen_version"]}))
        if obj is not None and self.rests_on_passages:
            shown.append((_("Passages"), {"fields": ["other_passages"]}))
        if obj is not None:
            shown.append((_("Where it stands"), {"fields": self._standing(kind)}))
        return shown

    def _standing(self, kind):
        state = [] if kind.parent else ["state", "published_by", "published_at"]
        return [*state, "version", "created_by", "created", "updated"]

    def get_readonly_fields(self, request, obj=None):
        kind = kind_of(self.model)
        found = [*super().get_readonly_fields(request, obj), *self._standing(kind)]
        found += ["other_passages"] if self.rests_on_passages else []
        return found if obj is None else [*found, kind.parent or "project"]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (ValidationError, Conflict, StaleVersion) as error:
            messages.error(request, words_of(error))
            return redirect(request.path)

    def save_model(self, request, obj, form, change):
        kind = kind_of(self.model)
        why = {"by": request.user, "reason": form.cleaned_data.get("reason", "")}
        values = {
            name: form.cleaned_data[name] for name in kind.editable if name in form.changed_data
        }
        if change:
            seen = form.cleaned_data.get("seen_version")
            outcome = services.change_record(obj, values, expected_version=seen, **why)
        else:
            owner = kind.parent or "project"
            values[owner] = form.cleaned_data[owner]
            outcome = services.create_record(self.model, values, **why)
            obj.pk = outcome.record.pk
        self._show_outcome(request, [outcome])

    def delete_model(self, request, obj):
        self._show_outcome(
            request, [services.withdraw_record(obj, by=request.user)], withdrawn=True
        )

    def delete_queryset(self, request, queryset):
        done = [services.withdraw_record(each, by=request.user) for each in queryset]
        self._show_outcome(request, done, withdrawn=True)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except (ValidationError, Conflict) as error:
            messages.error(request, words_of(error))
            return redirect(request.path)

    def get_deleted_objects(self, objs, request):
        """List only the selected records: withdrawing a record deletes nothing else."""
        name = str(self.opts.verbose_name_plural)
        return [str(each) for each in objs], {name: len(objs)}, set(), []

    @admin.action(description=_("Publish the selected candidates"), permissions=["change"])
    def publish_selected(self, request, queryset):
        publish = on_version_shown(services.publish, request)
        act_on_each(self, request, queryset, publish, _published)

    def history_view(self, request, object_id, extra_context=None):
        return redirect("history", target_type=kind_of(self.model).key, pk=object_id)

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        """Show what curation did, instead of Django's message that the object was saved."""
        redact_diff = getattr(request, "admin_message", None)
        message, level = redact_diff or (message, level)
        super().message_user(request, message, level, *args, **kwargs)

    def _show_outcome(self, request, outcomes, *, withdrawn=False):
        waiting = [outcome.proposal for outcome in outcomes if outcome.proposal]
        if waiting:
            text = ngettext(
                "%(n)s change waits for review by a second person: {}",
                "%(n)s changes wait for review by a second person: {}",
                len(waiting),
            ) % {"n": len(waiting)}
            link = format_html('<a href="{}">{}</a>', reverse("review"), _("Review"))
            if len(waiting) == 1:
                link = format_html('<a href="{}">{}</a>', proposal_page(waiting[0]), waiting[0])
            request.admin_message = (format_html(text, link), messages.WARNING)
        elif withdrawn:
            request.admin_message = (_("Withdrawn. The history keeps it."), messages.SUCCESS)


def _published(outcome):
    return approved_words(outcome.proposal) if outcome.proposal else _("Published.")


def proposal_page(proposal):
    return reverse("proposal", args=[proposal.pk])
