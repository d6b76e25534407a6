"""A series drawn as one kind of chart: what its page, its table and its downloads are made from."""

from dataclasses import dataclass, field

from django.utils.text import slugify

from ctplatform.charts import buckets
from ctplatform.charts.figures import calendar_heat_map, estimate_plot, small_multiples
from incidents.charts.queries.estimates import deadliest
from incidents.charts.queries.zoom import Part, within
from incidents.charts.vocabulary import CHART_KINDS
from incidents.series.models.series import TOTAL
from incidents.series.queries.behind import bucket_in_words
from incidents.series.queries.figure import DRAWN, Figure, figure_of, value_of
from incidents.series.queries.figure_marks import answers_of, describe_point, marks_of


@dataclass
class DrawnChart:
    """A kind of chart of a figure; `estimates` are the rows of a dot plot.

    `is_pinned`: the figure is that of a snapshot, so that no part of it can be asked for.
    """

    kind: str
    figure: Figure
    part: Part | None = None
    estimates: list = field(default_factory=list)
    is_pinned: bool = False

    @property
    def series(self):
        return self.figure.series

    @property
    def template(self) -> str:
        """The template that turns a drawing into SVG."""
        return f"incidents/charts/{self.kind}.svg"

    @property
    def file_name(self) -> str:
        """The name of its files, without an extension."""
        return f"{slugify(self.series.title) or 'series'}-{self.kind}"

    @property
    def sizes(self) -> list:
        """The drawing for wide windows and the one for phones, each with its marks."""
        wide, narrow = DRAWINGS[self.kind](self)
        return [(each, self.marks(each)) for each in (wide, narrow)]

    @property
    def wide(self):
        """The drawing for wide windows, for downloads."""
        return DRAWINGS[self.kind](self)[0]

    @property
    def is_empty(self) -> bool:
        return not (self.estimates if self.kind == "estimates" else self.figure.total)

    @property
    def totals(self) -> dict:
        """{bucket: time_series_chart.Value} of the total, after the transform of the series."""
        if self.series.transform:
            return self.figure.transformed_values(TOTAL)
        return {day: value_of(point) for day, point in self.figure.total.items()}

    def marks(self, drawing) -> list:
        """The clickable areas of a drawing, in lines."""
        return MARKS[self.kind](self, drawing)


def kinds_of(series) -> dict:
    """{kind of chart: label} of those that a series has: only incidents have fatalities."""
    left_out = () if series.record_type == "incident" else ("estimates",)
    return {kind: label for kind, label in CHART_KINDS.items() if kind not in left_out}


def draw_chart(series, user, kind, part: Part | None = None) -> DrawnChart:
    """Read a series and prepare it as a kind of chart, in a fixed number of queries."""
    most = small_multiples.MOST if kind == "multiples" else DRAWN
    figure = within(figure_of(series, user, most), part)
    if kind == "multiples" and len(figure.groups) < 2:
        kind = "steps"  # a single panel is the plain chart, which has more room
    if kind not in kinds_of(series):
        kind = "steps"
    rows = deadliest(series, user, part) if kind == "estimates" else []
    return DrawnChart(kind, figure, part, rows)


def _steps(chart):
    return chart.figure.sizes


def _multiples(chart):
    frames = (small_multiples.WIDE, small_multiples.NARROW)
    drawn, days = chart.figure.drawn, chart.figure.days
    return [small_multiples.draw(drawn, days, frame) for frame in frames]


def _calendar(chart):
    frames = (calendar_heat_map.WIDE, calendar_heat_map.NARROW)
    days, size = chart.figure.days, chart.series.bucket
    return [calendar_heat_map.draw(chart.totals, days, size, frame) for frame in frames]


def _estimates(chart):
    frames = (estimate_plot.WIDE, estimate_plot.NARROW)
    return [estimate_plot.draw(chart.estimates, frame) for frame in frames]


DRAWINGS = {
    "steps": _steps,
    "multiples": _multiples,
    "calendar": _calendar,
    "estimates": _estimates,
}


def _marks_of_multiples(chart, drawing):
    pairs = zip(drawing.cells, answers_of(chart.figure), strict=True)
    return [cell.marks(answers) for cell, answers in pairs]


def _marks_of_calendar(chart, drawing):
    """A line of marks for each row, so that the keys up and down lead to another year."""
    lines = {}
    for cell in drawing.cells:
        head = bucket_in_words(cell.day, chart.series.bucket)
        said = describe_point(chart.series, head, chart.figure.total.get(cell.day))
        lines.setdefault(cell.y, []).append(cell.mark(*said))
    return list(lines.values())


MARKS = {
    "steps": lambda chart, drawing: marks_of(chart.figure, drawing),
    "multiples": _marks_of_multiples,
    "calendar": _marks_of_calendar,
    "estimates": lambda _chart, drawing: [drawing.marks],
}


def csv_rows(chart: DrawnChart):
    """The rows of a chart as CSV: the head, then one for each number that is drawn."""
    if chart.kind == "estimates":
        yield ("incident", "low", "best", "high", "open_ended")
        for each in chart.estimates:
            yield (each.label, each.low, each.best, each.high, each.is_open)
        return
    head = ("bucket", "group", "n_min", "n_expected", "n_max", "open_ended", "at_least", "coverage")
    head = (*head, "value_min", "value", "value_max") if chart.series.transform else head
    has_events = chart.kind == "steps" and bool(chart.figure.events)
    yield (*head, "events") if has_events else head
    for group, label, points in _groups(chart):
        for day in chart.figure.days:
            numbers = _numbers(points.get(day))
            row = (day.isoformat(), label, *numbers, *_transformed_numbers(chart, group, day))
            yield (*row, _events_of(chart, day)) if has_events else row


def _events_of(chart, day) -> str:
    """The events of a bucket in words."""
    last = buckets.last_day(day, chart.series.bucket)
    return "; ".join(each.words for each in chart.figure.events if each.overlaps(day, last))


def _transformed_numbers(chart, group, day):
    """The numbers of a bucket after the transform of the series; none without one."""
    if not chart.series.transform:
        return ()
    seen = chart.figure.transformed.values[group].get(day)
    return (seen.low, seen.expected, seen.high) if seen else (None, None, None)


def _groups(chart):
    yield TOTAL, TOTAL, chart.figure.total
    if chart.kind != "calendar":
        yield from chart.figure.groups


def _numbers(point):
    if point is None:
        return (None, None, None, None, None, "none")
    value = value_of(point)
    numbers = (point.n_min, point.n_expected, point.n_max)
    return (*numbers, value.is_open, value.is_at_least, point.coverage_now)
