"""The form that requests to take files of a release down."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.releases.content.making import MANIFEST

REASON = _(
    "Everybody reads it beside the files, for ever: name no protected person, and repeat nothing"
    " that is to disappear."
)


class TakedownForm(forms.Form):
    files = forms.MultipleChoiceField(label=_("Files"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=REASON,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data=None, *, release):
        super().__init__(data)
        names = release.files.filter(takedown=None).exclude(name=MANIFEST)
        self.fields["files"].choices = [
            (name, name) for name in names.values_list("name", flat=True)
        ]
