"""API tokens."""

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.rest.scopes import Scope


class TokenQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The user's own; with a token that is limited to projects, those with no other project."""
        if not user.is_authenticated:
            return self.none()
        own = self.filter(user=user)
        if user.only_projects is None:
            return own
        beyond = Token.projects.through.objects.exclude(project__in=list(user.roles()))
        return own.filter(is_limited=True).exclude(pk__in=beyond.values("token"))


class Token(models.Model):
    """A token for programs. Only its SHA-256 is stored; the key itself is shown once.

    It permits what its user may do within `scopes` and, if `is_limited`, in `projects` alone: in
    none once all of them are deleted. `last_used` is accurate to five minutes. Tokens from before
    there was a default lifetime do not expire (`expires` null) and are shown as such.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    is_limited = models.BooleanField(_("limited to projects"), default=False)
    projects = models.ManyToManyField("accounts.Project", related_name="+", blank=True)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used = models.DateTimeField(_("last used"), null=True, editable=False)

    objects = TokenQuerySet.as_manager()

    def __str__(self):
        return self.name

    @admin.display(description=_("scopes"))
    def scope_names(self) -> str:
        """The scopes in their usual order, separated by commas."""
        return ", ".join(scope for scope in Scope.values if scope in self.scopes)
