"""Admin pages of rows that are not curated: services write them, and may refuse."""

from contextlib import contextmanager

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.utils.html import format_html

from ctplatform.accounts.visible_admin import VisibleChoices
from ctplatform.curation.errors import words_of
from ctplatform.curation.shown_versions import versions_shown
from ctplatform.domain_errors import Conflict, StaleVersion
from ctplatform.web.brief_lists import BriefList

REFUSALS = (ValidationError, PermissionDenied, Conflict, StaleVersion)


class ReadOnlyAdmin:
    """Mixin for read-only admin pages."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class VersionedList:
    """Mixin for a list that holds the version of each row, for its actions to check."""

    def action_checkbox(self, obj):
        box = super().action_checkbox(obj)
        shown = '{}<input type="hidden" name="version-{}" value="{}">'
        return format_html(shown, box, obj.pk, obj.version)


def on_version_shown(verb, request):
    """Return `verb` as a function that acts on the version of a row that the list showed."""

    def act(row, *, by):
        version = versions_shown(request.POST, [row])[row.pk]
        return verb(row, by=by, expected_version=version)

    return act


def act_on_each(model_admin, request, queryset, verb, said):
    """Call `verb` on each row separately, and show a message for each: `said(result)`."""
    for row in queryset:
        try:
            done = said(verb(row, by=request.user))
        except REFUSALS as error:
            model_admin.message_user(request, f"{row}: {words_of(error)}", messages.ERROR)
        else:
            model_admin.message_user(request, f"{row}: {done}", messages.SUCCESS)


@contextmanager
def refusals_as_conflicts():
    """Turn a service's PermissionDenied into a message on the page; the admin shows a bare 403."""
    try:
        yield
    except PermissionDenied as error:
        raise Conflict(str(error)) from error


class SeenVersionForm(forms.ModelForm):
    """`seen_version` is the version that was opened, so that a newer one is not overwritten."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version


class ServiceAdmin(BriefList, VisibleChoices, VersionedList, admin.ModelAdmin):
    """Rows with versions, written by `change_row` and `remove_row`; read-only without them.

    `editable` are the fields that `change_row(row, values, by=, expected_version=)` takes, `shown`
    are read-only fields. Rows are added where their service is used, not here, unless a subclass
    allows it.
    """

    form = SeenVersionForm
    editable = ()
    shown = ()
    change_row = remove_row = None
    list_per_page = 50

    def get_fields(self, request, obj=None):
        if obj is None or not self.has_change_permission(request, obj):
            return [*self.editable, *self.shown]
        return [*self.editable, "seen_version", *self.shown]

    def get_readonly_fields(self, request, obj=None):
        return self.shown

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return bool(self.change_row) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return bool(self.remove_row) and super().has_delete_permission(request, obj)

    def save_model(self, request, obj, form, change):
        changed = [name for name in self.editable if name in form.changed_data]
        values = {name: form.cleaned_data[name] for name in changed}
        seen = form.cleaned_data.get("seen_version")
        with refusals_as_conflicts():
            if change:
                self.change_row(obj, values, by=request.user, expected_version=seen)
            else:
                given = {name: form.cleaned_data[name] for name in form.cleaned_data}
                given.pop("seen_version", None)
                obj.pk = self.add_row(by=request.user, **given).pk

    def delete_model(self, request, obj):
        with refusals_as_conflicts():
            self.remove_row(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        """Remove each row separately; a refusal does not stop the others."""
        request.refused = []
        for row in queryset:
            try:
                self.remove_row(row, by=request.user)
            except REFUSALS as error:
                request.refused.append(f"{row}: {words_of(error)}")

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        """Name the rows that could not be removed, instead of Django's message that all were."""
        refused = getattr(request, "refused", None)
        if not refused:
            return super().message_user(request, message, level, *args, **kwargs)
        for words in refused:
            super().message_user(request, words, messages.ERROR, *args, **kwargs)
        return None

    def get_deleted_objects(self, objs, request):
        """List only the rows: the service decides what else is deleted, and may refuse."""
        name = str(self.opts.verbose_name_plural)
        return [str(each) for each in objs], {name: len(objs)}, set(), []

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return self._or_refusal(
            request, super().changeform_view, object_id, form_url, extra_context
        )

    def delete_view(self, request, object_id, extra_context=None):
        return self._or_refusal(request, super().delete_view, object_id, extra_context)

    def _or_refusal(self, request, view, *args):
        try:
            return view(request, *args)
        except (ValidationError, Conflict, StaleVersion) as error:
            messages.error(request, words_of(error))
            return redirect(request.path)
