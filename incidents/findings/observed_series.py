"""What the methods read of a series: its points by group, and the days of its incidents."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from ctplatform.charts import buckets
from incidents.findings.methods.observations import Observation
from incidents.findings.parts.counted import MemberCounts, count_members
from incidents.findings.parts.members import beginning_inside, certain_members, count_by_code
from incidents.series.models.series import TOTAL, Series, SeriesPoint
from incidents.series.queries.behind import in_group
from incidents.series.queries.counting import sums_by_days
from incidents.series.queries.population import Population

MOST_GROUPS = 8
CODED = ("transnational", "lifecycle")
"""The fields by whose codes incidents are counted."""
MOST_EVENTS = 200_000
"""Incidents whose days are read for the time between them."""


@dataclass
class Observed:
    """A series as the methods read it.

    `days` are the buckets that have begun; `rows` are {group: [Observation or None for each]}, the
    total first, then the largest groups. `spans` are the days of the certain incidents, each as
    (earliest, latest, number); None if there are more than `MOST_EVENTS`, or if fatalities count.
    `windows` are the covered days; None for those of the series. `coded` are the certain incidents
    by their code, {field: {code, None for not coded: number}}, and `of_groups` those of each group;
    both are empty where fatalities count. `members` are the certain incidents by who is held
    responsible and by what became of them; None where fatalities count.
    """

    series: Series
    days: list[dt.date]
    rows: dict
    spans: list | None
    windows: list | None = None
    coded: dict = field(default_factory=dict)
    of_groups: dict = field(default_factory=dict)
    members: MemberCounts | None = None

    @property
    def today(self) -> dt.date:
        return timezone.localdate()

    @property
    def covered_share(self) -> float:
        """The share of the days from the start until today or the end that are covered."""
        if not self.days:
            return 0.0
        last = min(buckets.last_day(self.days[-1], self.series.bucket), self.today)
        whole = (last - self.days[0]).days + 1
        return sum(self.covered_days(day) for day in self.days) / whole

    def covered_days(self, bucket: dt.date) -> int:
        """How many days of a bucket are covered until today."""
        last = min(buckets.last_day(bucket, self.series.bucket), self.today)
        windows = self.series.windows if self.windows is None else self.windows
        return sum(buckets.days_in_common((bucket, last), window) for window in windows)


def observe(series: Series, groups=None) -> Observed:
    """Read the points of a series, in a fixed number of queries.

    With `groups`, only these and the total are read, and the days of incidents are not.
    """
    begun = timezone.localdate()
    days = [
        day
        for day in buckets.buckets_between(series.start, series.end, series.bucket)
        if day <= begun
    ]
    wanted = _largest_groups(series) if groups is None and series.group_by else groups or []
    names = list(dict.fromkeys([TOTAL, *wanted]))
    found = {group: dict.fromkeys(days) for group in names}
    points = SeriesPoint.objects.filter(series=series, group__in=names).begun()
    for point in points.covered_until_today(series.bucket):
        found[point.group][point.bucket] = Observation(
            low=point.n_min,
            expected=point.n_expected,
            high=point.n_max,
            is_open=point.is_open or bool(point.without_best),
            is_full=point.coverage_now == "full",
        )
    rows = {group: list(values.values()) for group, values in found.items()}
    if groups is not None or series.measure != "count":
        return Observed(series, days, rows, None)
    population = Population(series)
    inside = certain_members(series, population)
    coded = {name: count_by_code(inside, name) for name in CODED}
    named = [name for name in names if name != TOTAL]
    of_groups = _by_group(series, population, inside, named)
    spans = _spans(beginning_inside(series, population))
    members = count_members(series, population, inside, named)
    return Observed(series, days, rows, spans, coded=coded, of_groups=of_groups, members=members)


def _largest_groups(series):
    rows = SeriesPoint.objects.filter(series=series).begun().exclude(group=TOTAL)
    totals = rows.order_by().values("group").annotate(n=Coalesce(Sum("n_expected"), 0.0))
    return totals.order_by("-n", "group").values_list("group", flat=True)[:MOST_GROUPS]


def _by_group(series, population, rows, groups):
    """{group: number of certain incidents}; {} for actors, whose part in one may be suspected."""
    if series.group_by == "actor":
        return {}
    return {group: rows.filter(in_group(series, population, group)).count() for group in groups}


def _spans(rows):
    spans, total = [], 0
    for row in sums_by_days(rows, ()):
        total += row["n"]
        if total > MOST_EVENTS:
            return None
        spans.append((row["date_earliest"], row["date_latest"], row["n"]))
    return spans
