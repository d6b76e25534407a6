"""Pure: claims about the highest period, the longest run and the shape of a series.

Each reads the observations of a series and the methods of findings; `covered` is the share of the
days that were covered.
"""

from math import inf

from incidents.checks.methods.judged import (
    CONTRADICTED,
    SUPPORTED,
    UNCERTAIN,
    WEAK,
    Judged,
    of_insufficient,
    too_little,
)
from incidents.checks.methods.shares import COVERED
from incidents.findings.methods.dispersion import dispersion
from incidents.findings.methods.levels import all_time_high, elevated_runs, lulls
from incidents.findings.methods.observations import Insufficient, Row
from incidents.findings.methods.peaks import peaks
from incidents.findings.methods.recovery import recovery_after_lulls
from incidents.findings.methods.waves import waves

CHANCE = 0.05


def highest_within(row: Row, places: set[int], covered: float) -> Judged:
    """Whether the highest bucket lies in a window, given as numbers of buckets.

    Supported if some bucket of the window has more than any other can have, contradicted if some
    other has more than any in the window can have.
    """
    figures = {"covered_share": covered}
    if covered < COVERED:
        return too_little("partly_covered", figures)
    found = all_time_high(row)
    if isinstance(found, Insufficient):
        return of_insufficient(found, figures)
    figures |= {"highest": found.value, "period": found.places[0], "ties": len(found.places)}
    inside = [each for place, each in enumerate(row) if place in places]
    outside = [each for place, each in enumerate(row) if place not in places]
    if not any(inside):
        return too_little("window_not_covered", figures)
    if _least(inside) > _most(outside):
        return Judged(SUPPORTED, "", figures)
    if _least(outside) > _most(inside):
        return Judged(CONTRADICTED, "", figures)
    return Judged(UNCERTAIN, "ties" if len(found.places) > 1 else "bounds", figures)


def _least(row):
    """The highest number that certainly is reached; -1 where nobody has looked."""
    return max((each.low for each in row if each is not None), default=-1)


def _most(row):
    """The highest number that is possible; without limit where it is open or partly covered."""
    known = [each for each in row if each is not None]
    if any(each.is_open or not each.is_full for each in known):
        return inf
    return max((each.high for each in known), default=-1)


def longest_run_from(row: Row, first: int, covered: float) -> Judged:
    """Whether the longest elevated run begins at a bucket or later, and is longer than others.

    Only weakly supported where there is no earlier run to compare it with.
    """
    figures = {"covered_share": covered}
    if covered < COVERED:
        return too_little("partly_covered", figures)
    found = elevated_runs(row)
    if isinstance(found, Insufficient):
        return of_insufficient(found, figures)
    longest = found.longest
    figures |= {"run_first": longest.first, "run_last": longest.last}
    figures |= {"run_length": longest.length, "run_ratio": found.ratio}
    if longest.first < first:
        return Judged(CONTRADICTED, "", figures)
    if found.ratio is None:
        return Judged(WEAK, "no_earlier_run", figures)
    if found.ratio > 1:
        return Judged(SUPPORTED, "", figures)
    return Judged(UNCERTAIN, "ties", figures)


def erratic(row: Row) -> Judged:
    """Whether counts vary more than by chance, with two or more peaks and two or more lulls.

    The test is that of Fisher's index of dispersion. Contradicted if they do not, and nothing
    stands out.
    """
    spread, high, low = dispersion(row), peaks(row), lulls(row)
    for found in (spread, high, low):
        if isinstance(found, Insufficient):
            return of_insufficient(found)
    figures = {"variance_ratio": spread.ratio, "p": spread.p, "n": spread.n}
    figures |= {"peaks": len(high), "lulls": len(low)}
    if spread.p < CHANCE:
        is_whole = min(len(high), len(low)) >= 2
        return Judged(SUPPORTED if is_whole else WEAK, "" if is_whole else "few_extremes", figures)
    if not high and not low:
        return Judged(CONTRADICTED, "", figures)
    return too_little("by_chance", figures)


def in_waves(row: Row) -> Judged:
    """Whether lulls follow peaks more often than by chance.

    Weakly supported if most peaks are followed by one, contradicted if none is.
    """
    found = waves(row)
    if isinstance(found, Insufficient):
        return of_insufficient(found)
    figures = {"followed": found.followed, "peaks": found.peaks, "p": found.p}
    if not found.followed:
        return Judged(CONTRADICTED, "", figures)
    if found.p < CHANCE:
        return Judged(SUPPORTED, "", figures)
    if found.followed / found.peaks > 0.5:
        return Judged(WEAK, "by_chance", figures)
    return too_little("by_chance", figures)


def slow_recovery(row: Row, at_least: int) -> Judged:
    """Whether the level before a lull is regained only after a number of buckets.

    It is the median lag (Kaplan and Meier); with fewer than five lulls it is weakly supported if
    every lag is at least that long.
    """
    found = recovery_after_lulls(row)
    if isinstance(found, Insufficient):
        return of_insufficient(found, {"at_least": at_least})
    lags = [lag.buckets for lag in found.lags]
    figures = {"lulls": len(lags), "lag_low": min(lags), "lag_high": max(lags)}
    figures |= {"lag_median": found.median, "at_least": at_least}
    figures |= {"not_recovered": sum(lag.is_censored for lag in found.lags)}
    if found.median is not None:
        return Judged(SUPPORTED if found.median >= at_least else CONTRADICTED, "", figures)
    if min(lags) >= at_least:
        return Judged(WEAK, "few_lulls", figures)
    return too_little("few_lulls", figures, n=len(lags), needed=5)
