"""Browser sessions as rows that belong to a user, who can list and end them."""

import datetime
import hashlib
import re
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone

IDLE_LIMIT = datetime.timedelta(hours=2)
"""A session that has not been used for this long has ended."""
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user.pk) if user.is_authenticated else self.none()

    def unexpired(self):
        """Sessions whose user is still signed in."""
        now = timezone.now()
        return self.filter(expire_date__gt=now, last_used__gt=now - IDLE_LIMIT)


class Session(AbstractBaseSession):
    """A browser session. `address` and `browser` are those of the sign-in."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions"
    )
    started = models.DateTimeField(default=timezone.now)
    last_used = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=60, blank=True)

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()

    @classmethod
    def get_session_store_class(cls):
        return import_module(settings.SESSION_ENGINE).SessionStore

    @property
    def public_id(self) -> str:
        """An id of the session for pages; the key itself would let others take the session over."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:32]


def browser_name(user_agent: str) -> str:
    """Return "Firefox, Linux" from a User-Agent header; "" where neither is recognised."""
    found = [
        next((name for pattern, name in names if re.search(pattern, user_agent)), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found))
