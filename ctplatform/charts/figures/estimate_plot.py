"""Lay out estimates as a dot plot: one row each, on a shared axis from zero. Pure.

A dot is the best number, a hollow one the lowest where no best and no higher one is stated; a bar
runs from the lowest to the highest; an open end is a dashed arrow to the edge, since the number
may be any higher.
"""

from dataclasses import dataclass
from math import ceil

from ctplatform.charts.axis_labels import axis_ticks, nice_number
from ctplatform.charts.chart_marks import Mark
from ctplatform.charts.text_layout import cut_line, width_in_letters

ROW, HEAD, EDGE = 26, 24, 34
LEAST = 8  # letters of a label that are kept before its end
SHORT = 9  # length below which a range without a best number would be overlooked


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its label, its value in words and the URL of its record.

    `low`, `best` and `high` are None where they are not known. A label that is too long is cut
    before its `end`.
    """

    label: str
    low: int | None
    best: int | None
    high: int | None
    is_open: bool = False
    words: str = ""
    url: str = ""
    end: str = ""

    @property
    def known(self) -> list[int]:
        return [each for each in (self.low, self.best, self.high) if each is not None]


@dataclass(frozen=True, slots=True)
class Frame:
    """The size: its width, where the axis begins, and how many letters a label may have.

    Labels are above their rows if `left` is small.
    """

    name: str
    width: int
    left: int
    letters: int

    @property
    def is_narrow(self) -> bool:
        return self.left < 100

    @property
    def row(self) -> int:
        return 44 if self.is_narrow else ROW


WIDE = Frame("wide", 900, 320, 44)
NARROW = Frame("narrow", 360, 8, 48)


@dataclass(frozen=True, slots=True)
class Row:
    """The drawing of an estimate; `dot` is None where the best number is not known."""

    estimate: Estimate
    label: str
    label_y: float
    y: float
    start: float
    end: float
    dot: float | None
    is_open: bool
    top: float

    @property
    def is_short(self) -> bool:
        """Whether it is a range too short to be seen without strokes at its ends."""
        return self.dot is None and 0 < self.end - self.start < SHORT


@dataclass(slots=True)
class Drawing:
    """`ticks` are (x, number) of the axis."""

    frame: Frame
    height: float
    rows: list[Row]
    ticks: list

    @property
    def name(self) -> str:
        return self.frame.name

    @property
    def edge(self) -> int:
        """Where the arrow of an open end points to."""
        return self.frame.width - 6

    @property
    def label_x(self) -> int:
        return 0 if not self.frame.is_narrow else self.frame.left

    @property
    def marks(self) -> list[Mark]:
        frame = self.frame
        return [
            Mark(0, row.top, frame.width, frame.row, row.estimate.words, row.estimate.url)
            for row in self.rows
        ]


def draw(estimates, frame=WIDE) -> Drawing:
    """Lay out estimates in the given order; those of which nothing is known are left out."""
    estimates = [each for each in estimates if each.known]
    top = nice_number(max((max(each.known) for each in estimates), default=0))
    width = frame.width - frame.left - EDGE

    def x_of(number):
        return round(frame.left + width * number / top, 2)

    rows = [_row(each, HEAD + n * frame.row, frame, x_of) for n, each in enumerate(estimates)]
    ticks = [(x_of(n), f"{n:,g}") for n in axis_ticks(top)]
    return Drawing(frame, HEAD + frame.row * len(rows) + 4, rows, ticks)


def cut_label(estimate, letters) -> str:
    """The label; of one that is too long the words before its end are cut."""
    if width_in_letters(estimate.label) <= letters:
        return estimate.label
    room = letters - ceil(width_in_letters(estimate.end))
    return cut_line(estimate.label.removesuffix(estimate.end), max(room, LEAST)) + estimate.end


def _row(estimate, top, frame, x_of):
    known = estimate.known
    return Row(
        estimate,
        cut_label(estimate, frame.letters),
        label_y=top + 16,
        y=top + (30 if frame.is_narrow else 12),
        start=x_of(min(known)),
        end=x_of(max(known)),
        dot=None if estimate.best is None else x_of(estimate.best),
        is_open=estimate.is_open,
        top=top,
    )
