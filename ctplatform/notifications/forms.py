from django import forms
from django.utils.translation import gettext_lazy as _

from ctplatform.notifications.mail import mail_is_configured
from ctplatform.notifications.models import Group


class PreferencesForm(forms.Form):
    """Notification preferences; e-mail only if this installation sends any."""

    wanted = forms.MultipleChoiceField(
        label=_("Notify me of"),
        choices=Group.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    by_email = forms.BooleanField(
        label=_("By e-mail as well: how many are new, never what they are about"), required=False
    )

    def __init__(self, *args, user, kept, **kwargs):
        wanted = [group for group in Group.values if group not in kept.muted]
        super().__init__(*args, initial={"wanted": wanted, "by_email": kept.by_email}, **kwargs)
        if not (mail_is_configured() and user.email):
            del self.fields["by_email"]

    def values(self):
        """The preferences as the service takes them."""
        muted = sorted(set(Group.values) - set(self.cleaned_data["wanted"]))
        return {"muted": muted, "by_email": self.cleaned_data.get("by_email")}
