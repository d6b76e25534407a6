"""Lay out many groups of a series as small charts in a grid, in SVG user units. Pure.

All charts share the days and the scale of y, so that the same height is the same number in each.
The steps, bands, gaps and open ends are those of the time series chart.
"""

from dataclasses import dataclass, field

from ctplatform.charts import axis_labels, time_series_chart
from ctplatform.charts.chart_marks import Mark
from ctplatform.charts.text_layout import cut_line

MOST = 12
"""Groups; more would be too small to compare."""

CELL_HEIGHT = 84
ABOVE, BELOW = 28, 30  # room for the label and for the years of one chart
BETWEEN = 26  # from the end of one chart to the start of the next
LEFT = 30  # room for the numbers of the axis
LETTER = 7.6


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of the whole drawing, and how many charts are in a row."""

    name: str
    width: int
    columns: int


WIDE = Frame("wide", 1280, 4)
NARROW = Frame("narrow", 360, 2)


@dataclass(slots=True)
class Cell:
    """The chart of one group; `columns` are (x, width) of its buckets."""

    panel: time_series_chart.Panel
    label: str
    x: float
    right: float
    gaps: list
    columns: list
    years: list = field(default_factory=list)

    @property
    def label_y(self) -> float:
        return round(self.panel.top - 10, 2)

    @property
    def tick_x(self) -> float:
        return round(self.x - 6, 2)

    @property
    def years_y(self) -> float:
        return round(self.panel.base + 16, 2)

    def marks(self, answers) -> list[Mark]:
        """The clickable areas of the buckets; `answers` are their (words, URL)."""
        panel = self.panel
        return [
            Mark(x, panel.top, width, panel.height, *said)
            for said, (x, width) in zip(answers, self.columns, strict=True)
        ]


@dataclass(slots=True)
class Drawing:
    frame: Frame
    height: float
    cells: list[Cell]

    @property
    def name(self) -> str:
        return self.frame.name


def draw(groups, days, frame=WIDE) -> Drawing:
    """Lay out `groups`, [(label, {bucket: time_series_chart.Value}), ...], at most MOST of them."""
    groups = list(groups)[:MOST]
    most = max((value.high for _, values in groups for value in values.values()), default=0)
    top = axis_labels.nice_number(most)
    columns = max(1, min(frame.columns, len(groups)))
    width = round((frame.width - BETWEEN * (columns - 1)) / columns, 2)
    cells = []
    for n, (label, values) in enumerate(groups):
        left = (n % columns) * (width + BETWEEN)
        above = (n // columns) * (ABOVE + CELL_HEIGHT + BELOW)
        cells.append(_cell(n + 1, label, values, days, (left, above, width), top))
    rows = -(-len(groups) // columns)
    return Drawing(frame, rows * (ABOVE + CELL_HEIGHT + BELOW), cells)


def _cell(number, label, values, days, box, top):
    left, above, width = box
    start, end = round(left + LEFT, 2), round(left + width, 2)
    step = (end - start) / max(len(days), 1)
    xs = [round(start + n * step, 2) for n in range(len(days) + 1)]
    base = above + ABOVE + CELL_HEIGHT
    panel = time_series_chart.Panel(label, number, base=base, top=above + ABOVE)
    unit = CELL_HEIGHT / top
    panel.ticks = [(round(base - n * unit, 2), f"{n:g}") for n in (0, top)]
    time_series_chart.set_paths(panel, [values.get(day) for day in days], xs, unit)
    return Cell(
        panel,
        cut_line(label, max(8, int(width / LETTER))),
        start,
        end,
        gaps=time_series_chart.uncovered_runs(days, values.keys(), xs),
        columns=[(xs[n], round(xs[n + 1] - xs[n], 2)) for n in range(len(days))],
        years=_years(days, start, end),
    )


def _years(days, start, end):
    """(x, year, anchor) of the first and the last year."""
    if not days:
        return []
    found = [(start, str(days[0].year), "start")]
    if days[-1].year != days[0].year:
        found.append((end, str(days[-1].year), "end"))
    return found
