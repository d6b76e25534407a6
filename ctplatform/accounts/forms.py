"""Forms of the pages about people and projects. They check words; the services decide."""

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.models import Project, Role, User


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        help_text=_("How colleagues see you beside marks and decisions."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    shortcuts = forms.BooleanField(
        label=_("Single-key shortcuts, such as J, K and 1 to 6"), required=False
    )


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What the token is for"), max_length=100)


class SettingsForm(forms.ModelForm):
    """`version` is the one the person read; the service refuses an older one."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Project
        fields = ["title", "description", "visibility", "review_policy"]
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "description": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "visibility": forms.RadioSelect,
            "review_policy": forms.RadioSelect,
        }

    def values(self):
        """The settings alone, as the service takes them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewProjectForm(forms.ModelForm):
    class Meta(SettingsForm.Meta):
        fields = ["title", "slug", *SettingsForm.Meta.fields[1:]]
        help_texts = {
            "slug": _("Latin letters, digits and hyphens. Links and programs use it; it stays."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False

    def clean(self):
        values = super().clean()
        if "slug" not in self.errors and not values.get("slug"):
            values["slug"] = slugify(values.get("title", ""))[:60]
        if not values.get("slug") and "title" in values and "slug" not in self.errors:
            self.add_error("slug", _("Write one; the title has no Latin letters to make it of."))
        return values


class MemberForm(forms.Form):
    username = forms.CharField(
        label=_("User name"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.ANNOTATOR)

    def clean_username(self):
        name = self.cleaned_data["username"]
        user = User.objects.filter(username__iexact=name, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("There is no account “%(name)s”."), params={"name": name})
        self.cleaned_data["user"] = user
        return name
