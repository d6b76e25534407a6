"""A generated register counted by series and by plain SQL: every measure, grouping and filter.

`CTPLATFORM_TRIAL_EVENTS=1000000` counts as many, with every measure of every grouping.
"""

import datetime as dt
import os
from itertools import product

import pytest

from ctplatform.benchmarks.growing import DAYS, FIRST
from ctplatform.charts.buckets import last_day
from incidents.series.queries.points import rebuild_series
from incidents.vocabularies import INITIATING_ROLES, SERIES_COLUMNS, SERIES_LISTS
from tests.factories.incidents import SeriesFactory
from tests.incidents.series.counts_by_sql import PEOPLE, counted_by_sql, identifier
from tests.incidents.series.large_register import LargeRegister

pytestmark = pytest.mark.django_db
EVENTS = int(os.environ.get("CTPLATFORM_TRIAL_EVENTS", "2000"))
SIZES = ("month", "quarter", "half", "week", "year")
OTHERS = ("target_nationality", "country", "within", "place", "actor", "fatalities")
GROUPS = (None, *SERIES_COLUMNS, *SERIES_LISTS, *OTHERS, "dataset", "source", "publisher")
MEASURES = ("count", *PEOPLE)
MEASURED = (None, "country", "attack_type", "actor", "place")
"""Groupings whose people are counted in a small register."""
ROLES = [*INITIATING_ROLES, "target"]


def series_of(register, number, **values):
    """A series, counted; in turn with buckets of every size, and with every marking."""
    values = {
        "bucket": SIZES[number % 5],
        "marking": ("clear", "green", "amber")[number % 3],
        **values,
    }
    last = FIRST + dt.timedelta(DAYS)
    series = SeriesFactory(project=register.project, start=FIRST, end=last, roles=ROLES, **values)
    series.full_clean()
    series.save()
    rebuild_series(series, lambda done, total: None)
    return series


def differences(series, register):
    """[bucket and group, ours, theirs] where both count differently; points of zero are left out.

    A series without groups is compared by its total.
    """
    buckets = {first: last_day(first, series.bucket) for first in series.covered_buckets()}
    theirs = counted_by_sql(series, register, buckets)
    assert theirs
    points = series.points.filter(incidents__gt=0)
    points = points.exclude(group="") if series.group_by else points
    mine = {(each.bucket, written(series, each.group)): numbers_of(each) for each in points}
    found = [
        (series.measure, series.group_by, key, mine.get(key), theirs.get(key))
        for key in mine.keys() | theirs.keys()
        if not alike(mine.get(key), theirs.get(key))
    ]
    return sorted(found, key=str)[:3]


def alike(mine, theirs):
    return mine is not None and theirs is not None and mine == pytest.approx(theirs, rel=1e-9)


def numbers_of(point):
    expected = 0 if point.n_expected is None else point.n_expected
    return (point.n_min, expected, point.n_max, point.incidents, point.unknown)


def written(series, group):
    return identifier(group) if series.group_by == "actor" else group


def test_series_count_what_plain_sql_counts():
    register = LargeRegister(EVENTS)
    register.roles, found = ROLES, []
    for number, (group, measure) in enumerate(product(GROUPS, MEASURES)):
        if measure == "count" or group in MEASURED or EVENTS > 100_000:
            names = register.names.get(group)
            filters = {group: names} if names else {}
            series = series_of(register, number, measure=measure, group_by=group, filters=filters)
            found += differences(series, register)
            if measure == "count" and group is not None:
                found += filter_differences(register, number, series)
    assert not found


def filter_differences(register, number, series):
    """Where a series that is limited to a group does not count in all what its group counts."""
    name = series.group_by
    points = series.points.exclude(group="").order_by("-incidents", "group")
    group = points.values_list("group", flat=True)[0]
    limited = totals(series_of(register, number, filters={name: [group]}), "")
    is_same = bool(limited) and limited == pytest.approx(totals(series, group))
    return [] if is_same else [(name, group, "limited to it")]


def totals(series, group):
    return {
        (each.bucket, name): number
        for each in series.points.filter(group=group, incidents__gt=0)
        for name, number in zip("abcde", numbers_of(each), strict=True)
    }
