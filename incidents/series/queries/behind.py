"""The incidents behind one point of a series: those of its bucket that its group counts.

The rules are those by which points are counted (incidents.series.queries.counting and .grouping),
so that a point and the list that it opens have the same number of records.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format

from ctplatform.charts import buckets
from incidents.actors.models.actors import Actor
from incidents.actors.models.membership import membership_of
from incidents.regions import countries
from incidents.series.models.series import TOTAL, Series
from incidents.series.queries.grouping import COUNTRY
from incidents.series.queries.left_out import runs_of
from incidents.series.queries.population import IN_NO_BUCKET, Population


@dataclass(frozen=True)
class Point:
    """A bucket of a series, given by any of its days, and a group.

    The group is an actor's id or a country code; TOTAL for the total.
    """

    day: dt.date
    group: str = TOTAL


def rows_behind(series: Series, point: Point):
    """The incidents behind a point; none if the bucket is not covered or has not begun."""
    population = Population(series)
    first = buckets.first_day(point.day, series.bucket)
    last = buckets.last_day(first, series.bucket)
    rows = population.counted().exclude(IN_NO_BUCKET)
    if not any(start <= first <= end for start, end in runs_of(series)):
        return rows.none()
    rows = rows.filter(date_earliest__lte=last, date_latest__gte=first)
    return rows if point.group == TOTAL else rows.filter(_in_group(series, population, point.group))


def _in_group(series, population, group) -> Q:
    """The condition that a group of a series counts an incident."""
    if series.group_by == "country" and population.country_groups.has_group(group):
        return Q(**{COUNTRY: group}) | population.further(country=group)
    actor = _actor_id(group) if series.group_by == "actor" else None
    if actor is None:
        return Q(pk__in=[])
    membership = membership_of(
        [actor], population.reader, roles=series.roles, branches=series.branches
    )
    return membership.condition()


def _actor_id(group) -> UUID | None:
    try:
        return UUID(group)
    except ValueError:
        return None


def bucket_in_words(day: dt.date, size: str) -> str:
    """“March 2024”, “2024 Q1” or “2024”."""
    return date_format(day, "F Y") if size == "month" else buckets.bucket_label(day, size)


def point_in_words(series: Series, point: Point, user) -> str:
    """“Attacks by country: Mali, March 2024”, for the heading of a list."""
    size = series.bucket
    words = bucket_in_words(buckets.first_day(point.day, size), size)
    if series.group_by == "country" and point.group:
        words = f"{countries.name_of(point.group)}, {words}"
    elif series.group_by == "actor" and (pk := _actor_id(point.group)):
        actor = Actor.objects.visible_to(user).filter(pk=pk).first()
        words = f"{actor.name}, {words}" if actor else words
    return f"{series.title}: {words}"
