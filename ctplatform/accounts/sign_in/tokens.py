"""API tokens: create, find by the hash of the key, revoke."""

import hashlib
import logging
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role, Token
from ctplatform.accounts.roles import require_role

logger = logging.getLogger(__name__)

LIFETIME = timedelta(days=90)
LONGEST_LIFETIME = timedelta(days=366)
USE_IS_NOTED_EVERY = timedelta(minutes=5)


def create_token(*, by, name, expires=None, made_with=None):
    """Return (Token, key). The key is not stored and cannot be shown again.

    It expires after 90 days by default, at most a year from now. A token created with another one
    (`made_with`) expires no later than that one.
    """
    if not name.strip():
        raise ValidationError({"name": _("Say what the token is for.")})
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
    token = Token(user=by, name=name, digest=digest(key), expires=ends)
    token.full_clean()
    token.save()
    return token, key


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
    return token


def _with_roles(tokens):
    """Tokens joined to the roles of their users: one row per role, or one without a role."""
    at = "user__memberships"
    joined = tokens.select_related("user")
    return list(joined.annotate(project=F(f"{at}__project"), role=F(f"{at}__role")))
