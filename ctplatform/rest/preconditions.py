"""Optimistic locking over HTTP: ETag out, If-Match in (RFC 9110, RFC 6585)."""

from ctplatform.rest.problems import PreconditionFailed, PreconditionRequired


def etag(record):
    """`"<id>-<version>"`, the strong validator of an editable row."""
    return f'"{record.pk}-{record.version}"'


def check_match(request, record):
    """Require If-Match naming the version now stored; return that version.

    The service compares again under the lock, so a race between the two is refused as well.
    """
    given = request.headers.get("If-Match")
    if given is None:
        raise PreconditionRequired
    if not names(given, etag(record)):
        raise PreconditionFailed
    return record.version


def names(given, tag):
    """Say whether an If-Match or If-None-Match header names this ETag, weak or strong."""
    tags = {found.strip().removeprefix("W/") for found in given.split(",")}
    return "*" in tags or tag in tags
