"""Pure: whether peaks are followed by lulls more often than by chance."""

from dataclasses import dataclass

from incidents.findings.methods.levels import lulls
from incidents.findings.methods.observations import Insufficient, Row
from incidents.findings.methods.peaks import peaks

WITHIN = 6
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Waves:
    """How many of the peaks a lull follows within 6 buckets, and p that it is so many by chance."""

    followed: int
    peaks: int
    p: float


def waves(row: Row) -> Waves | Insufficient:
    """Test whether lulls follow peaks; needs two of each.

    The lulls are shifted against the peaks by every number of buckets, around the end of the series
    to its start; p is the share of the shifts (and of what was observed) that does as well.
    """
    high, low = peaks(row), lulls(row)
    for found in (high, low):
        if isinstance(found, Insufficient):
            return found
        if len(found) < FEWEST:
            return Insufficient("few_peaks" if found is high else "few_lulls", len(found), FEWEST)
    places = [peak.place for peak in high]
    starts = [run.first for run in low]
    observed = _followed(places, starts)
    shifted = [
        _followed(places, [(start + by) % len(row) for start in starts])
        for by in range(1, len(row))
    ]
    p = (1 + sum(each >= observed for each in shifted)) / (1 + len(shifted))
    return Waves(observed, len(places), p)


def _followed(places, starts):
    """How many of the places have a start in the buckets after them."""
    return sum(any(0 < start - place <= WITHIN for start in starts) for place in places)
