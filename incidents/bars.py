"""Pure: a small chart of counts per year. Numbers in, coordinates out, in SVG user units.

A bar is what surely fell in its year; the outline above it what may have.
"""

from dataclasses import dataclass
from math import ceil

HEIGHT, TOP, FOOT = 96, 16, 20
YEAR_ROOM = 34  # units that a year's label needs


@dataclass(frozen=True, slots=True)
class Bar:
    """`low` and `high` are counts; y and height of the solid and of the outlined part."""

    year: int
    low: int
    high: int
    x: float
    width: float
    y: float
    height: float
    high_y: float
    high_height: float
    label: str  # of the axis; empty where there is no room

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def words(self) -> str:
        return f"{self.low}" if self.low == self.high else f"{self.low} to {self.high}"


@dataclass(frozen=True, slots=True)
class Bars:
    width: int
    bars: list[Bar]
    base: int = TOP + HEIGHT
    height: int = TOP + HEIGHT + FOOT

    @property
    def label_y(self) -> int:
        return self.base + 15


def draw(counts: dict[int, tuple[int, int]], width: int = 620) -> Bars:
    """Lay out {year: (low, high)}, years without any included, on `width` units."""
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
        label = str(year) if n % every == 0 else ""
        bars.append(
            Bar(
                year, low, high, round(n * step + step * 0.12, 2), round(step * 0.76, 2),
                round(base - tall, 2), tall, round(base - taller, 2), round(taller - tall, 2),
                label,
            )
        )  # fmt: skip
    return Bars(width, bars)
