"""Find incidents between two days through indexes, however many incidents there are.

A date of a day, a week or a month ends at most thirty days after it begins, so one index range
finds it. Longer and open dates are few, and have an index of their own.
"""

import datetime

from django.db.models import BooleanField, F, Func, Index, Q

LONG = ("open", "range", "season", "year", "years")
"""Precisions of dates that may be longer than a month or have an open end."""

MONTH = datetime.timedelta(30)
"""From the first day of the longest month to its last."""

SORTED = ("date_latest", "date_earliest")
"""Columns by which short and long dates are read separately and merged."""


def is_long():
    """The condition that a date may be longer than a month, with its values in the SQL.

    SQLite uses the partial index only for exactly these words, and not with parameters.
    """
    values = ", ".join(f"'{each}'" for each in LONG)
    return Func(
        F("date_precision"), template=f"%(expressions)s IN ({values})", output_field=BooleanField()
    )


def long_dates_index():
    """The index of the long dates; queries reach it through `is_long`."""
    return Index(
        fields=["project", "date_latest", "id"],
        condition=Q(date_precision__in=LONG),
        name="incident_of_long_dates",
    )


def incidents_between(incidents, earliest, latest):
    """Incidents that may lie between two days.

    Short and long dates are also kept as `branches`, so that pages ordered by day can read them
    separately (ctplatform.rest.paging.keyset).
    """
    short, long = window_conditions(earliest, latest)
    found = incidents.filter(short | long)
    found.branches = dict.fromkeys(SORTED, (short, long))
    return found


def window_conditions(earliest, latest) -> tuple:
    """Two disjoint conditions, for short and long dates that may lie between two days (inclusive).

    A bound may be None; without both, all incidents with a date match.
    """
    short, long = Q(date_precision__in=("day", "month", "week")), Q(is_long())
    if earliest is not None:
        short &= Q(date_latest__gte=earliest, date_earliest__gte=_shifted_day(earliest, -MONTH))
        long &= Q(date_latest__gte=earliest) | Q(date_latest=None)
    if latest is not None:
        short &= Q(date_earliest__lte=latest, date_latest__lte=_shifted_day(latest, MONTH))
        long &= Q(date_earliest__lte=latest) | Q(date_earliest=None)
    return short, long


def _shifted_day(day, span):
    """A day moved by a span, limited to the years that `datetime.date` can hold."""
    try:
        return day + span
    except OverflowError:
        return datetime.date.min if span < datetime.timedelta(0) else datetime.date.max
