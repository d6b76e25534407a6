"""Checking of passwords, counting of failures, and the start of a session.

Ten wrong passwords for one name from one address lock that pair for 15 minutes. After 30 from one
address, for any names, only one attempt in 20 seconds is checked.
"""

import datetime
import math
import unicodedata

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.db.models import Max, Sum
from django.shortcuts import render
from django.utils import timezone

from ctplatform.accounts.sign_in.session_models import Session, browser_name
from ctplatform.accounts.sign_in.session_store import SIGN_IN
from ctplatform.rest.requests.client_address import client_address, client_network

SESSION_LASTS = datetime.timedelta(hours=12)
FAILURES_OF_ADDRESS = 30
PAUSE_OF_ADDRESS = datetime.timedelta(seconds=20)


def counted_name(request, credentials):
    """The username for which failures are counted: equal for all its spellings."""
    name = (credentials or request.POST).get("username") or ""
    return unicodedata.normalize("NFKC", name).strip().casefold().replace("\0", "")[:255]


def counted_address(request):
    """The address for which failures are counted."""
    return client_network(request)


class SignInHandler(AxesDatabaseHandler):
    """Counts failures by name and address, and by address for all names together."""

    def is_locked(self, request, credentials=None):
        wait = self.seconds_left(request, credentials)
        request.sign_in_wait = max(wait, getattr(request, "sign_in_wait", 0))
        return wait > 0

    def seconds_left(self, request, credentials):
        """Seconds until the next password is checked; 0 if one is checked now."""
        now, pause = request.axes_attempt_time, get_cool_off(request)
        waits = [datetime.timedelta()]
        if super().is_locked(request, credentials):
            name = get_client_username(request, credentials)
            waits.append(self._last(request, username=name)["last"] + pause - now)
        found = self._last(request)
        if (found["failures"] or 0) >= FAILURES_OF_ADDRESS:
            waits.append(found["last"] + PAUSE_OF_ADDRESS - now)
        return math.ceil(max(waits).total_seconds())

    def _last(self, request, **names):
        since = request.axes_attempt_time - get_cool_off(request)
        rows = AccessAttempt.objects.filter(
            ip_address=request.axes_ip_address, attempt_time__gte=since, **names
        )
        return rows.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))


def too_many_passwords(request, _response=None, credentials=None):
    """Answer 429 with the time after which the next password is checked."""
    wait = getattr(request, "sign_in_wait", 0)
    if not wait:  # this failure has just reached the limit
        wait = int(get_cool_off(request).total_seconds())
    context = {"minutes": math.ceil(wait / 60), "seconds": wait}
    answer = render(request, "registration/locked_out.html", context, status=429)
    answer["Retry-After"] = str(wait)
    return answer


def is_own_password(request, password: str) -> bool:
    """Whether this is the password of the user who is signed in.

    A wrong one counts as a failed sign-in. After too many failures no password is checked, and the
    request is answered with 429.
    """
    user = authenticate(request, username=request.user.get_username(), password=password)
    return user is not None and user.pk == request.user.pk


def begin_session(request, user, **_):
    """Make the new session expire in twelve hours, and store where it was started."""
    if not hasattr(request, "session"):
        return
    now = timezone.now()
    request.session.set_expiry(now + SESSION_LASTS)
    request.session[SIGN_IN] = {
        "started": now.isoformat(),
        "address": client_address(request),
        "browser": browser_name(request.META.get("HTTP_USER_AGENT", "")),
    }
    Session.objects.filter(expire_date__lt=now).delete()
