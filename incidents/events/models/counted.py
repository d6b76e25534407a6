"""The index from which incidents are counted, and conditions worded so that databases use it."""

from django.db.models import BooleanField, F, Func, Index, Q

COUNTED = (
    "state",
    "record_kind",
    "domain",
    "lifecycle",
    "country",
    "violence_type",
    "event_type",
    "suicide",
    "transnational",
    "doubt",
    "marking",
    "attack_types",
    "target_types",
)
"""Columns whose values are counted, in the order in which lists count them."""


def counted_index():
    """The index of the counted columns and of those that decide who sees a row; no row is read."""
    return Index(
        fields=["project", *COUNTED, "embargo_until", "created_by", "id"],
        condition=Q(merged_into__isnull=True, version__gt=0),
        name="incident_counted",
    )


def all_of_them():
    """A condition that every incident meets, worded as in the counted index.

    It makes databases use that index where it is included, and never to find a few rows.
    """
    return Func(F("version"), template="%(expressions)s > 0", output_field=BooleanField())


def is_no_event():
    """The condition that a record is not an event, with its value in the SQL.

    SQLite uses the partial index only for exactly these words, and not with a parameter.
    """
    return Func(
        F("record_kind"), template="NOT (%(expressions)s = 'event')", output_field=BooleanField()
    )
