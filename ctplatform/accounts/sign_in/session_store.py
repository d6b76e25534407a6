"""Sessions in the database; every request of a user who is signed in reads one."""

import datetime
from contextlib import contextmanager, suppress

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ctplatform.accounts.sign_in.session_models import Session

USE_IS_NOTED_AFTER = datetime.timedelta(minutes=5)
SIGN_IN = "sign_in"
"""Key of {"started", "address", "browser"} in the data of a session."""


class SessionStore(db.SessionStore):
    """Django's store in the database, with the user and the last use as columns."""

    last_used = None  # as read from the row

    @classmethod
    def get_model_class(cls):
        return Session

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        about = data.get(SIGN_IN, {})
        row.user_id = data.get(SESSION_KEY)
        row.address, row.browser = about.get("address"), about.get("browser", "")
        if started := about.get("started"):
            row.started = datetime.datetime.fromisoformat(started)
        return row

    def note_use(self):
        """Save that the session is in use, at most every five minutes.

        A failure to write is ignored, so that pages stay readable; the next request tries again.
        """
        now = timezone.now()
        if self.last_used is None or now - self.last_used < USE_IS_NOTED_AFTER:
            return
        row = self.model.objects.filter(session_key=self.session_key)
        with suppress(DatabaseError), _short_wait(), transaction.atomic():
            row.update(last_used=now)
        self.last_used = now

    def _validate_session_key(self, key):
        """Accept only letters and digits, as in Django's keys, before a query.

        PostgreSQL would refuse some other characters in a cookie with an error.
        """
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()

    def _get_session_from_db(self):
        row = self.model.objects.unexpired().filter(session_key=self.session_key).first()
        if row is None:
            self._session_key = None
        else:
            self.last_used = row.last_used
        return row


@contextmanager
def _short_wait():
    """On SQLite, wait at most 0.1 s for another writer instead of 20 s: this is only a note."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    usual = int(connection.settings_dict["OPTIONS"]["timeout"] * 1000)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
