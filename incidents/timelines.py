"""Pure: a row for each thing that has a date. Items in, coordinates out, in SVG user units.

What is known to a day is a dot; a range is a bar between its bounds; an open side is an arrow that
runs to the edge of the drawing. Who alleges a thing and what was found of it stand below its label.
"""

import datetime as dt
from dataclasses import dataclass

from incidents.lettering import wrapped

ROW, HEAD, TAIL = 24, 24, 8
LINE, MOST_LINES = 15, 3  # of what stands under a label
DAYS = 365.2425


@dataclass(frozen=True, slots=True)
class Item:
    """What happened or held: `start` and `end` are inclusive bounds, None where that side is open.

    `kind` is incident, kind, size or relation; `when` says the date in words, `standing` who says
    so and what was found of it, which is drawn with it, `detail` what a list says besides.
    """

    kind: str
    label: str
    when: str
    start: dt.date | None
    end: dt.date | None
    url: str = ""
    status: str = ""
    standing: str = ""
    detail: str = ""

    @property
    def order(self):
        """Open beginnings first, then by day; a stable key for sorting."""
        return (self.start or dt.date.min, self.end or dt.date.max, self.kind, self.label)


@dataclass(frozen=True, slots=True)
class Frame:
    """A size: its width, where the plot begins, and whether labels stand above their bars."""

    name: str
    width: int
    left: int
    letters: int

    @property
    def is_narrow(self) -> bool:
        return self.left == 0

    def lines(self, item) -> list[str]:
        """What stands under the label of an item, in smaller letters."""
        most = self.letters + 6
        return wrapped(item.standing, most, MOST_LINES) if item.standing else []

    def height(self, item) -> int:
        return (42 if self.is_narrow else ROW) + LINE * len(self.lines(item))


WIDE = Frame("wide", 900, 300, 42)
NARROW = Frame("narrow", 330, 0, 46)
EDGE = 14  # room for arrows left and right of the plot


@dataclass(frozen=True, slots=True)
class Row:
    item: Item
    label: str
    label_y: float
    lines: list[tuple[float, str]]
    y: float
    x: float
    end: float
    opens_left: bool
    opens_right: bool

    @property
    def is_dot(self) -> bool:
        return not (self.opens_left or self.opens_right) and self.end - self.x < 3

    @property
    def middle(self) -> float:
        return round((self.x + self.end) / 2, 1)


@dataclass(frozen=True, slots=True)
class Drawing:
    frame: Frame
    height: float
    rows: list[Row]
    ticks: list[tuple[float, str]]


def draw(items, today: dt.date, frame=WIDE) -> Drawing | None:
    """Lay out the items in their order of time; None where none has a bound to stand on."""
    items = sorted((item for item in items if item.start or item.end), key=lambda item: item.order)
    days = [day for item in items for day in (item.start, item.end) if day]
    if not days:
        return None
    if any(item.end is None for item in items):
        days.append(today)
    first, last = min(days).year, max(days).year + 1
    left, right = frame.left + EDGE, frame.width - EDGE

    def x_of(day):
        years = day.year + (day.timetuple().tm_yday - 1) / DAYS
        return round(left + (right - left) * (years - first) / (last - first), 1)

    rows, top = [], HEAD
    for item in items:
        rows.append(_row(item, top, frame, x_of))
        top += frame.height(item)
    ticks = [(x_of(dt.date(year, 1, 1)), str(year)) for year in _ticks(first, last, frame)]
    return Drawing(frame, top + TAIL, rows, ticks)


def _row(item, top, frame, x_of):
    label_y = top + 16
    lines = [(label_y + LINE * n, line) for n, line in enumerate(frame.lines(item), 1)]
    y = top + (30 + LINE * len(lines) if frame.is_narrow else 12)
    start = x_of(item.start) if item.start else frame.left + 6
    end = x_of(item.end) if item.end else frame.width - 6
    label = item.label
    if len(label) > frame.letters:
        label = f"{label[: frame.letters - 1].rstrip()}…"
    return Row(item, label, label_y, lines, y, start, end, item.start is None, item.end is None)


def _ticks(first, last, frame):
    """Round years, as many as there is room for."""
    room = (frame.width - frame.left) / 56
    step = next(
        (each for each in (1, 2, 5, 10, 20, 50, 100, 200, 500) if (last - first) / each <= room),
        1000,
    )
    begin = -(-first // step) * step
    return range(max(begin, 1), min(last, 9999) + 1, step)
