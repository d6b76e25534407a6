"""Pure: buckets in which the level of a series changes, not chosen beforehand."""

from dataclasses import dataclass
from math import log, sqrt
from statistics import fmean

import numpy as np
import ruptures

from incidents.findings.methods.observations import YEAR, Insufficient, Row, expected, known

SHORTEST = 3


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """The first bucket of a new level, and the means of the levels before and after."""

    place: int
    before: float
    after: float


def change_points(row: Row) -> list[ChangePoint] | Insufficient:
    """Where the mean changes; needs two `YEAR`s of buckets without a gap between them.

    PELT (R. Killick, P. Fearnhead and I. A. Eckley, Journal of the American Statistical Association
    107 (2012) 1590-1598) with squared errors of Anscombe's 2 sqrt(n + 3/8), whose variance is about
    1, segments of at least 3 buckets, and a penalty of 2 log n for each change.
    """
    values = expected(row)
    first = next((n for n, value in enumerate(values) if value is not None), 0)
    while values and values[-1] is None:
        values.pop()
    values = values[first:]
    if len(values) < 2 * YEAR:
        return Insufficient("few_buckets", len(values), 2 * YEAR)
    if None in values:
        return Insufficient("gaps", len(known(values)))
    signal = np.array([[2 * sqrt(value + 3 / 8)] for value in values])
    search = ruptures.Pelt(model="l2", min_size=SHORTEST, jump=1).fit(signal)
    ends = search.predict(pen=2 * log(len(values)))
    starts = [0, *ends]
    means = [fmean(values[a:b]) for a, b in zip(starts, ends, strict=False)]
    return [
        ChangePoint(first + place, before, after)
        for place, before, after in zip(ends[:-1], means, means[1:], strict=False)
    ]
