"""A series as a page shows it: charts of some groups, a table of all numbers, and notes.

Everything is read from points, except what is left out, which is counted here.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from ctplatform.charts import buckets, time_series_chart
from incidents.series.models.series import TOTAL, Series, SeriesPoint
from incidents.series.queries.chart_events import shown_events
from incidents.series.queries.groups.labels import labels_of, value_labels
from incidents.series.queries.left_out import left_out
from incidents.series.queries.pages.transformed import (
    Transformed,
    drawn_value,
    population_notes,
    transformed,
)

DRAWN = 4  # panels; more would be too low to read


@dataclass
class Figure:
    """A series read for a page.

    `groups` are the drawn ones: [(group, label, {bucket: SeriesPoint})]. `rows` are [(label of the
    bucket, [point or None of the total and of each drawn group])]. `limits` are its filters:
    [(name, [value in words])]. `transformed` are the numbers of the whole series after its
    transform, also where only a part is shown. `events` are marked on the chart.
    """

    series: Series
    days: list
    groups: list
    total: dict
    others: int
    left_out: dict = field(default_factory=dict)
    limits: list = field(default_factory=list)
    transformed: Transformed | None = None
    events: list = field(default_factory=list)
    answers: list | None = None  # see incidents.series.queries.figure_marks

    @property
    def number(self) -> float | None:
        """The expected number over all covered buckets; None if nothing is known."""
        known = [each.n_expected for each in self.total.values() if each.n_expected is not None]
        return sum(known) if known else None

    @property
    def actors(self) -> list:
        """The names of the actors that the series is about."""
        return dict(self.limits).get("actor", [])

    @property
    def is_at_least(self) -> bool:
        """Whether the number is a minimum, since some best figure is not known."""
        return any(each.without_best for each in self.total.values())

    @property
    def is_open(self) -> bool:
        return any(each.is_open for each in self.total.values())

    @property
    def has_gaps(self) -> bool:
        """Whether a drawn bucket has no known expected number, or no transformed one."""
        if self.series.transform:
            return any(
                value.expected is None for _, values in self.drawn for value in values.values()
            )
        points = (
            point
            for _, _, points in self.groups or [("", "", self.total)]
            for point in points.values()
        )
        return any(each.n_expected is None for each in points)

    @property
    def is_partial(self) -> bool:
        return any(each.coverage_now == "partial" for each in self.total.values())

    @property
    def uncovered(self) -> int:
        return len(self.days) - len(self.total)

    @property
    def drawn(self) -> list:
        """[(label, {bucket: time_series_chart.Value})] of the groups, or of the total."""
        groups = self.groups or [(TOTAL, "", self.total)]
        if self.series.transform:
            return [(label, self.transformed_values(group)) for group, label, _ in groups]
        return [
            (label, {day: value_of(point) for day, point in points.items()})
            for _, label, points in groups
        ]

    def transformed_values(self, group) -> dict:
        """{covered bucket: time_series_chart.Value} of a group after the transform."""
        points = {name: mine for name, _, mine in self.groups}.get(group, self.total)
        seen = self.transformed.values[group]
        return {day: drawn_value(seen.get(day)) for day in points}

    @property
    def population_notes(self) -> list[str]:
        """What numbers per population rest on; [] for others."""
        labels = {group: label for group, label, _ in self.groups}
        return population_notes(self.series, self.transformed, labels)

    def drawing(self, frame=time_series_chart.WIDE):
        spans = [each.span for each in self.events if each.span]
        breaks = [dt.date.fromisoformat(each["day"]) for each in self.series.breakpoints]
        return time_series_chart.draw(
            self.drawn, self.days, self.series.bucket, frame, spans, breaks
        )

    @property
    def sizes(self) -> list:
        """The drawing for wide windows, and one for phones, drawn separately instead of shrunk."""
        wide = time_series_chart.WIDE if self.groups else time_series_chart.ALONE
        return [self.drawing(wide), self.drawing(time_series_chart.NARROW)]

    @property
    def rows(self) -> list:
        columns = [self.total, *(points for _, _, points in self.groups)]
        size = self.series.bucket
        return [
            (buckets.bucket_label(day, size), [points.get(day) for points in columns])
            for day in self.days
        ]


def figure_of(series: Series, user, most=DRAWN) -> Figure:
    """Read a series and its `most` largest groups for a user, in a fixed number of queries."""
    ranked = (
        SeriesPoint.objects.filter(series=series)
        .begun()
        .exclude(group=TOTAL)
        .order_by()
        .values("group")
        .annotate(n=Coalesce(Sum("n_expected"), 0.0), most=Sum("n_max"))
        .order_by("-n", "-most", "group")
        .values_list("group", flat=True)
    )
    groups = list(ranked) if series.group_by else []
    shown = groups[:most]
    points = {group: {} for group in (TOTAL, *shown)}
    wanted = Q(group=TOTAL) | Q(group__in=shown)
    rows = SeriesPoint.objects.filter(wanted, series=series).begun()
    for point in rows.covered_until_today(series.bucket).order_by("bucket"):
        points[point.group][point.bucket] = point
    labels = labels_of(series, shown, user)
    days = list(buckets.buckets_between(series.start, series.end, series.bucket))
    return Figure(
        series=series,
        days=days,
        transformed=transformed(series, days, points),
        groups=[(group, labels[group], points[group]) for group in shown],
        total=points[TOTAL],
        others=len(groups) - len(shown),
        left_out=left_out(series),
        events=shown_events(series, user),
        limits=[
            (name, list(value_labels(series, name, series.values_of(name), user).values()))
            for name in series.filters
        ],
    )


def value_of(point) -> time_series_chart.Value:
    return time_series_chart.Value(
        point.n_min,
        point.n_expected,
        point.n_max,
        point.is_open,
        is_at_least=bool(point.without_best) or point.coverage_now == "partial",
    )


@dataclass(frozen=True, slots=True)
class Small:
    """One bucket of a sparkline; the values are as in SeriesPoint."""

    n_min: int
    n_expected: float | None
    n_max: int
    without_best: int
    is_open: bool
    is_partial: bool  # only partly covered, or not over yet


def totals_of(series_list) -> dict:
    """{series id: [Small for each bucket, None if not covered]}, for sparklines."""
    found, today = {each.pk: {} for each in series_list}, timezone.localdate()
    now = {each.pk: buckets.first_day(today, each.bucket) for each in series_list}
    rows = SeriesPoint.objects.filter(series__in=list(found), group=TOTAL).begun()
    numbers = ("n_min", "n_expected", "n_max", "without_best", "is_open")
    columns = ("series", "bucket", "coverage", *numbers)
    for pk, bucket, coverage, *numbers in rows.values_list(*columns):
        found[pk][bucket] = Small(*numbers, coverage == "partial" or bucket == now[pk])
    return {
        each.pk: [
            found[each.pk].get(day)
            for day in buckets.buckets_between(each.start, each.end, each.bucket)
        ]
        for each in series_list
    }
