"""Read a DATABASE_URL whose password may contain `/`, `#` or `?`."""

import re
from urllib.parse import quote

UNREADABLE = re.compile(r"[/?#\[\]@]|%(?![0-9A-Fa-f]{2})")
"""Characters that end a password too early, and a `%` that starts no percent-encoding."""


def quoted_database_url(url: str) -> str:
    """Return `url` with its password percent-encoded, if it needs to be.

    A password that is percent-encoded already stays unchanged; one with a character that has to be
    encoded is taken literally. `scheme://user:password@host/name`.
    """
    found = re.fullmatch(r"(\w+://)([^:/@]*):(.*)@([^@]*)", url, re.DOTALL)
    if not found or not UNREADABLE.search(found[3]):
        return url
    scheme, user, password, place = found.groups()
    return f"{scheme}{user}:{quote(password, safe='')}@{place}"
