"""Pure: estimates of one harm, as passages and rows state them, and drawn on a shared axis.

Positions on the axis are percentages of its width.
"""

import math
from dataclasses import dataclass

from ctplatform.edtf.natural_language import casualties_from_words
from incidents.figures.estimate_figures import (
    Figure,
    about_band,
    combined_range,
    estimate_in_words,
    figure_of_killed,
    figures_in_words,
    harm_figure,
    is_vague,
    killed_of,
    qualifier_of,
    used_estimates,
    why_not_counted,
)

__all__ = [
    "Axis",
    "Drawn",
    "Estimate",
    "Figure",
    "about_band",
    "chosen_or_all",
    "combined_range",
    "estimate_axis",
    "estimate_in_words",
    "estimates_conflict",
    "figure_of_killed",
    "figures_in_words",
    "governing_estimates",
    "harm_figure",
    "is_vague",
    "killed_of",
    "qualifier_of",
    "stated_estimate",
    "stated_figures",
    "used_estimates",
    "why_not_counted",
]

FIRST, LAST = 4, 60  # room for a dot at the start and for words at the end


@dataclass(frozen=True)
class Estimate:
    """One source's estimate: whole numbers, None where that side is open."""

    label: str
    low: int | None
    best: int | None
    high: int | None
    grade: str = ""
    chosen: bool = False
    qualifier: str | None = None
    url: str = ""  # of the estimate's row or the passage that states it

    @classmethod
    def of(cls, row, label, chosen=False):
        """The Estimate of a row of the register."""
        qualifier, url = qualifier_of(row), f"#estimate-{row.pk}"
        return cls(label, row.low, row.best, row.high, "", chosen, qualifier, url)

    @property
    def known(self):
        return [each for each in (self.low, self.best, self.high) if each is not None]

    @property
    def words(self):
        return figures_in_words(self.low, self.best, self.high, self.qualifier)


@dataclass(frozen=True)
class Drawn:
    """One row: `dot` and its words, a bar from `start` to `end`, an arrow if a side is open."""

    estimate: Estimate
    words: str
    dot: float
    start: float
    end: float
    arrow: str = ""  # "up", "down" or none


@dataclass(frozen=True)
class Axis:
    rows: list[Drawn]
    ticks: list[tuple[float, int]]


def stated_estimate(label, stated, grade="", url=""):
    """The Estimate that a passage states (words, a number or {low, best, high}), or None."""
    if isinstance(stated, dict):
        values, qualifier = [stated.get(name) for name in ("low", "best", "high")], None
    elif isinstance(stated, str) or type(stated) is int:
        *values, qualifier = casualties_from_words(str(stated)) or (None,) * 4
    else:
        return None
    numbers = [each if type(each) is int else None for each in values]
    found = Estimate(label, *numbers, grade=grade, qualifier=qualifier, url=url)
    return found if found.known else None


def stated_figures(stated) -> str:
    """The words of a stated object {low, best, high, qualifier, words}; "" for any other object."""
    names = ("low", "best", "high", "qualifier", "words")
    if not set(stated) <= {*names}:
        return ""
    low, best, high, qualifier, words = map(stated.get, names)
    if isinstance(words, str) and words:
        return words
    numbers = [each for each in (low, best, high) if each is not None]
    if not numbers or any(type(each) is not int for each in numbers):
        return ""
    return figures_in_words(low, best, high, qualifier if isinstance(qualifier, str) else None)


def governing_estimates(estimates, own):
    """The estimates of one harm that count for the record with id `own`.

    They are its own; else those of one record that was merged into it: the first with a chosen
    estimate, else the first with an estimate of all victims, else the first.
    """
    found = {}
    for each in estimates:
        found.setdefault(each.incident_id, []).append(each)
    return found.get(own) or min(found.items(), key=_drawing_order, default=(own, []))[1]


def _drawing_order(item):
    pk, estimates = item
    is_chosen = any(each.selected for each in estimates)
    return not is_chosen, all(each.group for each in estimates), pk


def chosen_or_all(estimates):
    """The chosen estimate of a harm, else all estimates."""
    return [each for each in estimates if each.selected] or estimates


def estimate_axis(estimates):
    """Place estimates on one axis; None unless at least two differ."""
    shown = [each for each in estimates if each.known]
    if len({(each.low, each.best, each.high) for each in shown}) < 2:
        return None
    numbers = [number for each in shown for number in _drawn_numbers(each)]
    ticks = _axis_ticks(min(numbers), max(numbers))
    low, high = ticks[0], ticks[-1]

    def place(number):
        return round(FIRST + (LAST - FIRST) * (number - low) / (high - low), 2)

    return Axis(
        [_draw_estimate(each, place) for each in shown], [(place(each), each) for each in ticks]
    )


def _drawn_numbers(each):
    is_about = each.low is None and each.high is None and is_vague(each.qualifier)
    return [*each.known, *(about_band(each.best) if is_about else ())]


def _axis_ticks(low, high):
    """Two to seven round numbers that cover the range from low to high."""
    step = 1
    while (high - low) / step > 5:
        step *= 2 if str(step)[0] in "15" else 2.5
    step = int(step)
    first = low // step * step
    steps = max(1, -(-(high - first) // step))
    return [first + number * step for number in range(steps + 1)]


def _draw_estimate(each, place):
    low, best, high = each.low, each.best, each.high
    if low is not None and high is not None:
        dot = best if best is not None else low
        return Drawn(each, each.words, place(dot), place(low), place(high))
    if low is not None:
        at = place(best if best is not None else low)
        words = each.words if each.qualifier == "more_than" else f"≥ {low}"
        return Drawn(each, words, at, place(low), at, "up")
    if high is not None:
        at = place(best if best is not None else high)
        words = each.words if each.qualifier == "fewer_than" else f"≤ {high}"
        return Drawn(each, words, at, at, place(high), "down")
    if is_vague(each.qualifier):
        start, end = about_band(best)
        return Drawn(each, f"≈ {best}", place(best), place(start), place(end))
    arrow = {"at_least": "up", "more_than": "up", "up_to": "down", "fewer_than": "down"}
    at = place(best)
    return Drawn(each, each.words, at, at, at, arrow.get(each.qualifier, ""))


def estimates_conflict(ranges) -> bool:
    """Whether two of these (low, best, high, group) of the same group exclude each other.

    An open side has no limit; without low and high, the best figure is both bounds.
    """
    bounds = [
        (_low_figure(each), _high_figure(each), each[3])
        for each in ranges
        if any(_known_figures(each))
    ]
    return any(one[2] == other[2] and one[1] < other[0] for one in bounds for other in bounds)


def _known_figures(each):
    return [number is not None for number in each[:3]]


def _low_figure(each):
    low, best, high, _group = each
    if low is not None:
        return low
    return 0 if high is not None or best is None else best


def _high_figure(each):
    low, best, high, _group = each
    if high is not None:
        return high
    return math.inf if low is not None or best is None else best
