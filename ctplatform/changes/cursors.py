"""The place in the feed up to which a reader has read, as text that the reader keeps."""

import base64
import datetime
import hashlib
import json
import uuid
from dataclasses import dataclass

KEPT_FOR = datetime.timedelta(days=30)
"""Deleted texts are purged after that time, and nothing says any more who saw them."""


class BadCursor(Exception):
    """The text is not a cursor that this reader was given."""


class OutdatedCursor(Exception):
    """The feed does not go on from there: the reader has to begin again."""


@dataclass(frozen=True)
class Cursor:
    """`transaction_id` and `id` of the last entry that the reader got, and the day of reading."""

    feed: uuid.UUID
    reader: str
    transaction_id: int = 0
    id: int = 0
    day: int = 0

    def write(self) -> str:
        values = [self.feed.hex, self.reader, self.transaction_id, self.id, self.day]
        return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text, *, feed, user, today) -> "Cursor":
        """The cursor in a text; raises BadCursor or OutdatedCursor."""
        try:
            values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            found = cls(uuid.UUID(hex=values[0]), *values[1:])
            is_sound = all(type(each) is int and 0 <= each < 2**62 for each in values[2:])
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            raise BadCursor from error
        if not is_sound or len(values) != 5 or not isinstance(found.reader, str):
            raise BadCursor
        if found.feed != feed or (found.day and found.day < today.toordinal() - KEPT_FOR.days):
            raise OutdatedCursor
        if found.reader != reader_mark(user):
            raise BadCursor
        return found


def reader_mark(user) -> str:
    """Differs between readers who get different feeds whatever their roles are."""
    if not user.is_authenticated:
        return "anonymous"
    limits = sorted(map(str, user.only_projects)) if user.only_projects is not None else None
    text = json.dumps([str(user.pk), user.is_superuser, limits])
    return hashlib.sha256(text.encode()).hexdigest()[:12]
