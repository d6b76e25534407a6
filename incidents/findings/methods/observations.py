"""Pure: what the methods read, a bucket's count with its bounds, and what they share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor
from statistics import fmean

WINDOW = 3
"""Buckets of the trailing mean by which lulls and elevated runs are found."""

YEAR = 12
"""Fewest observed buckets from which a level of its own can be read."""


@dataclass(frozen=True, slots=True)
class Observation:
    """The count of one bucket.

    `low` counts what certainly lies in it, `high` what may, and `expected` weighs imprecise dates
    by their share of days; it is None where it is not known. `high` is at least that number if
    `is_open`. `is_full` is whether every day of the bucket was covered.
    """

    low: int
    expected: float | None
    high: int
    is_open: bool = False
    is_full: bool = True


@dataclass(frozen=True, slots=True)
class Insufficient:
    """No result: why (a slug that the page puts into words), the n there is, and the n needed."""

    reason: str
    n: int = 0
    needed: int = 0


Row = Sequence[Observation | None]
"""The buckets of a series in order, each following the last; None where nobody has looked."""


def expected(row: Row) -> list[float | None]:
    """The expected number of each bucket that is fully covered, None elsewhere."""
    return [each.expected if each is not None and each.is_full else None for each in row]


def lowest(row: Row) -> list[float | None]:
    """The certain number of each bucket that is fully covered, None elsewhere."""
    return [float(each.low) if each is not None and each.is_full else None for each in row]


def known(values: Sequence[float | None]) -> list[float]:
    """The values that are known, in order."""
    return [value for value in values if value is not None]


def trailing_means(values: Sequence[float | None], window: int = WINDOW) -> list[float | None]:
    """The mean of each bucket and the `window` - 1 before it; None unless all of them are known."""
    found = []
    for end in range(1, len(values) + 1):
        inside = values[max(0, end - window) : end]
        complete = len(inside) == window and None not in inside
        found.append(fmean(inside) if complete else None)
    return found


def quantile(values: Sequence[float], share: float) -> float:
    """The quantile of a non-empty sequence, with linear interpolation.

    Definition 7 in R. J. Hyndman and Y. Fan, The American Statistician 50 (1996) 361-365, which R
    and NumPy use unless told otherwise.
    """
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """(first, last) of each maximal run of true flags."""
    start = None
    for place, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = place
        elif not flag and start is not None:
            yield start, place - 1
            start = None
