"""Optimistic locking over HTTP with ETag and If-Match (RFC 9110, RFC 6585)."""

import re

from rest_framework.exceptions import ValidationError

from ctplatform.rest.problems import PreconditionFailed, PreconditionRequired

NAME_VERSION = (
    "Say which version you read: If-Match with its ETag, or “version” in the body. "
    "A GET of this record gives both."
)
OF_CONTENT = re.compile(r"\.[0-9a-f]{16}(?=\")")
"""What a GET adds to the ETag of a row; a write compares the version alone."""


def etag(record):
    """`"<id>-<version>"`, the strong ETag of an editable row."""
    return f'"{record.pk}-{record.version}"'


def content_tag(tag, digest):
    """The ETag of an answer with this content; `tag` is that of its row, or ""."""
    return f'{tag[:-1]}.{digest}"' if tag else f'"{digest}"'


def check_match(request, record):
    """Require an If-Match with the stored version; return that version.

    The service compares again under the lock, so a race between the two is refused as well.
    """
    given = request.headers.get("If-Match")
    if given is None:
        raise PreconditionRequired
    if not names(OF_CONTENT.sub("", given), etag(record)):
        raise PreconditionFailed
    return record.version


def version_read(request, record, *, required=False):
    """The version in If-Match or in `version` of the body; None if neither is given.

    Raises PreconditionFailed where it is not the stored one, and PreconditionRequired where it is
    required and missing.
    """
    if "If-Match" in request.headers:
        return check_match(request, record)
    given = request.data.get("version") if isinstance(request.data, dict) else None
    if given is None:
        if required:
            raise PreconditionRequired(NAME_VERSION)
        return None
    if type(given) is not int and not (isinstance(given, str) and given.isdecimal()):
        raise ValidationError({"version": "Write the version that you read, a whole number."})
    if str(given) != str(record.version):
        raise PreconditionFailed
    return record.version


def names(given, tag):
    """Whether an If-Match or If-None-Match header contains this ETag, weak or strong."""
    tags = {found.strip().removeprefix("W/") for found in given.split(",")}
    return "*" in tags or tag in tags
