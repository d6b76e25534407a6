"""Lay out a timeline with one row per dated item, in SVG user units. Pure.

A date known to the day is a dot; a range is a bar between its bounds; an open side is an arrow to
the edge of the drawing; an unknown side is a short dashed end without an arrow. Who alleges an item
and what was found of it is printed below its label.
"""

import datetime as dt
from dataclasses import dataclass

from ctplatform.charts.text_layout import cut_line, wrap_text

ROW, HEAD, TAIL = 24, 24, 8
LINE, MOST_LINES = 15, 3  # of the text under a label
DAYS = 365.2425


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the timeline.

    `start` and `end` are inclusive bounds; None where that side is open, or unknown if `unknown`
    names it (“start”, “end”). `kind` is incident, kind, size or relation; `when` is the date in
    words, `claim_words` says who alleges it and what was found, `detail` is shown in lists only. A
    negative item is a relation that is stated not to exist, as its label says.
    """

    kind: str
    label: str
    when: str
    start: dt.date | None
    end: dt.date | None
    url: str = ""
    status: str = ""
    claim_words: str = ""
    detail: str = ""
    is_negative: bool = False
    unknown: str = ""

    @property
    def words(self) -> str:
        """The whole item in one line."""
        said = filter(None, [self.when, self.claim_words, self.detail])
        return f"{self.label}: {' · '.join(said)}"

    @property
    def order(self):
        """Sort key: items with an open beginning first, then by day."""
        return (self.start or dt.date.min, self.end or dt.date.max, self.kind, self.label)


@dataclass(frozen=True, slots=True)
class Frame:
    """The size: its width, where the plot begins, and how many letters a label may have.

    Labels are above their bars if `left` is 0.
    """

    name: str
    width: int
    left: int
    letters: int

    @property
    def is_narrow(self) -> bool:
        return self.left == 0

    def lines(self, item) -> list[str]:
        """The lines below the label of an item, in smaller letters."""
        most = self.letters + 6
        return wrap_text(item.claim_words, most, MOST_LINES) if item.claim_words else []

    def height(self, item) -> int:
        return (42 if self.is_narrow else ROW) + LINE * len(self.lines(item))


WIDE = Frame("wide", 900, 300, 42)
NARROW = Frame("narrow", 330, 0, 46)
FADE = 12  # length of the dashes at an unknown bound
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
    fades_left: bool = False
    fades_right: bool = False
    top: float = 0
    height: float = 0

    @property
    def is_dot(self) -> bool:
        has_end = not (self.opens_left or self.opens_right or self.fades_left or self.fades_right)
        return has_end and self.end - self.x < 3

    @property
    def fade_left(self) -> float:
        """The x at which the dashes before the first known day begin."""
        return round(self.x - FADE, 1)

    @property
    def fade_right(self) -> float:
        return round(self.end + FADE, 1)

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
    """Lay out the items in order of time; None if none has a known bound."""
    items = sorted((item for item in items if item.start or item.end), key=lambda item: item.order)
    days = [day for item in items for day in (item.start, item.end) if day]
    if not days:
        return None
    if any(item.end is None and item.unknown != "end" for item in items):
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
    fades_left, fades_right = item.unknown == "start", item.unknown == "end"
    start = x_of(item.start or item.end) if item.start or fades_left else frame.left + 6
    end = x_of(item.end or item.start) if item.end or fades_right else frame.width - 6
    label = cut_line(item.label, frame.letters)
    opens_left = item.start is None and not fades_left
    opens_right = item.end is None and not fades_right
    return Row(
        item,
        label,
        label_y,
        lines,
        y,
        start,
        end,
        opens_left,
        opens_right,
        fades_left,
        fades_right,
        top,
        frame.height(item),
    )


def _ticks(first, last, frame):
    """Round years, as many as there is room for."""
    room = (frame.width - frame.left) / 56
    step = next(
        (each for each in (1, 2, 5, 10, 20, 50, 100, 200, 500) if (last - first) / each <= room),
        1000,
    )
    begin = -(-first // step) * step
    return range(max(begin, 1), min(last, 9999) + 1, step)
