"""Lay out the step chart of a time series, from numbers to SVG user units. Pure.

Steps, not slopes, because a bucket is an interval. All panels share the x axis and the scale of y,
so that one incident has the same height in each. Buckets without coverage are gaps.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from ctplatform.charts import axis_events
from ctplatform.charts.axis_labels import axis_ticks, bucket_initials, nice_number, year_labels
from ctplatform.charts.text_layout import cut_line, wrap_text

HEIGHT = 280  # of all panels together
LEAST = 0.2  # share of the highest panel; no panel is lower
TOP = 18
BETWEEN = 44  # from the base line of a panel to the top of the next
NAME_LINE, NAME_LINES = 16, 3  # height and most lines of a name beside its panel
NAME_LETTERS, NARROW_LETTERS = 15, 40  # of a line of a name: beside its panel, or above it
FINE = 4  # width of a bucket below which the line is thinner, so that its steps stay apart
SEEN = 3  # width of a single bucket between gaps; a narrower one would be overlooked
DISC = 18  # from one line of numbers of breakpoints to the next


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
    that is open; `unknown` are (x, width) of runs of buckets whose expected number is unknown;
    `names` are the lines of the label, (y, words).
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
    names: list = field(default_factory=list)

    @property
    def height(self) -> float:
        return round(self.base - self.top, 2)


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
    breaks: list = field(default_factory=list)  # (x, y of the number, number) of breakpoints
    top: float = TOP

    @property
    def name(self) -> str:
        return self.frame.name

    @property
    def right(self) -> int:
        return self.frame.width - self.frame.right

    @property
    def label_x(self) -> int:
        return self.frame.left if self.is_narrow else self.right + 8

    @property
    def tick_x(self) -> int:
        return self.frame.left - 6

    @property
    def is_narrow(self) -> bool:
        return self.frame is NARROW

    @property
    def covered_height(self) -> float:
        return round(self.axis_y - self.top, 2)

    @property
    def is_fine(self) -> bool:
        """Whether the buckets are so narrow that lines are drawn thinner."""
        return bool(self.columns) and self.columns[0][1] < FINE

    @property
    def letters_y(self) -> float:
        return self.axis_y + 18

    @property
    def years_y(self) -> float:
        """Below the letters of months, or in their place if there are none."""
        return self.axis_y + (38 if self.letters else 20)


def draw(groups, days, size, frame=WIDE, spans=(), breakpoints=()) -> Drawing:
    """Lay out `groups`, [(label, {bucket: Value}), ...]; `days` are all buckets, with gaps.

    `spans` are events (axis_events.Span), numbered below the years; `breakpoints` are days,
    numbered above the panels.
    """
    step = frame.plot / max(len(days), 1)
    xs = [round(frame.left + n * step, 2) for n in range(len(days) + 1)]
    columns = [(left, round(right - left, 2)) for left, right in pairwise(xs)]
    breaks = axis_events.lay_out_days(breakpoints, days, size, columns, DISC)
    head = max((y for _x, y, _number in breaks), default=0) + DISC - axis_events.RADIUS
    is_named_above = frame is NARROW and any(label for label, _values in groups)
    top = max(TOP, head + (NAME_LINE if is_named_above else 1)) if breaks else TOP
    panels = _panels(groups, days, xs, frame, top)
    covered = {day for _, values in groups for day in values}
    axis = panels[-1].base if panels else float(top)
    events = axis_events.lay_out(spans, days, size, columns, axis + 58)
    return Drawing(
        frame=frame,
        height=max([axis + 44, *(each.y + 14 for each in events)]),
        events=events,
        breaks=breaks,
        top=top,
        panels=panels,
        axis_y=axis,
        gaps=uncovered_runs(days, covered, xs),
        columns=columns,
        letters=bucket_initials(days, size, step, xs),
        years=year_labels(days, size, step, xs, frame),
    )


def _panels(groups, days, xs, frame, y):
    """The panels, the first of which begins at `y`."""
    tops = [nice_top(values) for _, values in groups]
    tops = [max(top, nice_number(LEAST * max(tops))) for top in tops]
    unit = HEIGHT / (sum(tops) or 1)
    panels = []
    for number, ((label, values), top) in enumerate(zip(groups, tops, strict=True), 1):
        panel = Panel(label, number, base=round(y + top * unit, 2), top=round(y, 2))
        panel.ticks = [(round(panel.base - n * unit, 2), f"{n:g}") for n in axis_ticks(top)]
        set_paths(panel, [values.get(day) for day in days], xs, unit)
        panel.names = _name_lines(panel, frame)
        panels.append(panel)
        y = panel.base + BETWEEN
    return panels


def _name_lines(panel, frame):
    """The lines of a panel's label: above it, or beside it at the height where its line ends."""
    if not panel.label:
        return []
    if frame is NARROW:
        return [(panel.top - 6, cut_line(panel.label, NARROW_LETTERS))]
    lines = wrap_text(panel.label, NAME_LETTERS, NAME_LINES)
    middle = panel.base if panel.last_y is None else panel.last_y
    first = max(middle - NAME_LINE * (len(lines) - 1) / 2, float(NAME_LINE)) + 4
    return [(round(first + NAME_LINE * n, 2), line) for n, line in enumerate(lines)]


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
            if before is None and not _is_known(values[n + 1 : n + 2]):
                left, right = _at_least_seen(left, right)
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


def _is_known(values):
    return any(value is not None and value.expected is not None for value in values)


def _at_least_seen(left, right):
    """The ends of the line of a single bucket between gaps, widened so that it can be seen."""
    more = max(0.0, (SEEN - (right - left)) / 2)
    return round(left - more, 2), round(right + more, 2)


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
