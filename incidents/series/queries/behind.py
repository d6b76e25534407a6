"""The records behind one point of a series: those of its bucket that its group counts.

The rules are those by which points are counted (incidents.series.queries.counting and .grouping),
so that a point and the list that it opens have the same number of records.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ctplatform.charts import buckets
from incidents.series.models.series import TOTAL, Series
from incidents.series.queries.groups.coded_groups import groups_of
from incidents.series.queries.groups.countries_and_actors import COUNTRY
from incidents.series.queries.groups.labels import labels_of
from incidents.series.queries.population import IN_NO_BUCKET, Population
from incidents.series.queries.records.days import runs_of
from incidents.series.queries.records.grouping import record_group
from incidents.series.queries.records.population import record_population


@dataclass(frozen=True)
class Point:
    """A bucket of a series, given by any of its days, and a group.

    The group is an actor's id or a country code; TOTAL for the total.
    """

    day: dt.date
    group: str = TOTAL


def rows_behind(series: Series, point: Point):
    """The records behind a point; none if the bucket is not covered or has not begun."""
    first = buckets.first_day(point.day, series.bucket)
    last = buckets.last_day(first, series.bucket)
    is_counted = any(start <= first <= end for start, end in runs_of(series))
    if series.record_type != "incident":
        return _records_behind(series, point, first, last) if is_counted else _none_of(series)
    population = Population(series)
    rows = population.counted().exclude(IN_NO_BUCKET)
    if not is_counted:
        return rows.none()
    rows = rows.filter(date_earliest__lte=last, date_latest__gte=first)
    return rows if point.group == TOTAL else rows.filter(in_group(series, population, point.group))


def _records_behind(series, point, first, last):
    population = record_population(series)
    rows = population.between(first, last)
    return rows if point.group == TOTAL else rows.filter(record_group(population, point.group))


def _none_of(series):
    return record_population(series).model.objects.none()


def in_group(series, population, group) -> Q:
    """The condition that a group of a series counts an incident."""
    if series.group_by == "country" and population.country_groups.has_group(group):
        return Q(**{COUNTRY: group}) | population.further(country=group)
    groups = groups_of(series, population)
    return groups.condition(group) if hasattr(groups, "condition") else Q(pk__in=[])


def bucket_in_words(day: dt.date, size: str) -> str:
    """“week from 18 March 2024”, “March 2024”, “2024 Q1”, “2024 H1” or “2024”."""
    if size == "week":
        return _("week from %s") % date_format(day, "j F Y")
    return date_format(day, "F Y") if size == "month" else buckets.bucket_label(day, size)


def point_in_words(series: Series, point: Point, user) -> str:
    """“Attacks by country: Mali, March 2024”, for the heading of a list."""
    size = series.bucket
    words = bucket_in_words(buckets.first_day(point.day, size), size)
    if point.group and series.group_by:
        label = labels_of(series, [point.group], user)[point.group]
        words = f"{label}, {words}"
    return f"{series.title}: {words}"
