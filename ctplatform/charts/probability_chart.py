"""Lay out charts of probabilities, from fractions and days to SVG user units. Pure."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from ctplatform.charts.chart_marks import Mark
from ctplatform.charts.text_layout import cut_line, width_in_letters

MARKS = (0, 0.25, 0.5, 0.75, 1)
REACH = 12  # how far from a dot the pointer still hits it
COLOURS, STYLES = 5, 3  # of lines; each style is drawn in each colour before any comes again
NAME_LETTERS, APART = 17, 16  # of a name beside the chart; from one name to the next
MARK_LETTER, MARK_LINE = 6.8, 12  # width of a letter of an important day; from one to the next


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

    `path` has the steps, `ranges` are rectangles (x, y, width, height). `name` is its label as
    printed beside the chart at `label_y`, "" without room; `end_y` is the height of its end.
    """

    label: str
    number: int
    path: str = ""
    ranges: list = field(default_factory=list)
    dots: list = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    end_y: float = 0
    label_y: float = 0
    name: str = ""

    @property
    def colour(self) -> int:
        """Which of the COLOURS it has, from 1."""
        return (self.number - 1) % COLOURS + 1

    @property
    def style(self) -> int:
        """Which of the STYLES it has, from 1, so that lines differ without their colours."""
        return (self.number - 1) // COLOURS % STYLES + 1


@dataclass(slots=True)
class Course:
    """Probability over time, with the `years` of the axis.

    `marks` are (x, label, anchor, y) of important days; `unnamed` lines have no room for a name.
    """

    frame: Frame
    lines: list[Line]
    bands: list[tuple[float, float, str]]
    ticks: list[tuple[float, str]]
    years: list[tuple[float, str]]
    marks: list[tuple]
    unnamed: int = 0

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
    unnamed = _place_names(lines, frame)
    return Course(
        frame,
        lines,
        [(frame.y(high), frame.y(low) - frame.y(high), label) for low, high, label in bands],
        [(frame.y(mark), f"{mark:.0%}") for mark in MARKS],
        _years(first, last, x),
        _marks([(x(day), label) for day, label in marks], frame),
        unnamed,
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
    line.end_y = line.label_y = frame.y(steps[-1].probability)
    return line


def _place_names(lines, frame) -> int:
    """Name as many lines as there is room for, apart and inside; return how many have no name."""
    named = lines[: int((frame.base - frame.top) / APART) + 1]
    below = float(frame.top)
    for line in sorted(named, key=lambda each: each.end_y):
        line.name = cut_line(line.label, NAME_LETTERS)
        line.label_y = below = max(line.end_y, below)
        below += APART
    above = float(frame.base)
    for line in sorted(named, key=lambda each: each.label_y, reverse=True):
        line.label_y = above = round(min(line.label_y, above), 1)
        above -= APART
    return len(lines) - len(named)


def _marks(marks, frame):
    """(x, label, anchor, y) of important days; a label that would cover another goes lower."""
    found, taken = [], []
    for x, label in sorted(marks):
        wide = width_in_letters(label) * MARK_LETTER
        anchor = "end" if x - wide >= 0 else "start"
        left = x - wide if anchor == "end" else x
        row = sum(1 for start, end in taken if start < left + wide and left < end)
        taken.append((left, left + wide))
        found.append((x, label, anchor, 10 + MARK_LINE * row))
    return found


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
