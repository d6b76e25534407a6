"""Django's sessions in the database; each request of somebody signed in begins by reading one."""

import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from ctplatform.prepared import prepare


class SessionStore(db.SessionStore):
    """The same, read by SQL that is made once."""

    def _validate_session_key(self, key):
        """Django's keys are letters and digits: what else a cookie holds is asked of no database,
        of which PostgreSQL refuses some."""
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()

    def _get_session_from_db(self):
        rows = prepare(_living).all({"key": self.session_key, "moment": timezone.now()})
        if rows:
            return rows[0]
        self._session_key = None
        return None


def _living():
    values = {
        "key": "the key of no session",
        "moment": datetime.datetime(1, 2, 3, tzinfo=datetime.UTC),
    }
    rows = Session.objects.filter(session_key=values["key"], expire_date__gt=values["moment"])
    return rows, values
