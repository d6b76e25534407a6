"""A series counted for a page without storing anything, while its definition is edited."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from ctplatform.charts import buckets
from incidents.series.models.series import TOTAL, Series
from incidents.series.queries.chart_events import shown_events
from incidents.series.queries.counting import points_of_tally, tally_buckets
from incidents.series.queries.figure import DRAWN, Figure
from incidents.series.queries.groups.labels import labels_of, value_labels
from incidents.series.queries.left_out import left_out
from incidents.series.queries.pages.transformed import transformed
from incidents.series.queries.population import Population
from incidents.series.queries.records.population import record_population

MOST_COUNTED = 20_000
"""Records that a preview counts; of more, it shows the last buckets alone."""

LAST_BUCKETS = 12
PREVIEWED = UUID(int=0)
"""The id of every previewed series, so that the SQL compiled for a definition is kept once."""


@dataclass
class Preview:
    """The figure of a definition; `days` of it are shown of `all_days` buckets."""

    figure: Figure
    all_days: int

    @property
    def is_part(self) -> bool:
        return len(self.figure.days) < self.all_days


def preview_of(series: Series, user) -> Preview:
    """Count an unsaved series for a user; at most `MOST_COUNTED` records, else its last buckets."""
    series.pk = PREVIEWED
    days = list(buckets.buckets_between(series.start, series.end, series.bucket))
    begun = [day for day in days if day <= timezone.localdate()] or days[:1]
    shown = begun if _is_small(series, begun) else begun[-LAST_BUCKETS:]
    covered = {day: how for day, how in series.covered_buckets().items() if day in set(shown)}
    points = _points(series, covered)
    groups = sorted((group for group in points if group != TOTAL), key=_largest(points))
    labels = labels_of(series, groups[:DRAWN], user) if groups else {}
    figure = Figure(
        series=series,
        days=shown,
        groups=[(group, labels[group], points[group]) for group in groups[:DRAWN]],
        total=points[TOTAL],
        transformed=transformed(series, shown, points),
        others=len(groups[DRAWN:]),
        left_out=left_out(series),
        events=shown_events(series, user),
        limits=[
            (name, list(value_labels(series, name, series.values_of(name), user).values()))
            for name in series.filters
        ],
    )
    return Preview(figure, len(begun))


def _is_small(series, days) -> bool:
    """Whether the days have so few records that all of them can be counted at once."""
    last = buckets.last_day(days[-1], series.bucket)
    if series.record_type != "incident":
        rows = record_population(series).between(days[0], last)
        return rows.order_by()[: MOST_COUNTED + 1].count() <= MOST_COUNTED
    rows = Population(series).counted().filter(date_earliest__range=(days[0], last))
    return rows.order_by()[: MOST_COUNTED + 1].count() <= MOST_COUNTED


def _points(series, covered) -> dict:
    """{group: {bucket: SeriesPoint}} with zeros, for every covered bucket."""
    found = tally_buckets(series, list(covered))
    for group in {TOTAL, *(group for _day, group in found)}:
        for day in covered:
            found[day, group]  # accessing it creates a zero where nothing was counted
    present = buckets.first_day(timezone.localdate(), series.bucket)
    by_group = {TOTAL: {}}
    for point in sorted(points_of_tally(series, found, covered), key=lambda each: each.bucket):
        point.coverage_now = "partial" if point.bucket == present else point.coverage
        by_group.setdefault(point.group, {})[point.bucket] = point
    return by_group


def _largest(points):
    """The sort key of groups: the largest expected number first."""
    return lambda group: (
        -sum(each.n_expected or 0 for each in points[group].values()),
        -sum(each.n_max for each in points[group].values()),
        group,
    )
