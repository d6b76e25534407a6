"""The form of a copy."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CopyForm(forms.Form):
    """A bundle, and the title of the new project."""

    file = forms.FileField(label=_("Bundle"), help_text=_("A file that ends with .bundle.zip."))
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("Empty: the title in the bundle."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
