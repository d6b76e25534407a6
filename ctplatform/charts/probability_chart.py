"""Lay out charts of probabilities, from fractions and days to SVG user units. Pure."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from ctplatform.charts.chart_marks import Mark

MARKS = (0, 0.25, 0.5, 0.75, 1)
REACH = 12  # how far from a dot the pointer still hits it


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a chart and its margins around the plot, in user units."""

    name: str
    width: int
    height: int
    left: int = 40
    right: int = 150
    top: int = 14
    bottom: int = 30

    @property
    def end(self) -> int:
        return self.width - self.right

    @property
    def base(self) -> int:
        return self.height - self.bottom

    def y(self, fraction: float) -> float:
        """The y of a probability: 0 on the base line, 1 at the top."""
        return round(self.base - float(fraction) * (self.base - self.top), 1)

    def x(self, share: float) -> float:
        return round(self.left + float(share) * (self.end - self.left), 1)


WIDE = Frame("wide", 860, 280)
NARROW = Frame("narrow", 360, 260, left=34, right=12)
SQUARE = Frame("square", 420, 400, right=14, bottom=44)


@dataclass(frozen=True, slots=True)
class Step:
    """From `day` on, a forecaster's probability; `low` and `high` are the range it was read from.

    `words` describe it with its day, `url` leads to the judgement.
    """

    day: datetime.date
    probability: float
    low: float
    high: float
    words: str = ""
    url: str = ""


@dataclass(slots=True)
class Line:
    """The drawn line of one forecaster.

    `path` has the steps, `ranges` are rectangles (x, y, width, height), `label_y` is where its
    label is.
    """

    label: str
    number: int
    path: str = ""
    ranges: list = field(default_factory=list)
    dots: list = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    label_y: float = 0


@dataclass(slots=True)
class Course:
    """Probability over time. `marks` are (x, label) of important days, `years` of the axis."""

    frame: Frame
    lines: list[Line]
    bands: list[tuple[float, float, str]]
    ticks: list[tuple[float, str]]
    years: list[tuple[float, str]]
    marks: list[tuple[float, str]]

    @property
    def width(self) -> int:
        return self.frame.end - self.frame.left

    @property
    def tick_x(self) -> int:
        return self.frame.left - 6

    @property
    def label_x(self) -> int:
        return self.frame.end + 8

    @property
    def years_y(self) -> int:
        return self.frame.base + 18


def draw_course(tracks, bands, marks, frame: Frame, *, until: datetime.date) -> Course | None:
    """Draw tracks ({label: [Step, ...]} in order of days); None if there are no steps.

    `bands` are (low, high, label), drawn behind; `marks` are (day, label); every line continues
    until `until`.
    """
    days = [step.day for steps in tracks.values() for step in steps]
    if not days:
        return None
    first = min(days)
    last = max([*days, until, *(day for day, _label in marks)])
    if first == last:
        last += datetime.timedelta(days=1)
    span = (last - first).days

    def x(day):
        return frame.x((min(day, last) - first).days / span)

    lines = [
        _line(label, number, steps, x, frame, until if until > steps[-1].day else steps[-1].day)
        for number, (label, steps) in enumerate(tracks.items(), 1)
    ]
    _spread(lines, frame)
    return Course(
        frame,
        lines,
        [(frame.y(high), frame.y(low) - frame.y(high), label) for low, high, label in bands],
        [(frame.y(mark), f"{mark:.0%}") for mark in MARKS],
        _years(first, last, x),
        [(x(day), label) for day, label in marks],
    )


def _line(label, number, steps, x, frame, end):
    line = Line(label, number)
    ends = [*(step.day for step in steps[1:]), end]
    for index, (step, to) in enumerate(zip(steps, ends, strict=True)):
        start, stop, y = x(step.day), x(to), frame.y(step.probability)
        line.path += f"{'V' if index else f'M{start} '}{y}H{stop}"
        line.dots.append((start, y))
        words = f"{label}, {step.words}" if label else step.words
        wide = max(stop - start, 2 * REACH)
        line.marks.append(
            Mark(round(start - REACH, 1), y - REACH, round(wide, 1), 2 * REACH, words, step.url)
        )
        if step.high > step.low:
            top = frame.y(step.high)
            line.ranges.append((start, top, round(stop - start, 1), frame.y(step.low) - top))
    line.label_y = frame.y(steps[-1].probability)
    return line


def _spread(lines, frame, apart=16):
    """Keep the labels at the ends of lines apart and inside the chart."""
    below = frame.top
    for line in sorted(lines, key=lambda each: each.label_y):
        line.label_y = below = max(line.label_y, below)
        below += apart


def _years(first, last, x):
    every = range(first.year, last.year + 1)
    step = max(1, len(every) // 6)
    found = [(x(first), str(first.year))]
    for year in every[step::step]:
        place = x(datetime.date(year, 1, 1))
        if place - found[-1][0] > 36:
            found.append((place, str(year)))
    return found


@dataclass(slots=True)
class Bar:
    """One bin: its dot, its interval as top and bottom, and n."""

    x: float
    y: float
    top: float
    bottom: float
    n: str

    @property
    def left(self) -> float:
        return self.x - 4

    @property
    def right(self) -> float:
        return self.x + 4


@dataclass(slots=True)
class Reliability:
    """Observed share against mean probability; the diagonal is perfect calibration."""

    frame: Frame
    edges: list[tuple[float, str]]
    ticks: list[tuple[float, str]]
    bars: list[Bar]

    def mark(self, bar, words, url) -> Mark:
        """The clickable area of a bar, large enough for a finger."""
        height = max(bar.bottom - bar.top, 2 * REACH)
        top = min(bar.top, bar.y - REACH)
        return Mark(bar.x - REACH, round(top, 1), 2 * REACH, round(height, 1), words, url)

    @property
    def tick_x(self) -> int:
        return self.frame.left - 6

    @property
    def edge_y(self) -> int:
        return self.frame.base + 16

    @property
    def caption_y(self) -> int:
        return self.frame.height - 6

    @property
    def middle(self) -> float:
        return (self.frame.left + self.frame.end) / 2


def draw_reliability(bins: Sequence, frame: Frame = SQUARE) -> Reliability:
    """Draw the bins of incidents.assessments.statistics.forecasts; empty ones leave a gap."""
    edges = [(frame.x(each.low), f"{each.low * 100:.0f}") for each in bins]
    return Reliability(
        frame,
        [*edges, (frame.x(1), "")],  # too close to the last edge for a label
        [(frame.y(mark), f"{mark:.0%}") for mark in MARKS],
        [
            Bar(
                frame.x(each.mean),
                frame.y(each.observed),
                frame.y(each.upper),
                frame.y(each.lower),
                f"{each.n:.3g}",
            )
            for each in bins
            if each.n
        ],
    )
