"""Pure: buckets that stand out from the level of their series."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt
from statistics import median

from scipy.stats import poisson

from incidents.findings.methods.observations import (
    YEAR,
    Insufficient,
    Row,
    expected,
    known,
    lowest,
)

LEAST_SCORE = 2.0
LEAST_COUNT = 3
RARE = 0.01
TO_DEVIATION = 1.4826  # of the median absolute deviation, for normal values


@dataclass(frozen=True, slots=True)
class Peak:
    """The place of a peak, its value, and its score (None where the series has no spread).

    `is_robust` is whether it is a peak among the certain counts as well.
    """

    place: int
    value: float
    score: float | None
    is_robust: bool


def peaks(row: Row) -> list[Peak] | Insufficient:
    """The peaks of a series, in order; needs `YEAR` fully covered buckets.

    Counts are made comparable by x = 2 sqrt(n + 3/8) (F. J. Anscombe, Biometrika 35 (1948)
    246-254). A bucket is a peak if z = (x - median) / (1.4826 MAD) is at least 2, it counts at
    least 3, and no neighbour counts more; of equal neighbours the first is. Where MAD is 0, it is
    a peak if so many have a probability below 0.01 under a Poisson distribution with the mean of
    the 12 buckets before.
    """
    values = expected(row)
    if len(known(values)) < YEAR:
        return Insufficient("few_buckets", len(known(values)), YEAR)
    certain = {place for place, _score in _peaks(lowest(row))}
    return [Peak(place, values[place], score, place in certain) for place, score in _peaks(values)]


def _peaks(values):
    """(place, score or None) of each peak."""
    scores = anscombe_scores(values)
    for place, value in enumerate(values):
        if value is None or value < LEAST_COUNT or not is_summit(values, place):
            continue
        score = None if scores is None else scores[place]
        high = is_rare(values, place) if score is None else score >= LEAST_SCORE
        if high:
            yield place, score


def anscombe_scores(values: Sequence[float | None]) -> list[float | None] | None:
    """The robust z of each value; None if at least half of the values are the same."""
    changed = [None if value is None else 2 * sqrt(value + 3 / 8) for value in values]
    middle = median(known(changed))
    spread = TO_DEVIATION * median(abs(x - middle) for x in known(changed))
    if spread == 0:
        return None
    return [None if x is None else (x - middle) / spread for x in changed]


def is_summit(values: Sequence[float | None], place: int) -> bool:
    """Whether a value begins a plateau that is higher than what lies on either side of it."""
    value, end = values[place], place
    if place and values[place - 1] is not None and values[place - 1] >= value:
        return False
    while end + 1 < len(values) and values[end + 1] == value:
        end += 1
    after = values[end + 1] if end + 1 < len(values) else None
    return after is None or after < value


def is_rare(values: Sequence[float | None], place: int) -> bool:
    """Whether a Poisson count with the mean of the 12 buckets before is rarely as high."""
    before = known(values[max(0, place - YEAR) : place])
    if len(before) < YEAR:
        return False
    mean = sum(before) / len(before)
    return bool(poisson.sf(floor(values[place]) - 1, mean) < RARE)
