"""Lay out the step chart of a time series, from numbers to SVG user units. Pure.

Steps, not slopes, because a bucket is an interval. All panels share the x axis and the scale of y,
so that one incident has the same height in each. Buckets without coverage are gaps.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil

from ctplatform.charts import axis_events, buckets

MONTH_LETTERS = "JFMAMJJASOND"
HEIGHT = 280  # of all panels together
LEAST = 0.2  # share of the highest panel; no panel is lower
TOP = 18
BETWEEN = 44  # from the base line of a panel to the top of the next


@dataclass(frozen=True, slots=True)
class Value:
    """One bucket of one group: lowest, expected and highest number.

    `expected` is None if unknown. `is_open`: the highest number means "at least"; `is_at_least`: so
    does the expected one.
    """

    low: float
    expected: float | None
    high: float
    is_open: bool = False
    is_at_least: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a chart: its width, left and right margins, and the width of a letter."""

    name: str
    width: int
    left: int
    right: int
    letter: float = 7.2

    @property
    def plot(self) -> int:
        return self.width - self.left - self.right


WIDE = Frame("wide", 1280, 34, 130)
ALONE = Frame("wide", 1280, 34, 12)
"""A single line needs no label at its end, and so no right margin."""
NARROW = Frame("narrow", 360, 26, 8)


@dataclass(slots=True)
class Panel:
    """A drawn group: its base line and top as y, and paths in SVG syntax.

    `line` is the expected number, `least` where that is "at least"; `caps` mark a highest number
    that is open; `unknown` are (x, width) of runs of buckets whose expected number is unknown.
    """

    label: str
    number: int
    base: float
    top: float
    ticks: list = field(default_factory=list)
    line: str = ""
    least: str = ""
    band: str = ""
    caps: str = ""
    unknown: list = field(default_factory=list)
    last_y: float | None = None

    @property
    def height(self) -> float:
        return round(self.base - self.top, 2)

    @property
    def label_y(self) -> float:
        """The y of the label above the panel, on a narrow chart."""
        return self.top - 6


@dataclass(slots=True)
class Drawing:
    frame: Frame
    height: float
    panels: list[Panel]
    gaps: list[tuple[float, float]]
    letters: list[tuple[float, str]]
    years: list[tuple[float, str]]
    axis_y: float
    columns: list[tuple[float, float]]  # (x, width) of every bucket
    events: list = field(default_factory=list)  # axis_events.EventMark

    @property
    def name(self) -> str:
        return self.frame.name

    @property
    def right(self) -> int:
        return self.frame.width - self.frame.right

    @property
    def label_x(self) -> int:
        return self.right + 8

    @property
    def tick_x(self) -> int:
        return self.frame.left - 6

    @property
    def is_narrow(self) -> bool:
        return self.frame is NARROW

    @property
    def picture_height(self) -> float:
        """The height with room for a title above."""
        return self.height + 60

    @property
    def covered_height(self) -> float:
        return round(self.axis_y - TOP, 2)

    @property
    def letters_y(self) -> float:
        return self.axis_y + 18

    @property
    def years_y(self) -> float:
        """Below the letters of months, or in their place if there are none."""
        return self.axis_y + (38 if self.letters else 20)


def draw(groups, days, size, frame=WIDE, spans=()) -> Drawing:
    """Lay out `groups`, [(label, {bucket: Value}), ...]; `days` are all buckets, with gaps.

    `spans` are events (axis_events.Span), numbered below the years.
    """
    step = frame.plot / max(len(days), 1)
    xs = [round(frame.left + n * step, 2) for n in range(len(days) + 1)]
    tops = [nice_top(values) for _, values in groups]
    tops = [max(top, nice_number(LEAST * max(tops))) for top in tops]
    unit = HEIGHT / (sum(tops) or 1)
    panels, y = [], float(TOP)
    for number, ((label, values), top) in enumerate(zip(groups, tops, strict=True), 1):
        panel = Panel(label, number, base=round(y + top * unit, 2), top=round(y, 2))
        panel.ticks = [(round(panel.base - n * unit, 2), f"{n:g}") for n in axis_ticks(top)]
        set_paths(panel, [values.get(day) for day in days], xs, unit)
        panels.append(panel)
        y = panel.base + BETWEEN
    covered = {day for _, values in groups for day in values}
    axis = panels[-1].base if panels else y
    columns = [(left, round(right - left, 2)) for left, right in pairwise(xs)]
    events = axis_events.lay_out(spans, days, size, columns, axis + 58)
    return Drawing(
        frame=frame,
        height=max([axis + 44, *(each.y + 14 for each in events)]),
        events=events,
        panels=panels,
        axis_y=axis,
        gaps=uncovered_runs(days, covered, xs),
        columns=columns,
        letters=bucket_initials(days, size, step, xs),
        years=year_labels(days, size, step, xs, frame),
    )


