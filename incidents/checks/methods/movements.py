"""Pure: claims that a rate falls or rises at a day, in one group or in two."""

from incidents.checks.methods.judged import (
    CONTRADICTED,
    SUPPORTED,
    WEAK,
    Judged,
    of_insufficient,
    too_little,
)
from incidents.checks.methods.shares import COVERED
from incidents.findings.methods.co_movement import (
    FEWEST_EVENTS,
    Correlation,
    down_here_up_there,
)
from incidents.findings.methods.observations import Insufficient
from incidents.findings.methods.rates import RateRatio

FALLS, RISES = "falls", "rises"


def rate_moves(ratio: RateRatio | Insufficient, direction: str, covered: float) -> Judged:
    """Whether the rate falls or rises at a day, by the exact interval of the ratio of rates.

    Supported if the interval lies on that side of 1, contradicted if on the other, weakly supported
    if only the ratio does. Needs 10 events and 90 % of the days covered.
    """
    figures = {"covered_share": covered}
    if isinstance(ratio, Insufficient):
        return of_insufficient(ratio, figures)
    figures |= ratio_figures(ratio)
    if covered < COVERED:
        return too_little("partly_covered", figures)
    n = ratio.before + ratio.after
    if n < FEWEST_EVENTS:
        return too_little("few_events", figures, n=n, needed=FEWEST_EVENTS)
    falls = ratio.high is not None and ratio.high < 1
    rises = ratio.low > 1
    leans = FALLS if ratio.ratio is not None and ratio.ratio < 1 else RISES
    if (falls, rises) != (False, False):
        clear = FALLS if falls else RISES
        return Judged(SUPPORTED if clear == direction else CONTRADICTED, "", figures)
    if leans == direction and ratio.ratio != 1:
        return Judged(WEAK, "interval", figures)
    return too_little("interval", figures)


def ratio_figures(ratio: RateRatio, suffix="") -> dict:
    """The figures of a ratio of rates, with a suffix to their names."""
    found = {"before": ratio.before, "after": ratio.after, "ratio": ratio.ratio}
    found |= {"ratio_low": ratio.low, "ratio_high": ratio.high}
    return {f"{name}{suffix}": value for name, value in found.items()}


OUTCOMES = {"holds": SUPPORTED, "weakly": WEAK, "contradicted": CONTRADICTED}


def opposite_moves(first, second, covered: float, moved: Correlation | Insufficient) -> Judged:
    """Whether the rate falls in a first group while it rises in a second one, at the same day.

    `first` and `second` are their ratios of rates; `moved` is the correlation of their changes,
    which is stated beside them and decides nothing: it does not show that one causes the other.
    """
    figures = {"covered_share": covered}
    for suffix, ratio in (("", first), ("_other", second)):
        if isinstance(ratio, Insufficient):
            return of_insufficient(ratio, figures)
        figures |= ratio_figures(ratio, suffix)
    if isinstance(moved, Correlation):
        figures |= {"correlation": moved.by_lag[moved.strongest], "lag": moved.strongest}
        figures |= {"p": moved.p}
    if covered < COVERED:
        return too_little("partly_covered", figures)
    verdict = down_here_up_there(first, second, covered)
    if verdict.outcome == "insufficient":
        n = min(each.before + each.after for each in (first, second))
        return too_little("few_events", figures, n=n, needed=FEWEST_EVENTS)
    if verdict.outcome == "does_not_hold":
        return too_little("interval", figures)
    reason = "interval" if verdict.outcome == "weakly" else ""
    if verdict.outcome == "holds" and verdict.is_slight is False:
        reason = "not_slight"
    return Judged(OUTCOMES[verdict.outcome], reason, figures)
