"""Bulk actions on the ticked records of an admin list, each with a confirmation page of its own."""

from collections import Counter

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ctplatform.curation.models import REASON_LENGTH
from ctplatform.curation.registry import kind_of
from ctplatform.curation.services.bulk.actions import MOST, change_many, merge_many
from ctplatform.curation.shown_versions import versions_shown

FARED = {
    "done": lambda n: ngettext("%(n)s changed", "%(n)s changed", n),
    "waits": lambda n: ngettext("%(n)s waits for review", "%(n)s wait for review", n),
    "same": lambda n: ngettext("%(n)s was so already", "%(n)s were so already", n),
    "refused": lambda n: ngettext("%(n)s refused", "%(n)s refused", n),
}


class ActForm(forms.Form):
    """The form of a bulk action; `records` are the ticked records."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, records, **kwargs):
        super().__init__(*args, **kwargs)
        self.records = records


class SetFieldForm(ActForm):
    """Set one field of a vocabulary to one value, or to empty where the field may be null."""

    value = forms.ChoiceField(label=_("Set"))
    field_order = ("value", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = [("", "---------"), *self.values()]

    def values(self):
        """Yield (label of a field, [("field:value", label)]) for each editable field that has
        choices.
        """
        model = type(self.records[0])
        fields = [model._meta.get_field(name) for name in kind_of(model).editable]
        for field in fields:
            if not field.choices:
                continue
            found = [(f"{field.name}:{value}", words) for value, words in field.choices if value]
            if field.null:
                found.append((f"{field.name}:", _("(empty)")))
            yield capfirst(field.verbose_name), found

    def act(self, **why):
        name, _colon, value = self.cleaned_data["value"].partition(":")
        return change_many(self.records, {name: value or None}, **why)


class MergeForm(ActForm):
    """Choose which of the ticked records the others are merged into."""

    into = forms.ChoiceField(label=_("Keep"), widget=forms.RadioSelect)
    field_order = ("into", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [(str(row.pk), str(row)) for row in self.records]

    def act(self, **why):
        chosen = self.cleaned_data["into"]
        kept = next(row for row in self.records if str(row.pk) == chosen)
        return merge_many([row for row in self.records if row != kept], kept, **why)


class ActsOnMany:
    """Mixin for the admin page of a curated model: set a field of, or merge, the ticked records.

    Each record is changed separately, in the version that the list showed: a refusal is reported
    and does not stop the others. Where a second person must approve, a proposal is filed.
    """

    def get_actions(self, request):
        """Offer merging for top-level records only, because child rows cannot be merged."""
        found = super().get_actions(request)
        if not hasattr(self.model, "merged_into"):
            found.pop("merge_selected", None)
        return found

    @admin.action(description=_("Set a field of the selected…"), permissions=["change"])
    def set_field(self, request, queryset):
        return self.act_on_many(request, queryset, SetFieldForm, _("Set a field"))

    @admin.action(description=_("Merge the selected…"), permissions=["change"])
    def merge_selected(self, request, queryset):
        return self.act_on_many(request, queryset, MergeForm, _("Merge"), least=2)

    def act_on_many(self, request, queryset, form_class, title, least=1):
        """Show the page of a bulk action, or report its results once its form is sent."""
        records = list(queryset.order_by("pk")[: MOST + 1])
        if not least <= len(records) <= MOST:
            text = _("Select %(least)d to %(most)d records for this.")
            self.message_user(request, text % {"least": least, "most": MOST}, messages.ERROR)
            return None
        form = form_class(request.POST if "sent" in request.POST else None, records=records)
        if form.is_valid():
            versions = versions_shown(request.POST, records)
            reason = form.cleaned_data["reason"]
            self.show_outcome(request, form.act(by=request.user, reason=reason, versions=versions))
            return None
        return self.act_page(request, form, title, records)

    def act_page(self, request, form, title, records):
        versions = versions_shown(request.POST, records)
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "form": form,
            "action": request.POST.get("action", ""),
            # Show the version of records that were selected on other pages of the list, too.
            "selected": [(row, versions[row.pk] or row.version) for row in records],
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/act_on_many.html", context)

    def show_outcome(self, request, acted):
        """Show the count of each result, then each refused record with the reason."""
        counts = Counter(each.result for each in acted)
        words = [
            say(counts[name]) % {"n": counts[name]} for name, say in FARED.items() if counts[name]
        ]
        level = messages.WARNING if counts["refused"] else messages.SUCCESS
        self.message_user(request, "; ".join(words), level)
        for each in acted:
            if each.result == "refused":
                self.message_user(request, f"{each.record}: {each.error}", messages.ERROR)
