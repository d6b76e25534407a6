"""Pure: shares of a whole, with what is uncertain in the worst and in the best case."""

from collections.abc import Mapping
from dataclasses import dataclass

from incidents.assessments.statistics.forecasts import wilson_interval
from incidents.checks.methods.bounds import Bounds
from incidents.checks.methods.judged import (
    CONTRADICTED,
    SUPPORTED,
    UNCERTAIN,
    WEAK,
    Judged,
    too_little,
)

FEWEST = 5
"""Fewest records from which a share is judged."""
COVERED = 0.9
"""The share of days that must be covered before rates and shares are judged."""


def compare_share(part: Bounds, whole: Bounds, more_than: float, covered: float) -> Judged:
    """Whether a group has more than a share of all, by Wilson's interval (E. B. Wilson 1927).

    The worst case counts only what is certainly the group's among all that may count, the best case
    all that may be the group's. Supported if the interval of the worst case lies above the share,
    contradicted if that of the best case lies below; only weakly supported if the shares, but not
    their intervals, lie above.
    """
    figures = {"more_than": more_than, "part_low": part.low, "part_high": part.high}
    figures |= {"n": whole.high, "covered_share": covered}
    if covered < COVERED:
        return too_little("partly_covered", figures)
    if part.high is None or whole.high is None:
        return Judged(UNCERTAIN, "open_counts", figures)
    if whole.high < FEWEST:
        return too_little("few_events", figures, needed=FEWEST)
    worst, best = part.low / whole.high, min(1.0, part.high / max(whole.high, 1))
    low = wilson_interval(part.low, whole.high)[0]
    high = wilson_interval(min(part.high, whole.high), whole.high)[1]
    figures |= {"share_low": worst, "share_high": best, "interval_low": low, "interval_high": high}
    if low > more_than:
        return Judged(SUPPORTED, "", figures)
    if high < more_than:
        return Judged(CONTRADICTED, "", figures)
    if worst > more_than:
        return Judged(WEAK, "interval", figures)
    if best > more_than:
        return Judged(UNCERTAIN, "bounds", figures)
    return too_little("interval", figures)


def compare_lower_share(part: Bounds, whole: Bounds, less_than: float, covered: float) -> Judged:
    """Whether a group has less than a share of all: whether all others have more than the rest."""
    if part.high is None or whole.high is None:
        return compare_share(part, whole, 1 - less_than, covered)
    others = Bounds(max(0, whole.high - part.high), max(0, whole.high - part.low))
    found = compare_share(others, whole, 1 - less_than, covered)
    figures = {**found.figures, "part_low": part.low, "part_high": part.high}
    del figures["more_than"]
    for low, high in (("share_low", "share_high"), ("interval_low", "interval_high")):
        if low in figures:
            figures |= {low: 1 - found.figures[high], high: 1 - found.figures[low]}
    return Judged(found.outcome, found.reason, {**figures, "less_than": less_than})


def compare_heeded(counts: Mapping[str, int], most: float) -> Judged:
    """Whether at most a share of the warnings was heeded, of all warnings in the register.

    `counts` are {yes, partly, no, unknown}. These are all warnings, not a sample, so that the
    bounds come from those of which it is not known; Wilson's interval is stated beside them.
    """
    heeded, known = counts["yes"], counts["yes"] + counts["partly"] + counts["no"]
    n = known + counts["unknown"]
    figures = {**{f"heeded_{name}": counts[name] for name in ("yes", "partly", "no", "unknown")}}
    figures |= {"at_most_share": most}
    if not n:
        return too_little("no_warnings", figures)
    if not known:
        return too_little("not_known_whether_heeded", figures)
    low, high = heeded / n, (heeded + counts["partly"] + counts["unknown"]) / n
    interval = wilson_interval(heeded, known)
    figures |= {"share_low": low, "share_high": high}
    figures |= {"interval_low": interval[0], "interval_high": interval[1]}
    if high <= most:
        return Judged(SUPPORTED, "", figures)
    if low > most:
        return Judged(CONTRADICTED, "", figures)
    return Judged(UNCERTAIN, "bounds", figures)


def compare_rank(group: Bounds, others: Mapping[str, Bounds], top: int, covered: float) -> Judged:
    """Whether a group is among the first `top` by its count; needs as many others to compare with.

    Its best rank assumes its highest and their lowest counts, its worst rank the reverse.
    """
    figures = {"top": top, "compared": len(others), "low": group.low, "high": group.high}
    if len(others) < top:
        return too_little("no_comparators", figures, needed=top)
    if covered < COVERED:
        return too_little("partly_covered", figures, covered_share=covered)
    if not group.high and not any(each.high for each in others.values()):
        return too_little("nothing_counted", figures)
    best = 1 + sum(group.high is not None and each.low > group.high for each in others.values())
    worst = 1 + sum(each.high is None or each.high > group.low for each in others.values())
    figures |= {"rank_best": best, "rank_worst": worst}
    if worst <= top:
        return Judged(SUPPORTED, "", figures)
    if best > top:
        return Judged(CONTRADICTED, "", figures)
    return Judged(UNCERTAIN, "bounds", figures)


@dataclass(frozen=True, slots=True)
class CodedCounts:
    """How many incidents of a period are coded yes, no, or not at all."""

    yes: int
    no: int
    unknown: int

    @property
    def n(self) -> int:
        return self.yes + self.no + self.unknown

    @property
    def bounds(self) -> tuple[float, float]:
        """The share if all that are not coded were no, and if all were yes."""
        return self.yes / self.n, (self.yes + self.unknown) / self.n

    @property
    def share(self) -> float | None:
        """The share among those that are coded."""
        coded = self.yes + self.no
        return self.yes / coded if coded else None


def compare_shares(before: CodedCounts, after: CodedCounts, covered: float) -> Judged:
    """Whether a share rose: its lowest bound after the day against its highest before it.

    The bounds are those of what is not coded; Wilson's intervals of the coded ones are compared as
    well, so that few incidents do not support it.
    """
    figures = {"covered_share": covered}
    for name, each in (("before", before), ("after", after)):
        figures |= {f"yes_{name}": each.yes, f"no_{name}": each.no}
        figures |= {f"unknown_{name}": each.unknown}
    if covered < COVERED:
        return too_little("partly_covered", figures)
    if min(before.n, after.n) < FEWEST:
        return too_little("few_events", figures, n=min(before.n, after.n), needed=FEWEST)
    figures |= {"share_low_before": before.bounds[0], "share_high_before": before.bounds[1]}
    figures |= {"share_low_after": after.bounds[0], "share_high_after": after.bounds[1]}
    if after.bounds[0] <= before.bounds[1] and after.bounds[1] >= before.bounds[0]:
        return Judged(UNCERTAIN, "not_coded", figures)
    is_rise = after.bounds[0] > before.bounds[1]
    one, other = (before, after) if is_rise else (after, before)
    is_clear = _interval(one)[1] < _interval(other)[0]
    if is_rise:
        return Judged(SUPPORTED if is_clear else WEAK, "" if is_clear else "interval", figures)
    return Judged(CONTRADICTED, "", figures) if is_clear else too_little("interval", figures)


def _interval(coded):
    return wilson_interval(coded.yes, coded.yes + coded.no)
