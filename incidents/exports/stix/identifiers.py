"""Pure: identifiers and times of STIX objects."""

import datetime as dt
from uuid import UUID, uuid5

NAMESPACE = UUID("5a0f3d0e-6a52-5c3c-9d2b-2f6b8f3e7c11")
"""The namespace of our identifiers; the same record has the same one in every bundle."""


def stix_id(kind: str, *names) -> str:
    """`kind--UUID` of what has these names, such as the id of a record.

    STIX allows UUIDs of versions 1 to 5, so the version 7 of a record becomes one of version 5.

    >>> stix_id("identity", "ctplatform")
    'identity--f4e2f8aa-3b8b-561c-bba9-9a9ef0d3ed5c'
    """
    return f"{kind}--{uuid5(NAMESPACE, ':'.join(map(str, names)))}"


def stix_time(moment: dt.datetime) -> str:
    """A time in UTC with milliseconds.

    >>> stix_time(dt.datetime(2024, 3, 5, 10, 0, tzinfo=dt.UTC))
    '2024-03-05T10:00:00.000Z'
    """
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def start_of_day(day: dt.date) -> str:
    """The beginning of a day in UTC."""
    return f"{day.isoformat()}T00:00:00.000Z"
