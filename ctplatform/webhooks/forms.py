"""Forms of webhooks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.models import Project
from ctplatform.changes.followed import followed


class WebhookForm(forms.Form):
    """The address, and the types of records whose changes are sent."""

    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput({"placeholder": "https://"}),
        help_text=_("A POST is sent to it, at most a few seconds after a change."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Types of records"),
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
        help_text=_("None chosen: all."),
    )
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)

    def __init__(self, *args, is_new=False, **options):
        super().__init__(*args, **options)
        names = {key: each.model._meta.verbose_name for key, each in followed().items()}
        choices = {**names, "project": Project._meta.verbose_name}
        self.fields["kinds"].choices = sorted(choices.items(), key=lambda each: str(each[1]))
        if is_new:
            del self.fields["is_active"]
