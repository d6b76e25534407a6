"""API tokens: create, find by the hash of the key, revoke."""

import hashlib
import logging
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Project, Role, Token
from ctplatform.accounts.roles import require_role
from ctplatform.rest.scopes import Scope, is_permitted

logger = logging.getLogger(__name__)

LIFETIME = timedelta(days=90)
LONGEST_LIFETIME = timedelta(days=366)
USE_IS_NOTED_EVERY = timedelta(minutes=5)


@transaction.atomic
def create_token(*, by, name, expires=None, scopes=None, projects=None, made_with=None):
    """Return (Token, key). The key is not stored and cannot be shown again.

    It expires after 90 days by default, at most a year from now. `scopes` are values of `Scope`, by
    default all; with `projects` it is limited to these. A token created with another one
    (`made_with`) expires no later, and permits no more, than that one.
    """
    if not name.strip():
        raise ValidationError({"name": _("Say what the token is for.")})
    scopes, projects = _checked_limits(scopes, projects, by, made_with)
    now = timezone.now()
    latest = now + LONGEST_LIFETIME
    if made_with and made_with.expires:
        latest = min(latest, made_with.expires)
    if expires and expires <= now:
        raise ValidationError({"expires": _("Choose a time in the future.")})
    if expires and expires > latest:
        message = _("A token made here ends on %s at the latest.") % latest.date().isoformat()
        raise ValidationError({"expires": message})
    key = secrets.token_urlsafe(32)
    ends = expires or min(now + LIFETIME, latest)
    token = Token(user=by, name=name, digest=digest(key), expires=ends, scopes=scopes)
    token.is_limited = projects is not None
    token.full_clean()
    token.save()
    token.projects.set(projects or ())
    return token, key


def _checked_limits(scopes, projects, by, made_with) -> tuple:
    """The scopes and the projects (None: all) of a new token, by default those of `made_with`."""
    allowed = made_with.scopes if made_with else [Scope.ADMIN.value]
    scopes = list(dict.fromkeys(allowed if scopes is None else scopes))
    if not scopes or set(scopes) - set(Scope.values):
        names = ", ".join(Scope.values)
        raise ValidationError({"scopes": _("Choose one or more of: %s.") % names})
    if not all(is_permitted(allowed, scope) for scope in scopes):
        raise ValidationError({"scopes": _("A token makes none that permits more than itself.")})
    if projects is None:
        projects = by.only_projects and Project.objects.filter(pk__in=by.only_projects)
    elif not projects:
        raise ValidationError({"projects": _("Choose a project, or leave this out for all.")})
    elif {each.pk for each in projects} - _may_limit_to(by):
        raise ValidationError({"projects": _("Choose projects that you are a member of.")})
    return scopes, projects


def _may_limit_to(user):
    """Ids of the projects that a token of the user may be limited to."""
    return set(offered_projects(user).values_list("pk", flat=True))


def offered_projects(user):
    """The projects that a token of the user may be limited to: one's own; all for superusers."""
    return Project.objects.all() if user.is_superuser else Project.objects.joined_by(user)


def revoke_token(token, *, by):
    """Delete the token, so that its key stops working at once."""
    if token.user != by:
        require_role(by, None, Role.OWNER)
    token.delete()


def note_use(token):
    """Save when the token was last used, to within five minutes.

    This is not part of what the request does; if the database cannot write, the request goes on.
    """
    now = timezone.now()
    if token.last_used and now - token.last_used < USE_IS_NOTED_EVERY:
        return
    try:
        Token.objects.filter(pk=token.pk).update(last_used=now)
    except DatabaseError as error:
        logger.warning("The use of token %s was not noted: %s", token.pk, error)


def digest(key):
    """SHA-256 of a token's key, hexadecimal."""
    return hashlib.sha256(key.encode()).hexdigest()


def find_token(key):
    """Return the valid Token of that key with its user, or None.

    The roles of the user are loaded by the same query and cached, as a token serves one request.
    """
    rows = _with_roles(Token.objects.filter(digest=digest(key)))
    if not rows or not rows[0].user.is_active:
        return None
    token = rows[0]
    if token.expires and token.expires <= timezone.now():
        return None
    token.user.remember_roles({row.project: Role(row.role) for row in rows if row.project})
    if token.is_limited:
        token.user.limit_to_projects(token.projects.values_list("pk", flat=True))
    return token


def _with_roles(tokens):
    """Tokens joined to the roles of their users: one row per role, or one without a role."""
    at = "user__memberships"
    joined = tokens.select_related("user")
    return list(joined.annotate(project=F(f"{at}__project"), role=F(f"{at}__role")))
