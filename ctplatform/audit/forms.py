"""The filters above the audit log of a project."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ctplatform.audit.models import AuditEntry


class AuditFilterForm(forms.Form):
    """Empty fields select everything."""

    account = forms.CharField(label=_("User name"), required=False, max_length=150)
    resource = forms.CharField(label=_("Records"), required=False, max_length=60)
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("any")), *AuditEntry.Channel.choices]
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))

    LOOKUPS = {
        "account": "account__username",
        "resource": "resource",
        "channel": "channel",
        "since": "at__date__gte",
        "until": "at__date__lte",
    }

    def chosen(self) -> dict:
        """{lookup: value} of the fields that are filled in; none of them where one is wrong."""
        if not self.is_valid():
            return {}
        return {
            lookup: self.cleaned_data[name]
            for name, lookup in self.LOOKUPS.items()
            if self.cleaned_data[name]
        }

    def filter_entries(self, entries):
        """The entries (a QuerySet) that are selected; none where a field is wrong."""
        return entries.filter(**self.chosen()) if self.is_valid() else entries.none()
