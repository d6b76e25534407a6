"""Lay out a timeline in lanes, several items to a row, in SVG user units. Pure.

Each item has its bar or dot and, behind it, its label; an item goes to the first row of its lane in
which it covers nothing. What does not fit into the rows of a lane is counted. A day is a dot, a
range a bar; an open side ends in an arrow at the edge, an unknown one in short dashes; a side that
lies beyond the period is cut at the edge with a notch.
"""

import datetime as dt
from dataclasses import dataclass, field

from ctplatform.charts.text_layout import cut_line, width_in_letters
from ctplatform.charts.timeline import Item

WIDTH, LEFT, RIGHT = 1100, 120, 14  # of the drawing; room for the names of lanes; and on the right
HEAD, ROW, PAD, TAIL = 26, 22, 10, 8
MOST_ROWS = 14  # of a lane
LETTER, LETTERS, GAP = 6.6, 34, 8  # width of a letter of a label, its most letters, room after it
DOT = 5
FADE = 12  # of the dashes at an unknown side


@dataclass(frozen=True, slots=True)
class Bar:
    """An item's bar from `x` to `end` at height `y`, its label at `text_x` (anchor as in SVG).

    `left` and `right` say how it ends: "" at a known day, "open", "unknown" or "beyond".
    """

    item: Item
    x: float
    end: float
    y: float
    label: str
    text_x: float
    anchor: str
    left: str
    right: str

    @property
    def is_dot(self) -> bool:
        return not self.left and not self.right and self.end - self.x < 3

    @property
    def area(self) -> tuple[float, ...]:
        """(x, y, width, height) of the bar and its label."""
        wide = width_in_letters(self.label) * LETTER
        text = self.text_x if self.anchor == "start" else self.text_x - wide
        start, end = min(self.x - DOT, text), max(self.end + DOT, text + wide)
        return round(start, 1), self.y - ROW / 2, round(end - start, 1), ROW

    @property
    def fade_left(self) -> float:
        return round(self.x - FADE, 1)

    @property
    def fade_right(self) -> float:
        return round(self.end + FADE, 1)


@dataclass(slots=True)
class Lane:
    """A lane from `top`, with its bars; `hidden` items have no room.

    From `cut` on, an x, it is not drawn whole, since its later items are not shown; None if it is.
    """

    key: str
    top: float
    height: float = 0
    bars: list[Bar] = field(default_factory=list)
    hidden: int = 0
    cut: float | None = None

    @property
    def cut_width(self) -> float:
        return round(WIDTH - self.cut, 1)


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: float
    lanes: list[Lane]
    ticks: list[tuple[float, str]]
    left: int = LEFT


def draw(lanes: dict[str, list[Item]], first: dt.date, last: dt.date, cuts=None) -> Drawing:
    """Lay out the items of each lane within a period, both days included.

    `cuts` are {lane: the day from which some of its items are not given}.
    """
    cuts = cuts or {}
    days = (last - first).days + 1

    def x_of(day):
        share = min(1.0, max(0.0, (day - first).days / days))
        return round(LEFT + DOT + share * (WIDTH - LEFT - RIGHT - 2 * DOT), 1)

    drawn, top = [], HEAD
    for key, items in lanes.items():
        lane = _lane(key, items, top, (first, last), x_of)
        lane.cut = x_of(max(cuts[key], first)) if key in cuts else None
        drawn.append(lane)
        top += lane.height
    ticks = [(x_of(day), words) for day, words in ticks_of(first, last)]
    return Drawing(WIDTH, top + TAIL, drawn, ticks)


def _lane(key, items, top, period, x_of):
    lane = Lane(key, top)
    ends = []  # where the last item of each row ends
    for item in sorted(items, key=lambda each: each.order):
        bar = _bar(item, period, x_of)
        start = bar.area[0]
        row = next((n for n, end in enumerate(ends) if end + GAP <= start), len(ends))
        if row == MOST_ROWS:
            lane.hidden += 1
            continue
        ends[row : row + 1] = [start + bar.area[2]]
        lane.bars.append(_at(bar, top + PAD / 2 + ROW * (row + 0.5)))
    lane.height = PAD + ROW * max(1, len(ends))
    return lane


def _at(bar, y):
    values = {name: getattr(bar, name) for name in Bar.__slots__}
    return Bar(**(values | {"y": y}))


def _bar(item, period, x_of):
    first, last = period
    left = _side(item.start, item.unknown == "start", item.start and item.start < first)
    right = _side(item.end, item.unknown == "end", item.end and item.end > last)
    start = item.start or (item.end if left == "unknown" else first)
    end = item.end or (item.start if right == "unknown" else last)
    x, until = x_of(max(start, first)), x_of(min(end, last) + dt.timedelta(days=1))
    if item.start and item.start == item.end:
        until = x
    label = cut_line(item.label, LETTERS)
    wide = width_in_letters(label) * LETTER
    behind = until + DOT + 4 + (FADE if right == "unknown" else 0)
    if behind + wide <= WIDTH:
        return Bar(item, x, until, 0, label, round(behind, 1), "start", left, right)
    before = x - DOT - 4 - (FADE if left == "unknown" else 0)
    if before - wide >= LEFT:
        return Bar(item, x, until, 0, label, round(before, 1), "end", left, right)
    return Bar(item, x, until, 0, "", round(until, 1), "start", left, right)


def _side(day, is_unknown, is_beyond):
    if day is None:
        return "unknown" if is_unknown else "open"
    return "beyond" if is_beyond else ""


def ticks_of(first: dt.date, last: dt.date, most: int = 12) -> list[tuple[dt.date, str]]:
    """At most `most` round days of the period: of years, of months, or days of a month."""
    months = (last.year - first.year) * 12 + last.month - first.month
    steps = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000)
    step = next((each for each in steps if months / each <= most), 60000)
    found = []
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        day = dt.date(month // 12, month % 12 + 1, 1)
        if month % step == 0 and first <= day <= last:
            words = str(day.year) if step >= 12 or day.month == 1 else f"{day:%Y-%m}"
            found.append((day, words))
    return found or [(first, first.isoformat())]
