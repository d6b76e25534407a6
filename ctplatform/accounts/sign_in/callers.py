"""The account behind a request, known before the request is authenticated, for its limits."""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError

from ctplatform.accounts.sign_in.session_models import Session
from ctplatform.accounts.sign_in.token_models import Token
from ctplatform.rest.requests.programs import is_for_programs

KEPT_FOR = 60  # seconds for which the account of a token or session is remembered
NOBODY = ""


def caller_of(request) -> str | None:
    """`user:<id>` for a valid token or session, a hash for another one, None without either.

    All tokens and sessions of an account have the same caller. It only counts requests: an ended
    token or session still has its account for a minute.
    """
    kind, secret = _secret_of(request)
    if not secret:
        return None
    hashed = hashlib.sha256(secret.encode()).hexdigest()
    key = f"caller:{kind}:{hashed}"
    account = cache.get(key)
    if account is None:
        account = _account_of(kind, secret, hashed)
        cache.set(key, account, KEPT_FOR)
    return f"user:{account}" if account else hashed


def _secret_of(request) -> tuple:
    """("token" or "session", the secret) that authenticates; pages know no tokens."""
    words = request.META.get("HTTP_AUTHORIZATION", "").split()
    if words and is_for_programs(request):
        return "token", words[-1]
    return "session", request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def _account_of(kind, secret, hashed) -> str:
    """The id of the account, as text; "" if there is none."""
    if kind == "token":
        rows = Token.objects.filter(digest=hashed)
    elif secret.isascii() and secret.isalnum():
        rows = Session.objects.unexpired().filter(session_key=secret, user__isnull=False)
    else:
        return NOBODY
    try:
        found = rows.values_list("user", flat=True).first()
    except DatabaseError:  # the request itself will say so
        return NOBODY
    return str(found) if found else NOBODY