def set_paths(panel, values, xs, unit):
    """Set the paths of a panel; a value of None is a gap."""
    paths, band, caps = {False: [], True: []}, [], []
    before = None  # (y, is_at_least) of the bucket to the left
    for n, value in enumerate(values):
        left, right = xs[n], xs[n + 1]
        if value is None or value.expected is None:
            before = None
        else:
            y = round(panel.base - value.expected * unit, 2)
            before = _step(paths, before, y, value.is_at_least, left, right)
            panel.last_y = y
        if value is None:
            continue
        low, high = (round(panel.base - each * unit, 2) for each in (value.low, value.high))
        if low != high:
            band.append(f"M{left} {high}H{right}V{low}H{left}Z")
        if value.is_open:
            caps.append(_cap(left, right, high))
    panel.line, panel.least = "".join(paths[False]), "".join(paths[True])
    panel.band, panel.caps = "".join(band), "".join(caps)
    panel.unknown = _runs([value is not None and value.expected is None for value in values], xs)


def _step(paths, before, y, is_at_least, left, right):
    """Draw one bucket of the line, joined to the previous one; return (y, is_at_least)."""
    if before is None:
        start = f"M{left} {y}"
    elif before[1] == is_at_least:
        start = f"V{y}"
    else:
        start = f"M{left} {before[0]}V{y}"
    paths[is_at_least].append(f"{start}H{right}")
    return y, is_at_least


def _cap(left, right, high):
    """An upward arrow at the highest known number, as wide as there is room."""
    half = round(min(4, (right - left) / 2), 2)
    return f"M{round((left + right) / 2 - half, 2)} {high}l{half} {-half}l{half} {half}"


def nice_top(values) -> float:
    """The top of an axis: the next round number at or above the highest value, at least 1."""
    return nice_number(max((value.high for value in values.values()), default=0))


def nice_number(number: float) -> float:
    """The smallest of 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, ... that is not below a number.

    Below 1 they are the same with a decimal point: 0.5, 0.02, ...; for 0 it is 1.
    """
    size = 1
    while number > 15 * size:
        size *= 10
    while 0 < number <= size / 10:
        size /= 10
    if 0 < number < 1:
        size /= 10
    return next(each * size for each in (1, 2, 3, 4, 5, 6, 8, 10, 15) if number <= each * size)


def axis_ticks(top: float) -> list[float]:
    """A few evenly spaced whole numbers from 0 to the top."""
    for parts in (3, 4, 2, 5):
        if top % parts == 0:
            return [top / parts * n for n in range(parts + 1)]
    return [0, top]


def uncovered_runs(days, covered, xs) -> list[tuple[float, float]]:
    """(x, width) of each run of buckets without coverage."""
    return _runs([day not in covered for day in days], xs)


def _runs(flags, xs) -> list[tuple[float, float]]:
    """(x, width) of each run of buckets for which a flag is set."""
    found = []
    for n, flag in enumerate(flags):
        if not flag:
            continue
        if found and found[-1][1] == xs[n]:
            found[-1] = (found[-1][0], xs[n + 1])
        else:
            found.append((xs[n], xs[n + 1]))
    return [(left, round(right - left, 2)) for left, right in found]


def bucket_initials(days, size, step, xs) -> list[tuple[float, str]]:
    """The initials of months (or Q1 to Q4, H1 and H2) under their buckets, if there is room."""
    if size in ("week", "year") or step < (11 if size == "month" else 18):
        return []
    return [
        (
            round((xs[n] + xs[n + 1]) / 2, 2),
            MONTH_LETTERS[day.month - 1] if size == "month" else buckets.part_of_year(day, size),
        )
        for n, day in enumerate(days)
    ]


def year_labels(days, size, step, xs, frame) -> list[tuple[float, str]]:
    """The years at their first bucket, as many as there is room for."""
    room = 5.5 * frame.letter
    every = max(1, ceil(room / (step * buckets.A_YEAR[size])))
    begins = [(xs[n], day.year) for n, day in enumerate(days) if _begins_year(day, days[n - 1 : n])]
    begins = begins[::every]
    if days and days[0].month > 1 and (not begins or begins[0][0] - xs[0] > room):
        begins.insert(0, (xs[0], days[0].year))
    edge = frame.width - 4 * frame.letter
    return [(x, str(year)) for x, year in begins if x <= edge]


def _begins_year(day, before) -> bool:
    """Whether a bucket is the first of its year; `before` holds the bucket before it, if any."""
    return day.month == 1 and not any(each.year == day.year for each in before)
