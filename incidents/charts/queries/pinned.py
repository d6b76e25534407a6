"""A pinned chart as its readers see it: the numbers as they were, and what has changed since."""

import datetime as dt
from dataclasses import dataclass, replace

from ctplatform.charts import buckets
from incidents.charts.packed_points import NUMBERS
from incidents.charts.queries.drawn import DrawnChart
from incidents.charts.queries.hidden_since import has_hidden_actor, hidden_days
from incidents.findings.models import SeriesFindings
from incidents.series.models.series import TOTAL, Series, SeriesPoint
from incidents.series.queries.chart_events import shown_events
from incidents.series.queries.figure import Figure, figure_of
from incidents.series.queries.groups.labels import labels_of, value_labels
from incidents.series.queries.pages.transformed import transformed

DRAWN_AS = {"title", "breakpoints", "events"}
"""Fields of a definition that do not change what is counted."""


@dataclass
class PinnedChart:
    """A snapshot drawn as one kind of chart.

    `now` is the figure as it is now, None where the series was deleted or is defined in another
    way; `changed` is the number of buckets whose total differs.
    """

    snapshot: object
    chart: DrawnChart
    now: Figure | None
    changed: int = 0

    @property
    def is_redefined(self) -> bool:
        return self.now is None and self.snapshot.series is not None


def read_pinned(snapshot, user, kind) -> PinnedChart:
    """Read a snapshot for a user, who must be allowed to see it, in a fixed number of queries."""
    live = figure_of(snapshot.series, user, 0) if snapshot.series else None
    if live is not None and not counts_the_same(snapshot, live.series):
        live = None
    figure = _figure_of(snapshot, user)
    followed = _followed(snapshot, figure)
    _follow(figure, live, followed)
    points = {TOTAL: figure.total, **{group: each for group, _label, each in figure.groups}}
    figure.transformed = transformed(figure.series, figure.days, points)
    figure.findings = SeriesFindings(results=[] if followed else snapshot.findings)
    changed = 0
    if live is not None:
        days = [day for day in figure.days if day not in followed]
        changed = sum(_differ(figure.total.get(day), live.total.get(day)) for day in days)
        live = replace(live, left_out={})  # in words that can be compared with those of the time
    return PinnedChart(snapshot, DrawnChart(kind, figure, is_pinned=True), live, changed)


def defined_series(snapshot) -> Series:
    """The series as it was defined, as a row that is never saved."""
    values = dict(snapshot.definition)
    for name in ("start", "end"):
        values[name] = dt.date.fromisoformat(values[name])
    known = {field.name for field in Series._meta.fields}
    values = {name: value for name, value in values.items() if name in known}
    values |= {"project": snapshot.project, "recounted": snapshot.recounted}
    return Series(pk=snapshot.series_id or snapshot.pk, **values)


def counts_the_same(snapshot, series) -> bool:
    """Whether a series still counts what it counted when it was pinned."""
    if snapshot.definition_version == series.version:
        return True
    now = defined_series(snapshot)
    return all(
        getattr(now, name) == getattr(series, name)
        for name in snapshot.definition
        if name not in DRAWN_AS
    )


def _figure_of(snapshot, user) -> Figure:
    """The figure as it was pinned, with the names that the user may see now."""
    series, points = defined_series(snapshot), {TOTAL: {}}
    for day, group, *numbers in snapshot.points:
        point = SeriesPoint(series=series, group=group, **dict(zip(NUMBERS, numbers, strict=True)))
        point.bucket = dt.date.fromisoformat(day)
        point.coverage_now = point.coverage
        if snapshot.series is None:
            point.incidents = 0  # its records cannot be listed
        points.setdefault(group, {})[point.bucket] = point
    total = points.pop(TOTAL)
    labels = labels_of(series, list(points), user)
    return Figure(
        series=series,
        days=list(buckets.buckets_between(series.start, series.end, series.bucket)),
        groups=[(group, labels[group], each) for group, each in points.items()],
        total=total,
        others=0,
        events=shown_events(series, user),
        limits=[
            (name, list(value_labels(series, name, series.values_of(name), user).values()))
            for name in series.filters
        ],
    )


def _followed(snapshot, figure) -> set:
    """The buckets whose pinned numbers are not shown, as they count what is hidden now."""
    if has_hidden_actor(snapshot):
        return set(figure.days)
    size = figure.series.bucket
    return {
        day
        for first, last in hidden_days(snapshot)
        for day in figure.days
        if (last is None or day <= last) and (first is None or buckets.last_day(day, size) >= first)
    }


def _follow(figure, live, followed):
    """Put the present points of some buckets into a figure; without any, leave no number."""
    if not followed:
        return
    parts = [(TOTAL, figure.total), *((group, points) for group, _label, points in figure.groups)]
    groups = dict(parts)
    for points in groups.values():
        for day in followed if live else figure.days:
            points.pop(day, None)
    if live is None:
        return
    rows = SeriesPoint.objects.filter(series=live.series, group__in=list(groups)).begun()
    for point in rows.covered_until_today(live.series.bucket).filter(bucket__in=followed):
        groups[point.group][point.bucket] = point


def _differ(then, now) -> bool:
    """Whether two points of one bucket have other numbers, or one of them is missing."""
    if then is None or now is None:
        return then is not now
    return any(
        getattr(then, name) != getattr(now, name) for name in ("n_min", "n_expected", "n_max")
    )
