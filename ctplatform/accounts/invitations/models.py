"""Invitations to a project, addressed to a username or an e-mail address."""

import datetime

from django.apps import apps
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.accounts.vocabularies import Role

NAME_OR_ADDRESS = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._+@'-]*\Z", _("Write one user name or one e-mail address.")
)
LIFETIME = datetime.timedelta(days=30)
"""How long an unanswered invitation can be accepted."""


def address_key(text) -> str:
    """Usernames and e-mail addresses in the form that is compared: lower case."""
    return text.strip().lower()


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Invitations of the projects that the user owns, and those that the user may accept."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        owned = [pk for pk, role in user.roles().items() if role == Role.OWNER]
        return self.filter(Q(project__in=owned) | Q(pk__in=self.addressed_to(user).values("pk")))

    def addressed_to(self, user):
        """Open invitations that the user may accept, from somebody who still may invite.

        Excludes projects of which the user is a member already. With a token that is limited to
        projects there are none.
        """
        if not user.is_authenticated or user.only_projects is not None:
            return self.none()
        owners = apps.get_model("accounts", "Membership").objects.filter(
            project=OuterRef("project"), user=OuterRef("created_by"), role=Role.OWNER
        )
        keys = {address_key(user.username), address_key(user.email)} - {""}
        rows = self.filter(state=Invitation.State.OPEN, key__in=keys)
        rows = rows.filter(created__gt=timezone.now() - LIFETIME, created_by__is_active=True)
        rows = rows.filter(Q(created_by__is_superuser=True) | Exists(owners))
        return rows.exclude(project__in=list(user.roles()))


class Invitation(models.Model):
    """The offer of a role in a project to a username or an e-mail address.

    It has no reference to an account: whether one exists shows only when the invitation is
    answered. `invited` is the text as typed, `key` the form that is compared.
    """

    class State(models.TextChoices):
        OPEN = "open", _("invited")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey("accounts.Project", models.CASCADE, related_name="invitations")
    invited = models.CharField(
        _("user name or e-mail address"), max_length=254, validators=[NAME_OR_ADDRESS]
    )
    key = models.CharField(max_length=254, editable=False)
    role = models.CharField(_("role"), max_length=10, choices=Role)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    created = models.DateTimeField(_("invited on"), default=timezone.now)
    answered = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "key"],
                condition=Q(state="open"),
                name="one_open_invitation_of_an_address_to_a_project",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="invitation_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered=None)
                | Q(state__in=["accepted", "declined", "withdrawn"], answered__isnull=False),
                name="an_invitation_is_open_until_it_is_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["key", "state"], name="invitation_by_address"),
            models.Index(fields=["created_by", "created"], name="invitation_by_owner"),
        ]

    def __str__(self):
        return f"{self.invited}, {self.get_role_display()}"

    @property
    def expires(self):
        return self.created + LIFETIME

    @property
    def is_expired(self):
        return self.state == self.State.OPEN and self.expires <= timezone.now()
