"""Lay out a small bar chart of counts per year, in SVG user units. Pure.

A bar is the count that certainly falls in its year; its outline adds what may fall in it.
"""

from dataclasses import dataclass, field
from math import ceil

from ctplatform.charts.chart_marks import Mark

HEIGHT, TOP, FOOT = 96, 16, 20
YEAR_ROOM = 34  # width of a year's label
LETTER = 6.7  # width of a letter
WIDE, NARROW = 620, 320  # widths of the drawings, for windows and for phones


@dataclass(frozen=True, slots=True)
class Bar:
    """One year; `low` and `high` are counts; y and height of the solid and the outlined part.

    `number` is its count as printed above it, "" where that does not fit.
    """

    year: int
    low: int
    high: int
    x: float
    width: float
    y: float
    height: float
    high_y: float
    high_height: float
    label: str  # on the axis; empty where it does not fit
    number: str = ""

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def words(self) -> str:
        return words_of(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Bars:
    width: int
    bars: list[Bar]
    marks: list[Mark] = field(default_factory=list)
    base: int = TOP + HEIGHT
    height: int = TOP + HEIGHT + FOOT

    @property
    def name(self) -> str:
        return "narrow" if self.width == NARROW else "wide"

    @property
    def label_y(self) -> int:
        return self.base + 15

    def mark(self, bar, words, url) -> Mark:
        """The clickable area of a bar, as high as the chart, so that low bars are easy to hit."""
        return Mark(bar.x, 0, bar.width, self.base, words, url)


def words_of(low: int, high: int) -> str:
    """A count in words: “3”, or “3 to 5” where more may belong to the year."""
    return f"{low}" if low == high else f"{low} to {high}"


def draw(counts: dict[int, tuple[int, int]], width: int = WIDE) -> Bars:
    """Lay out {year: (low, high)} on `width` units; years in between without counts are shown."""
    if not counts:
        return Bars(width, [])
    first, last = min(counts), max(counts)
    step = min(48.0, width / (last - first + 1))
    most = max(high for _low, high in counts.values()) or 1
    every = max(1, ceil(YEAR_ROOM / step))
    bars = []
    for n, year in enumerate(range(first, last + 1)):
        low, high = counts.get(year, (0, 0))
        tall, taller = (round(HEIGHT * count / most, 2) for count in (low, high))
        base = TOP + HEIGHT
        bars.append(
            Bar(
                year,
                low,
                high,
                round(n * step + step * 0.12, 2),
                round(step * 0.76, 2),
                round(base - tall, 2),
                tall,
                round(base - taller, 2),
                round(taller - tall, 2),
                label=str(year) if n % every == 0 and _fits(str(year), n, step, width) else "",
                number=_number(low, high, step),
            )
        )
    return Bars(width, bars)


def _fits(label, n, step, width):
    """Whether a label of bar `n` stays inside the drawing."""
    half = len(label) * LETTER / 2
    return half <= (n + 0.5) * step <= width - half


def _number(low, high, step):
    """The count as it fits above a bar: in words, with a dash, or not at all."""
    if not high:
        return ""
    ways = (words_of(low, high), f"{low}\u2013{high}" if low != high else "")
    return next((each for each in ways if each and len(each) * LETTER <= step), "")
