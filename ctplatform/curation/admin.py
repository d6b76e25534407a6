"""The admin goes through the same door: what an editor saves there applies at once or waits."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ctplatform.curation import services
from ctplatform.curation.models import REASON_LENGTH, Proposal, Revision
from ctplatform.curation.registry import kind_of
from ctplatform.curation.services.eyes import approved_words
from ctplatform.curation.services.targets import title_of, with_targets
from ctplatform.markings.forms import KeepsMarking
from ctplatform.rest.problems import Conflict, PreconditionFailed

REFUSALS = (ValidationError, PermissionDenied, Conflict, PreconditionFailed)


def words_of(error) -> str:
    """What a refusal says, as one sentence."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(getattr(error, "detail", error))


class CuratedForm(KeepsMarking, forms.ModelForm):
    """`seen_version` is the version that was opened, so that nothing newer is overwritten."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version


class ReadOnlyAdmin:
    """Rows that are looked at, not written."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ChildInline(ReadOnlyAdmin, admin.TabularInline):
    """Child rows inside their record. They are curated records and change by their own door."""

    extra = 0
    show_change_link = True

    def get_fields(self, request, obj=None):
        return kind_of(self.model).fields


class CuratedAdmin(admin.ModelAdmin):
    """Admin of a curated model; a subclass adds search, filters and inlines to taste."""

    form = CuratedForm
    list_filter = ("state", "project")
    list_select_related = True
    show_full_result_count = False
    actions = ("publish_selected",)

    def get_list_display(self, request):
        if self.list_display != ("__str__",):
            return self.list_display
        return ("__str__", "project", "state", "version", "updated")

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_fieldsets(self, request, obj=None):
        kind = kind_of(self.model)
        owner = kind.parent or "project"
        shown = [(None, {"fields": [owner, *kind.editable]})]
        if self.has_change_permission(request, obj):
            shown.append((_("Why"), {"fields": ["reason", "seen_version"]}))
        if obj is not None:
            shown.append((_("Where it stands"), {"fields": self._standing(kind)}))
        return shown

    def _standing(self, kind):
        state = [] if kind.parent else ["state", "published_by", "published_at"]
        return [*state, "version", "created_by", "created", "updated"]

    def get_readonly_fields(self, request, obj=None):
        kind = kind_of(self.model)
        found = [*super().get_readonly_fields(request, obj), *self._standing(kind)]
        return found if obj is None else [*found, kind.parent or "project"]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (ValidationError, Conflict, PreconditionFailed) as error:
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
        self._tell(request, [outcome])

    def delete_model(self, request, obj):
        self._tell(request, [services.withdraw_record(obj, by=request.user)], withdrawn=True)

    def delete_queryset(self, request, queryset):
        done = [services.withdraw_record(each, by=request.user) for each in queryset]
        self._tell(request, done, withdrawn=True)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except (ValidationError, Conflict) as error:
            messages.error(request, words_of(error))
            return redirect(request.path)

    def get_deleted_objects(self, objs, request):
        """Nothing is deleted along with a record that is withdrawn."""
        name = str(self.opts.verbose_name_plural)
        return [str(each) for each in objs], {name: len(objs)}, set(), []

    @admin.action(description=_("Publish the selected candidates"), permissions=["change"])
    def publish_selected(self, request, queryset):
        act_on_each(self, request, queryset, services.publish, _published)

    def history_view(self, request, object_id, extra_context=None):
        return redirect("history", target_type=kind_of(self.model).key, pk=object_id)

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        """Say what the door did, where Django would say that it was saved or deleted."""
        told = getattr(request, "told_by_door", None)
        message, level = told or (message, level)
        super().message_user(request, message, level, *args, **kwargs)

    def _tell(self, request, outcomes, *, withdrawn=False):
        waiting = [outcome.proposal for outcome in outcomes if outcome.proposal]
        if waiting:
            text = ngettext(
                "%(n)s change waits for review by a second person: {}",
                "%(n)s changes wait for review by a second person: {}",
                len(waiting),
            ) % {"n": len(waiting)}
            link = format_html('<a href="{}">{}</a>', reverse("review"), _("Review"))
            if len(waiting) == 1:
                link = format_html('<a href="{}">{}</a>', _page(waiting[0]), waiting[0])
            request.told_by_door = (format_html(text, link), messages.WARNING)
        elif withdrawn:
            request.told_by_door = (_("Withdrawn. The history keeps it."), messages.SUCCESS)


def act_on_each(model_admin, request, queryset, verb, said):
    """Do something to each row by itself, and say of each what came of it (`said`)."""
    for row in queryset:
        try:
            done = said(verb(row, by=request.user))
        except REFUSALS as error:
            model_admin.message_user(request, f"{row}: {words_of(error)}", messages.ERROR)
        else:
            model_admin.message_user(request, f"{row}: {done}", messages.SUCCESS)


def _published(outcome):
    return approved_words(outcome.proposal) if outcome.proposal else _("Published.")


def _applied(proposal):
    return approved_words(proposal) if proposal.is_half_approved else _("Applied.")


def _page(proposal):
    return reverse("proposal", args=[proposal.pk])


class TargetList(ChangeList):
    """A page of rows with the records they are about, one query a type."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = with_targets(self.result_list)


class AboutRecordAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_filter = ("project", "kind", "target_type")
    show_full_result_count = False

    def get_changelist(self, request, **kwargs):
        return TargetList

    @admin.display(description=_("record"))
    def about(self, obj):
        return title_of(obj)

    @admin.display(description=_("what"))
    def what(self, obj):
        return f"{obj.get_kind_display()}: {obj.target_noun}"

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_fields(self, request, obj=None):
        return [field.name for field in self.model._meta.fields if field.name != "id"]


@admin.register(Proposal)
class ProposalAdmin(AboutRecordAdmin):
    """Proposals are read here and decided by the same verbs as on their page."""

    list_display = ("about", "what", "project", "state", "author", "reviewer", "created")
    list_filter = ("state", *AboutRecordAdmin.list_filter)
    list_select_related = ("project", "author", "reviewer")
    search_fields = ("reason", "author__username", "=target_id")
    actions = ("accept_selected",)

    def view_on_site(self, obj):
        return _page(obj)

    @admin.action(description=_("Accept the selected proposals"), permissions=["view"])
    def accept_selected(self, request, queryset):
        act_on_each(self, request, queryset, services.accept, _applied)


@admin.register(Revision)
class RevisionAdmin(AboutRecordAdmin):
    """The history, read-only."""

    list_display = ("about", "what", "project", "version", "by", "at", "reason")
    list_select_related = ("project", "by")
    search_fields = ("reason", "by__username", "=target_id")

    def view_on_site(self, obj):
        return reverse("history", args=[obj.root_type, obj.root_id])
