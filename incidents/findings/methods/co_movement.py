"""Pure: whether two series move together, or one rises while the other falls."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from incidents.findings.methods.observations import YEAR, Insufficient, Row, expected
from incidents.findings.methods.rates import RateRatio

MOST_LAG = 6
LAGS = range(-MOST_LAG, MOST_LAG + 1)
FEWEST_BUCKETS = 3 * YEAR
FEWEST_EVENTS = 10
SLIGHT = 1.5


@dataclass(frozen=True, slots=True)
class Correlation:
    """Spearman's rank correlation by lag; at a lag above 0 the second series follows the first.

    `strongest` is the lag of the greatest absolute value, `p` how often a circular shift of the
    second series has as great a one at any lag. Shifts whose lags overlap with those compared are
    left out, since they would find the same correlation again.
    """

    by_lag: dict[int, float]
    strongest: int
    p: float
    n: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two rate ratios say of “down here, up there”, in a word; `is_slight` is whether the
    second rises by at most half."""

    outcome: str
    is_slight: bool | None = None


def co_movement(first: Row, second: Row) -> Correlation | Insufficient:
    """The correlation of the changes from bucket to bucket.

    Needs three `YEAR`s of buckets that both series cover without a gap. Correlation does not show
    that one causes the other.
    """
    pairs = _both(expected(first), expected(second))
    if len(pairs) < FEWEST_BUCKETS:
        return Insufficient("few_buckets", len(pairs), FEWEST_BUCKETS)
    a, b = np.array(pairs, dtype=float).T
    a, b = np.diff(a), np.diff(b)
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return Insufficient("no_variation", len(pairs))
    shifts = range(2 * MOST_LAG + 1, len(b) - 2 * MOST_LAG)
    table = _by_lag(a, np.array([b, *(np.roll(b, by) for by in shifts)]))
    found = {lag: float(values[0]) for lag, values in table.items()}
    strongest = max(found, key=lambda lag: (abs(found[lag]), -abs(lag)))
    greatest = np.abs(np.array(list(table.values()))).max(axis=0)
    as_great = int((greatest[1:] >= greatest[0] - 1e-12).sum())
    return Correlation(found, strongest, (1 + as_great) / (1 + len(shifts)), len(pairs))


def down_here_up_there(
    here: RateRatio | Insufficient, there: RateRatio | Insufficient, covered: float
) -> Verdict:
    """Whether the rate fell in the first series while it rose in the second, at the same day.

    `covered` is the share of the days that were covered. `holds` if both intervals say so, `weakly`
    if only the ratios do, `contradicted` if an interval says the opposite, `insufficient` if either
    has fewer than 10 events or less than 90 % was covered, otherwise `does_not_hold`.
    """
    both = (here, there)
    if covered < 0.9 or any(isinstance(each, Insufficient) for each in both):
        return Verdict("insufficient")
    if any(each.before + each.after < FEWEST_EVENTS for each in both):
        return Verdict("insufficient")
    is_slight = there.ratio is not None and 1 < there.ratio <= SLIGHT
    if here.low > 1 or (there.high is not None and there.high < 1):
        return Verdict("contradicted", is_slight)
    if here.high is not None and here.high < 1 and there.low > 1:
        return Verdict("holds", is_slight)
    rises = there.ratio is None or there.ratio > 1
    if here.ratio is not None and here.ratio < 1 and rises:
        return Verdict("weakly", is_slight)
    return Verdict("does_not_hold", is_slight)


def _both(first: Sequence, second: Sequence) -> list[tuple[float, float]]:
    """The longest run of buckets that are known in both series."""
    best, run = [], []
    for pair in zip(first, second, strict=True):
        run = [] if None in pair else [*run, pair]
        best = max(best, run, key=len)
    return best


def _by_lag(a, rows):
    """{lag: Spearman's correlation of `a` with each row}."""
    return {lag: spearman(*_lagged(a, rows, lag)) for lag in LAGS}


def _lagged(a, rows, lag):
    if lag >= 0:
        return a[: len(a) - lag], rows[:, lag:]
    return a[-lag:], rows[:, : rows.shape[1] + lag]


def spearman(a, rows):
    """The correlation of the ranks of `a` with those of each row, ties sharing theirs.

    0 where one of them does not vary.
    """
    first, others = rankdata(a), rankdata(rows, axis=1)
    first = first - first.mean()
    others = others - others.mean(axis=1, keepdims=True)
    spread = np.sqrt((first**2).sum() * (others**2).sum(axis=1))
    return np.divide(others @ first, spread, out=np.zeros(len(others)), where=spread > 0)
