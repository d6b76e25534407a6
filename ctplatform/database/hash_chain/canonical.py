"""What is hashed and signed: JSON that is equal on every database, SHA-256 and HMAC."""

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

import orjson
from django.conf import settings


def canonical(values: dict) -> str:
    """Return JSON that is equal on every database: sorted keys, no spaces, plain numbers."""
    try:
        text = orjson.dumps(values, default=_text_of, option=SORTED)
    except orjson.JSONEncodeError:  # such as half a surrogate pair, or a number of 80 bits
        return _encode(_plain(values))
    return _encode(_plain(values)) if FRACTION.search(text) else text.decode()


SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
FRACTION = re.compile(rb'(?:":|[,\[])-?[0-9]+[.eE]')
"""A number that orjson writes otherwise than json, or what looks like one in a text."""


def _text_of(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_UNCHANGED = frozenset({str, int, bool, type(None)})


def _plain(value):
    if isinstance(value, dict):
        return {
            str(name): each if type(each) in _UNCHANGED else _plain(each)  # most are unchanged
            for name, each in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def mac_of(text: str) -> str:
    """The HMAC of a text under a key derived from the SECRET_KEY of the installation."""
    return hmac.digest(_key_from(settings.SECRET_KEY), text.encode(), "sha256").hex()


@cache
def _key_from(secret) -> bytes:
    return hashlib.sha256(b"history\0" + secret.encode()).digest()


SIGNED = ("subject", "subject_id", "project_id", "digest")


def signed(subject, pk, project, digest) -> str:
    """The text over which the HMAC of a pending row and the hash of an entry are computed."""
    return f"{subject}:{pk}:{project}:{digest}"


def signed_of(row) -> str:
    """The same of a row."""
    return signed(*(getattr(row, name) for name in SIGNED))


def link_of(previous, position, row) -> str:
    """The hash of an entry: of the previous hash, its position, and what it is about."""
    return sha256(f"{previous}\n{position}\n{signed_of(row)}")
