"""Conditions on the days of records that a series counts."""

from datetime import timedelta
from itertools import pairwise

from django.db.models import Q
from django.utils import timezone

from ctplatform.charts import buckets
from incidents.series.models.series import Series

DATE_BOUNDS = ("date_earliest", "date_latest")
"""The columns with the first and the last day on which a record may lie."""


def within_series(series: Series, bounds=DATE_BOUNDS) -> Q:
    """The condition of having days between the ends of a series."""
    return overlapping(series.start, series.end, bounds)


def overlapping(first, last, bounds=DATE_BOUNDS) -> Q:
    """The condition of having a day in first..last; both ends of the date are known."""
    earliest, latest = bounds
    return Q(**{f"{earliest}__lte": last, f"{latest}__gte": first})


def undated(bounds=DATE_BOUNDS) -> Q:
    """The condition that the date is missing, or that an end of it is open."""
    earliest, latest = bounds
    return Q(**{f"{earliest}__isnull": True}) | Q(**{f"{latest}__isnull": True})


def runs_of(series: Series) -> list[tuple]:
    """(first day, last day) of each run of buckets that are covered and have begun."""
    days = [each for each in series.covered_buckets() if each <= timezone.localdate()]
    return buckets.merge_windows((day, buckets.last_day(day, series.bucket)) for day in days)


def meets_a_bucket(series: Series, bounds=DATE_BOUNDS) -> Q:
    """The condition of having a day in a bucket that counts."""
    found = Q(pk__in=[])
    for first, last in runs_of(series):
        found |= overlapping(first, last, bounds)
    return found


def outside_buckets(series: Series, bounds=DATE_BOUNDS) -> Q:
    """The condition that all days lie outside the buckets that count."""
    earliest, latest = bounds
    runs = runs_of(series)
    if not runs:
        return Q()
    one = timedelta(days=1)
    found = Q(**{f"{latest}__lt": runs[0][0]}) | Q(**{f"{earliest}__gt": runs[-1][1]})
    for (_first, last), (first, _last) in pairwise(runs):
        found |= Q(**{f"{earliest}__gte": last + one, f"{latest}__lte": first - one})
    return found
