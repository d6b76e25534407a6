"""Pure: where the lines of a chart go. Numbers in, coordinates out, in SVG user units.

Steps, not slopes: a bucket is an interval. All panels share the x axis and the length of a unit,
so that one incident is as high in each. What is not covered has no line but a gap.
"""

from dataclasses import dataclass, field
from math import ceil

from incidents import buckets

MONTH_LETTERS = "JFMAMJJASOND"
HEIGHT = 280  # of all panels together
LEAST = 0.2  # of the highest panel; a quieter one is not drawn lower than that
TOP = 18
BETWEEN = 44  # from a panel's base line to the top of the next


@dataclass(frozen=True, slots=True)
class Value:
    """One bucket of one group: lowest, expected and highest number; open: highest is "at least"."""

    low: float
    expected: float
    high: float
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A size of chart: its width, the margins left and right, and how wide letters are."""

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
"""Without labels at the lines' ends."""
NARROW = Frame("narrow", 360, 26, 8)


@dataclass(slots=True)
class Panel:
    """One group, drawn: its base line and top as y, and its paths in SVG path syntax."""

    label: str
    number: int
    base: float
    top: float
    ticks: list = field(default_factory=list)
    line: str = ""
    band: str = ""
    last_y: float | None = None

    @property
    def label_y(self) -> float:
        """Where the label stands above its panel, on a narrow chart."""
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
        """With room for a title above."""
        return self.height + 60

    @property
    def covered_height(self) -> float:
        return round(self.axis_y - TOP, 2)

    @property
    def letters_y(self) -> float:
        return self.axis_y + 18

    @property
    def years_y(self) -> float:
        """Below the letters, or in their place where there are none."""
        return self.axis_y + (38 if self.letters else 20)


def draw(groups, days, size, frame=WIDE) -> Drawing:
    """Lay out `groups`, [(label, {bucket: Value}), ...]; `days` are all buckets, gaps included."""
    step = frame.plot / max(len(days), 1)
    xs = [round(frame.left + n * step, 2) for n in range(len(days) + 1)]
    tops = [nice_top(values) for _, values in groups]
    tops = [max(top, nice_number(LEAST * max(tops))) for top in tops]
    unit = HEIGHT / max(sum(tops), 1)
    panels, y = [], float(TOP)
    for number, ((label, values), top) in enumerate(zip(groups, tops, strict=True), 1):
        panel = Panel(label, number, base=round(y + top * unit, 2), top=round(y, 2))
        panel.ticks = [(round(panel.base - n * unit, 2), f"{n:g}") for n in ticks(top)]
        trace(panel, [values.get(day) for day in days], xs, unit)
        panels.append(panel)
        y = panel.base + BETWEEN
    covered = {day for _, values in groups for day in values}
    axis = panels[-1].base if panels else y
    return Drawing(
        frame=frame, height=axis + 44, panels=panels, axis_y=axis,
        gaps=gaps(days, covered, xs),
        letters=letters(days, size, step, xs),
        years=years(days, size, step, xs, frame),
    )  # fmt: skip


def trace(panel, values, xs, unit):
    """Set the step line and the band of a panel; None is a gap."""
    line, band, pen_down = [], [], False
    for n, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        left, right = xs[n], xs[n + 1]
        y, low, high = (
            round(panel.base - number * unit, 2)
            for number in (value.expected, value.low, value.high)
        )
        line.append(f"{'V' if pen_down else f'M{left} '}{y}H{right}")
        if low != high:
            band.append(f"M{left} {high}H{right}V{low}H{left}Z")
        pen_down, panel.last_y = True, y
    panel.line, panel.band = "".join(line), "".join(band)


def nice_top(values) -> float:
    """The top of an axis: the next round number at or above the highest value, at least 1."""
    return nice_number(max((value.high for value in values.values()), default=0))


def nice_number(number: float) -> float:
    """The next of 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, ... at or above a number."""
    size = 1
    while number > 15 * size:
        size *= 10
    return next(each * size for each in (1, 2, 3, 4, 5, 6, 8, 10, 15) if number <= each * size)


def ticks(top: float) -> list[float]:
    """A few whole numbers from 0 to the top, evenly apart."""
    for parts in (3, 4, 2, 5):
        if top % parts == 0:
            return [top / parts * n for n in range(parts + 1)]
    return [0, top]


def gaps(days, covered, xs) -> list[tuple[float, float]]:
    """(x, width) of each run of buckets that nothing covers."""
    found = []
    for n, day in enumerate(days):
        if day in covered:
            continue
        if found and found[-1][1] == xs[n]:
            found[-1] = (found[-1][0], xs[n + 1])
        else:
            found.append((xs[n], xs[n + 1]))
    return [(left, round(right - left, 2)) for left, right in found]


def letters(days, size, step, xs) -> list[tuple[float, str]]:
    """The months' initials (or Q1 to Q4) under their buckets, where there is room for them."""
    if size == "year" or step < (18 if size == "quarter" else 11):
        return []
    return [
        (
            round((xs[n] + xs[n + 1]) / 2, 2),
            MONTH_LETTERS[day.month - 1] if size == "month" else f"Q{(day.month + 2) // 3}",
        )
        for n, day in enumerate(days)
    ]


def years(days, size, step, xs, frame) -> list[tuple[float, str]]:
    """The years where they begin, every one or every so many, as there is room."""
    room = 5.5 * frame.letter
    every = max(1, ceil(room / (step * 12 / buckets.MONTHS[size])))
    begins = [(xs[n], day.year) for n, day in enumerate(days) if day.month == 1]
    begins = begins[::every]
    if days and days[0].month > 1 and (not begins or begins[0][0] - xs[0] > room):
        begins.insert(0, (xs[0], days[0].year))
    edge = frame.width - 4 * frame.letter
    return [(x, str(year)) for x, year in begins if x <= edge]
