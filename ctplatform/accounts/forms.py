"""Forms of the pages about users and projects; permissions are checked by the services."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.invitations.models import NAME_OR_ADDRESS
from ctplatform.accounts.models import Project, ReviewPolicy, Role
from ctplatform.accounts.sign_in.passwords import is_own_password
from ctplatform.accounts.sign_in.tokens import offered_projects
from ctplatform.rest.scopes import Scope
from ctplatform.web.changed_fields import SendsChanges

LONGEST_PASSWORD = 1000  # characters


class SignInForm(AuthenticationForm):
    """Django's form, which also limits the length of names and passwords before a lookup."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        longest = {"username": self.fields["username"].max_length, "password": LONGEST_PASSWORD}
        for name, length in longest.items():
            self.fields[name].validators.append(MaxLengthValidator(length))


class OwnPasswordForm(PasswordChangeForm):
    """Django's form; a wrong old password is counted as a failed sign-in."""

    def __init__(self, *args, request, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.validators.append(MaxLengthValidator(LONGEST_PASSWORD))

    def clean_old_password(self):
        password = self.cleaned_data["old_password"]
        if not is_own_password(self.request, password):
            raise forms.ValidationError(
                self.error_messages["password_incorrect"], code="password_incorrect"
            )
        return password


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        help_text=_("How colleagues see you beside annotations and decisions."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    shortcuts = forms.BooleanField(
        label=_("Single-key shortcuts, such as J, K and 1 to 6"), required=False
    )


class TokenForm(forms.Form):
    """What a token is for, what it permits, where and for how long, and the user's password.

    The password is asked for because a token works without one. No project stands for all.
    """

    name = forms.CharField(label=_("What the token is for"), max_length=100)
    days = forms.TypedChoiceField(
        label=_("Works for"),
        coerce=int,
        initial=90,
        choices=[(7, _("a week")), (30, _("30 days")), (90, _("90 days")), (365, _("a year"))],
    )
    scopes = forms.MultipleChoiceField(
        label=_("Permits"),
        choices=Scope.choices,
        initial=[Scope.READ],
        widget=forms.CheckboxSelectMultiple,
    )
    projects = forms.ModelMultipleChoiceField(
        label=_("Only in these projects"),
        queryset=Project.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All others are then as if they did not exist. Tick none to permit all."),
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, request, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)
        self.fields["projects"].queryset = offered_projects(request.user).order_by("title")

    def clean_password(self):
        if not is_own_password(self.request, self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not your password."))
        return ""


class SettingsForm(SendsChanges, forms.ModelForm):
    """`version` is the one that was read; the service refuses an older one."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Project
        fields = ["title", "description", "visibility", "review_policy", "blind_judgements"]
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "description": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "visibility": forms.RadioSelect,
            "review_policy": forms.RadioSelect,
        }

    def values(self):
        """The settings without `version`, for the service."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version


class NewProjectForm(SettingsForm):
    """Settings of a new project; the server appends random letters to its address."""

    slug = forms.SlugField(
        label=_("Start of its web address"),
        max_length=50,
        required=False,
        help_text=_(
            "Latin letters, digits and hyphens; else the title is taken. A few letters are added,"
            " so that the address is free. Links and programs use it; it stays."
        ),
    )
    version = None
    field_order = ["title", "slug"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["review_policy"] = ReviewPolicy.OPEN
        self.fields["review_policy"].help_text = _(
            "As long as you are alone nobody else could review. Once others join, the settings"
            " offer four eyes."
        )


class RoleForm(forms.Form):
    """Change the role of a member."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class InvitationForm(forms.Form):
    """Whom to invite, and to which role; whether the account exists is not checked."""

    invited = forms.CharField(
        label=_("User name or e-mail address"),
        max_length=254,
        validators=[NAME_OR_ADDRESS],
        help_text=_(
            "The person becomes a member by accepting. Whether there is such an account is not"
            " shown."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.ANNOTATOR)
