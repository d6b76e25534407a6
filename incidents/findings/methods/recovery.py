"""Pure: how long a series takes to regain its level after a lull."""

from dataclasses import dataclass
from statistics import median

from incidents.findings.methods.levels import lulls
from incidents.findings.methods.observations import (
    YEAR,
    Insufficient,
    Row,
    expected,
    known,
    trailing_means,
)

FEWEST = 5
"""Lulls from which a median is estimated."""


@dataclass(frozen=True, slots=True)
class Lag:
    """Buckets from the start of a lull until the level before is regained.

    Where `is_censored`, it has not been regained, and `buckets` is how long it has not been.
    """

    first: int
    buckets: int
    is_censored: bool


@dataclass(frozen=True, slots=True)
class Recovery:
    """The lag of each lull that has a year before it, and their median (None: too few, or not
    reached)."""

    lags: list[Lag]
    median: float | None


def recovery_after_lulls(row: Row) -> Recovery | Insufficient:
    """The lags of recovery: until the trailing mean of 3 reaches the median of the 12 before.

    Those are the 12 buckets before the lull. A lull is left out where fewer are known, or where
    there is nothing to regain: their median is 0, or the lull does not begin below it.
    """
    found = lulls(row)
    if isinstance(found, Insufficient):
        return found
    values = expected(row)
    means = trailing_means(values)
    lags = [lag for run in found if (lag := _lag(values, means, run.first)) is not None]
    if not lags:
        return Insufficient("no_lulls")
    return Recovery(lags, kaplan_meier_median(lags) if len(lags) >= FEWEST else None)


def _lag(values, means, first):
    before = known(values[max(0, first - YEAR) : first])
    if len(before) < YEAR:
        return None
    level = median(before)
    if level == 0:
        return None
    if means[first] is not None and means[first] >= level:
        return None
    for place in range(first, len(means)):
        if means[place] is not None and means[place] >= level:
            return Lag(first, place - first, is_censored=False)
    return Lag(first, len(means) - first, is_censored=True)


def kaplan_meier_median(lags: list[Lag]) -> float | None:
    """The shortest time by which half have recovered; None if fewer than half ever do.

    E. L. Kaplan and P. Meier, Journal of the American Statistical Association 53 (1958) 457-481.
    """
    surviving = 1.0
    for time in sorted({lag.buckets for lag in lags if not lag.is_censored}):
        at_risk = sum(lag.buckets >= time for lag in lags)
        recovered = sum(lag.buckets == time and not lag.is_censored for lag in lags)
        surviving *= 1 - recovered / at_risk
        if surviving <= 0.5 + 1e-12:
            return float(time)
    return None
