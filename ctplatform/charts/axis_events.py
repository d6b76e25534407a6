"""Lay out dated events below the axis of a chart, and breakpoints above it. Pure."""

import datetime as dt
from dataclasses import dataclass

from ctplatform.charts import buckets
from ctplatform.charts.chart_marks import Mark

RADIUS = 9
LANE = 22  # from the middle of one line of numbers to the next


@dataclass(frozen=True, slots=True)
class Span:
    """An event to draw: its number, its first and last day (None: open), its words and its URL."""

    number: int
    first: dt.date | None
    last: dt.date | None
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class EventMark:
    """A drawn event: the middle of its number, and the left end and the width of its days."""

    span: Span
    x: float
    y: float
    left: float
    width: float

    @property
    def mark(self) -> Mark:
        """Its clickable area."""
        size = 2 * RADIUS + 4
        return Mark(
            round(self.x - size / 2, 2),
            round(self.y - size / 2, 2),
            size,
            size,
            f"{self.span.number}. {self.span.words}",
            self.span.url,
        )


def lay_out(spans, days, size, columns, top) -> list[EventMark]:
    """Place the events that reach into `days`; `columns` are (x, width) of these buckets.

    `top` is the middle of the first line of numbers; numbers that would overlap go a line down.
    """
    if not days:
        return []
    found, ends = [], []  # ends: the right end of the last number of each line
    begin, end = days[0], buckets.last_day(days[-1], size)
    shown = [each for each in spans if _reaches(each, begin, end)]
    for each in sorted(shown, key=lambda span: (span.first or begin, span.last or end)):
        left = _x(max(each.first or begin, begin), days, size, columns)
        right = _x(min(each.last or end, end), days, size, columns, after=True)
        edges = (columns[0][0] + RADIUS, sum(columns[-1]) - RADIUS)
        x = round(max(edges[0], min((left + right) / 2, edges[1])), 2)
        line = next((n for n, used in enumerate(ends) if used <= x - RADIUS - 2), len(ends))
        ends[line : line + 1] = [x + RADIUS]
        width = round(max(right - left, 2), 2)
        found.append(EventMark(each, x, top + LANE * line, round(left, 2), width))
    return found


def lay_out_days(points, days, size, columns, line) -> list[tuple]:
    """(x, y, number) of the days of `points` that lie in the buckets; their numbers count all.

    `columns` are as in `lay_out`; numbers that would overlap go `line` units down.
    """
    if not days:
        return []
    begin, end = days[0], buckets.last_day(days[-1], size)
    shown = [(day, number) for number, day in enumerate(points, 1) if begin <= day <= end]
    found, ends = [], []  # ends: the right end of the last number of each line
    for day, number in sorted(shown):
        x = round(_x(day, days, size, columns), 2)
        row = next((n for n, used in enumerate(ends) if used <= x - RADIUS), len(ends))
        ends[row : row + 1] = [x + RADIUS]
        found.append((x, 8 + line * row, number))
    return found


def _reaches(span, begin, end):
    return (span.first or begin) <= end and (span.last or end) >= begin


def _x(day, days, size, columns, after=False):
    """The x of the beginning of a day, or of its end."""
    bucket = buckets.first_day(day, size)
    x, width = columns[days.index(bucket)]
    length = (buckets.last_day(bucket, size) - bucket).days + 1
    return x + width * ((day - bucket).days + after) / length
