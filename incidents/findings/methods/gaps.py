"""Pure: the days between events, and how regularly or in bursts they come."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import correlation, fmean, median, pstdev

from incidents.findings.methods.observations import Insufficient

SHOWN, INTERPRETED = 5, 20


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps between successive events in days, and the days since the last, still open one.

    `midpoints` counts events whose day is not known, which are placed at the middle of their days.
    """

    n: int
    mean: float
    median: float
    longest: int
    current: int
    midpoints: int


@dataclass(frozen=True, slots=True)
class Burstiness:
    """-1 for regular events, 0 for random ones, towards 1 for bursts.

    `parameter` is B, `corrected` is A, which allows for the number of gaps. `memory` is M, the
    correlation of each gap with the next: above 0, short gaps follow short ones; None if either
    side does not vary. `is_few`: fewer than 20 gaps are too few to interpret.
    """

    parameter: float
    corrected: float
    memory: float | None
    n: int
    is_few: bool


def gaps(
    days: Sequence[datetime.date], until: datetime.date, midpoints: int = 0
) -> Gaps | Insufficient:
    """The time between events; `until` is the last covered day. Needs two events."""
    found = gaps_in_days(days)
    if not found:
        return Insufficient("few_events", len(days), 2)
    current = max(0, (until - max(days)).days)
    return Gaps(len(found), fmean(found), median(found), max(found), current, midpoints)


def burstiness(days: Sequence[datetime.date]) -> Burstiness | Insufficient:
    """Burstiness and memory of the gaps between events; needs 5 gaps, some above 0.

    B = (s - m) / (s + m) with the mean m and the population standard deviation s of the gaps, and
    memory: K.-I. Goh and A.-L. Barabasi, EPL 81 (2008) 48002. A: E.-K. Kim and H.-H. Jo, Physical
    Review E 94 (2016) 032311, equation 22, where n is the number of gaps.
    """
    found = gaps_in_days(days)
    if len(found) < SHOWN:
        return Insufficient("few_gaps", len(found), SHOWN)
    return burstiness_of(found)


def burstiness_of(found: Sequence[float]) -> Burstiness | Insufficient:
    """As `burstiness`, from the gaps themselves."""
    mean, n = fmean(found), len(found)
    if mean == 0:
        return Insufficient("same_day", n)
    ratio = pstdev(found) / mean
    above, below = sqrt(n + 1), sqrt(n - 1)
    corrected = (above * ratio - below) / ((above - 2) * ratio + below)
    return Burstiness((ratio - 1) / (ratio + 1), corrected, _memory(found), n, n < INTERPRETED)


def gaps_in_days(days: Sequence[datetime.date]) -> list[int]:
    """The days from each event to the next, in order of time."""
    ordered = sorted(days)
    return [(after - before).days for before, after in pairwise(ordered)]


def _memory(found):
    first, second = found[:-1], found[1:]
    if len(first) < 2 or len(set(first)) == 1 or len(set(second)) == 1:
        return None
    return correlation(first, second)
