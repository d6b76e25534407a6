"""Pure: a number that is known between two bounds, compared with a threshold."""

from collections.abc import Sequence
from dataclasses import dataclass

from incidents.checks.methods.judged import (
    CONTRADICTED,
    INSUFFICIENT,
    SUPPORTED,
    UNCERTAIN,
    Judged,
    too_little,
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """A number that is at least `low` and at most `high` (None: without a limit).

    `expected` weighs what is uncertain; it is None where it is not known.
    """

    low: int
    high: int | None
    expected: float | None = None

    @property
    def figures(self) -> dict:
        return {"low": self.low, "expected": self.expected, "high": self.high}


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a claim says of a number: at least, at most, or both; None where it says nothing."""

    at_least: int | None = None
    at_most: int | None = None

    @property
    def figures(self) -> dict:
        found = {"at_least": self.at_least, "at_most": self.at_most}
        return {name: value for name, value in found.items() if value is not None}


def holds(bounds: Bounds, threshold: Threshold) -> bool | None:
    """Whether a number meets a threshold: True or False wherever it lies, None if it depends."""
    parts = []
    if threshold.at_least is not None:
        is_above = bounds.high is None or bounds.high >= threshold.at_least
        parts.append(True if bounds.low >= threshold.at_least else None if is_above else False)
    if threshold.at_most is not None:
        is_below = bounds.high is not None and bounds.high <= threshold.at_most
        parts.append(True if is_below else None if bounds.low <= threshold.at_most else False)
    if False in parts:
        return False
    return None if None in parts else True


def compare_count(bounds: Bounds, threshold: Threshold, *, is_covered: bool) -> Judged:
    """Compare a count with a threshold.

    A number that is reached is reached whether or not everybody has looked. That it is not reached,
    or not exceeded, is known only where all days are covered (`is_covered`).
    """
    figures = {**bounds.figures, **threshold.figures}
    met = holds(bounds, threshold)
    if met is None:
        return Judged(UNCERTAIN, "bounds", figures)
    is_upper = threshold.at_most is not None
    missed = threshold.at_least is not None and bounds.low < threshold.at_least
    rests_on_absence = is_upper if met else missed
    if rests_on_absence and not is_covered:
        return too_little("not_covered", figures)
    return Judged(SUPPORTED if met else CONTRADICTED, "", figures)


def compare_each(counts: Sequence[Bounds], threshold: Threshold, *, is_covered: bool) -> Judged:
    """Compare each of several counts with a threshold: the claim is that all of them meet it."""
    found = [compare_count(each, threshold, is_covered=is_covered) for each in counts]
    met = sum(each.outcome == SUPPORTED for each in found)
    figures = {"groups": len(counts), "groups_met": met, **threshold.figures}
    for outcome in (CONTRADICTED, INSUFFICIENT, UNCERTAIN):
        if first := next((each for each in found if each.outcome == outcome), None):
            return Judged(outcome, first.reason, figures)
    return Judged(SUPPORTED, "", figures)


def compare_estimates(estimates: Sequence[Bounds], threshold: Threshold, *, own: int) -> Judged:
    """Compare what sources say of one number with a threshold.

    `own` is the number of estimates that were left out since they are those of the claim's own
    source: a claim is not evidence for itself. Sources that disagree leave it uncertain.
    """
    figures = {"estimates": len(estimates), "own_estimates": own, **threshold.figures}
    if not estimates:
        return too_little("own_source_only" if own else "no_estimates", figures)
    verdicts = [holds(each, threshold) for each in estimates]
    figures |= {
        "low": min(each.low for each in estimates),
        "high": None if any(e.high is None for e in estimates) else max(e.high for e in estimates),
        "estimates_for": verdicts.count(True),
        "estimates_against": verdicts.count(False),
    }
    if True in verdicts and False in verdicts:
        return Judged(UNCERTAIN, "sources_disagree", figures)
    if True in verdicts:
        return Judged(SUPPORTED, "", figures)
    if False in verdicts:
        return Judged(CONTRADICTED, "", figures)
    return Judged(UNCERTAIN, "bounds", figures)


def compare_people(counts: Sequence[int | None], threshold: Threshold) -> Judged:
    """Compare the number of participants with a threshold; None is a part without a number."""
    known = [each for each in counts if each is not None]
    figures = {"n": len(counts), "without_number": len(counts) - len(known), **threshold.figures}
    if not known:
        return too_little("no_numbers" if counts else "nothing_counted", figures)
    bounds = Bounds(sum(known), sum(known) if len(known) == len(counts) else None)
    found = compare_count(bounds, threshold, is_covered=True)
    return Judged(found.outcome, found.reason, {**figures, **found.figures})


def compare_largest(lows: Sequence[int], highs: Sequence[int | None], threshold: Threshold):
    """Compare the largest of several numbers, each between bounds, with a threshold."""
    if not lows:
        return too_little("nothing_counted", threshold.figures)
    high = None if None in highs else max(highs)
    bounds = Bounds(max(lows), high)
    figures = {"n": len(lows), "unknown": sum(each is None for each in highs)}
    found = compare_count(bounds, threshold, is_covered=True)
    return Judged(found.outcome, found.reason, {**figures, **found.figures})
