"""Lay out a series as a calendar: a row for each year, a cell for each bucket. Pure.

A cell is shaded by the expected number, in five steps of equal size up to the highest. A bucket
without coverage is hatched and an unknown number has no shade, so that neither looks like zero.
"""

import datetime as dt
from dataclasses import dataclass
from math import ceil

from ctplatform.charts import buckets
from ctplatform.charts.axis_labels import MONTH_LETTERS
from ctplatform.charts.chart_marks import Mark

SHADES = 5
ROW, HEAD, GAP = 26, 22, 2
NUMBER_ROOM = 22  # width of a cell in which its number is printed


@dataclass(frozen=True, slots=True)
class Frame:
    """The size: its width, and the room for the label of a row at its left."""

    name: str
    width: int
    left: int


WIDE = Frame("wide", 900, 56)
NARROW = Frame("narrow", 360, 42)


@dataclass(frozen=True, slots=True)
class Cell:
    """One bucket. `shade` is 0 (nothing) to SHADES; None if not covered or not known.

    `words` is the number if there is room for it; `is_uncertain`: the least and the highest number
    differ, or more is possible.
    """

    day: dt.date
    x: float
    y: float
    width: float
    shade: int | None
    is_covered: bool
    is_uncertain: bool
    words: str

    @property
    def height(self) -> float:
        return ROW - GAP

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def text_y(self) -> float:
        return round(self.y + self.height / 2 + 4, 2)

    def mark(self, words, url) -> Mark:
        """The clickable area of the cell."""
        return Mark(self.x, self.y, self.width, self.height, words, url)

    @property
    def corner(self) -> str:
        """The path of the mark of an uncertain number, in the upper right corner."""
        return f"M{round(self.x + self.width - 6, 2)} {self.y}h6v6z"


@dataclass(slots=True)
class Drawing:
    """`heads` are (x, words) of the columns, `rows` (y, words) of the years or decades.

    `steps` are (shade, least, highest expected number) of each shade above zero.
    """

    frame: Frame
    height: float
    cells: list[Cell]
    heads: list
    rows: list
    steps: list

    @property
    def name(self) -> str:
        return self.frame.name

    @property
    def row_x(self) -> int:
        return self.frame.left - 8


def draw(values, days, size, frame=WIDE) -> Drawing:
    """Lay out {bucket: time_series_chart.Value}; `days` are all buckets, with gaps."""
    per_row = row_length(size)
    width = round((frame.width - frame.left) / per_row, 2)
    most = max((value.expected or 0 for value in values.values()), default=0)
    rows = sorted({row_of(day, size) for day in days})
    places = {row: HEAD + n * ROW for n, row in enumerate(rows)}
    cells = []
    for day in days:
        x = round(frame.left + column_of(day, size) * width, 2)
        place = (x, places[row_of(day, size)], round(width - GAP, 2))
        cells.append(_cell(day, place, values.get(day), most))
    return Drawing(
        frame,
        HEAD + ROW * len(rows),
        cells,
        heads=[
            (round(frame.left + (n + 0.5) * width, 2), words)
            for n, words in enumerate(column_labels(size))
        ],
        rows=[(y + 16, f"{row}s" if size == "year" else str(row)) for row, y in places.items()],
        steps=shade_steps(most),
    )


def _cell(day, place, value, most):
    x, y, width = place
    if value is None:
        return Cell(day, x, y, width, None, False, False, "")
    if value.expected is None:
        return Cell(day, x, y, width, None, True, True, "?" if width >= NUMBER_ROOM else "")
    is_uncertain = value.is_open or value.is_at_least or value.low != value.high
    words = f"{value.expected:.1f}".removesuffix(".0") if width >= NUMBER_ROOM else ""
    if len(words) * 7 > width:
        words = ""
    return Cell(day, x, y, width, shade_of(value.expected, most), True, is_uncertain, words)


def shade_of(number: float, most: float) -> int:
    """The shade of a number: 0 for zero, otherwise 1 to SHADES in equal steps up to the highest."""
    if number <= 0 or most <= 0:
        return 0
    return max(1, min(SHADES, ceil(SHADES * number / most - 1e-9)))


def shade_steps(most: float) -> list[tuple[int, float, float]]:
    """(shade, more than this, up to this) of each shade; none if everything is zero."""
    if most <= 0:
        return []
    return [(n, most * (n - 1) / SHADES, most * n / SHADES) for n in range(1, SHADES + 1)]


def row_of(day: dt.date, size: str) -> int:
    """The row of a bucket: its year (of ISO weeks their own), or the decade of a year."""
    if size == "week":
        return day.isocalendar().year
    return day.year // 10 * 10 if size == "year" else day.year


def column_of(day: dt.date, size: str) -> int:
    """The number of a bucket in its row, from 0."""
    if size == "week":
        return day.isocalendar().week - 1
    return day.year % 10 if size == "year" else (day.month - 1) // buckets.MONTHS[size]


def row_length(size: str) -> int:
    """The number of buckets in a full row; of ISO weeks there may be 53."""
    if size == "week":
        return 53
    return 10 if size == "year" else 12 // buckets.MONTHS[size]


def column_labels(size: str) -> list[str]:
    """The heads of the columns; for weeks only every fourth, since more would overlap."""
    if size == "month":
        return list(MONTH_LETTERS)
    if size == "year":
        return [str(n) for n in range(10)]
    if size == "week":
        return [str(n) if n % 4 == 1 else "" for n in range(1, 54)]
    letter = {"quarter": "Q", "half": "H"}[size]
    return [f"{letter}{n}" for n in range(1, row_length(size) + 1)]
