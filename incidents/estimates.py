"""Pure: estimates of one figure, summed up and on a shared axis.

Positions on the axis are percentages of its width.
"""

import math
from dataclasses import dataclass

from incidents.wording import casualties_from_words

FIRST, LAST = 4, 76  # room for a dot at the start and for words at the end


@dataclass(frozen=True)
class Estimate:
    """Who says how many: whole numbers, None where that side is open."""

    label: str
    low: int | None
    best: int | None
    high: int | None
    grade: str = ""
    chosen: bool = False

    @property
    def known(self):
        return [each for each in (self.low, self.best, self.high) if each is not None]


@dataclass(frozen=True)
class Drawn:
    """One row: `dot` and its words, a bar from `start` to `end`, an arrow where a side is open."""

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


def stated_estimate(label, stated, grade=""):
    """The estimate that a passage states (words, a number or {low, best, high}), or None."""
    if isinstance(stated, dict):
        values = [stated.get(name) for name in ("low", "best", "high")]
    elif isinstance(stated, str) or type(stated) is int:
        values = (casualties_from_words(str(stated)) or ())[:3]
    else:
        return None
    numbers = [each if type(each) is int else None for each in values]
    found = Estimate(label, *(numbers or [None] * 3), grade=grade)
    return found if found.known else None


def standing(estimates, own):
    """Those estimates of one harm that the record of id `own` is told by: its own, else those of
    one record merged into it: the first with a chosen estimate, else the first that speaks of all.
    """
    found = {}
    for each in estimates:
        found.setdefault(each.incident_id, []).append(each)
    return found.get(own) or min(found.items(), key=_rung, default=(own, []))[1]


def _rung(item):
    pk, estimates = item
    is_chosen = any(each.selected for each in estimates)
    return not is_chosen, all(each.group for each in estimates), pk


def chosen_or_all(estimates):
    """The chosen estimate of a harm, else all that there are."""
    return [each for each in estimates if each.selected] or estimates


def reach(estimates) -> tuple[int, int, int, int]:
    """(low, best, high, open) of the estimates of one harm, as series add them up.

    Those of the chosen estimate, else those of all killed, else the groups' sum. Nothing is made
    up: without a best figure the lowest stands for it, without a highest the best does, and `open`
    counts such estimates. Estimates of all killed of which none is chosen are rivals: they reach
    from the lowest to the highest, and the lowest best figure is expected, as in the GTD. An
    incident of which no figure is known adds nothing and is open.
    """
    if not estimates:
        return 0, 0, 0, 1
    chosen = [each for each in estimates if each.selected]
    rivals = [each for each in estimates if not each.group]
    stated = chosen or rivals or estimates
    lows = [each.low or 0 for each in stated]
    bests = [
        low if each.best is None else each.best for low, each in zip(lows, stated, strict=True)
    ]
    highs = [best if x.high is None else x.high for best, x in zip(bests, stated, strict=True)]
    is_open = sum(each.high is None for each in stated)
    if chosen or not rivals:
        return sum(lows), sum(bests), sum(highs), is_open
    return min(lows), min(bests), max(highs), is_open


def killed_of(estimates):
    """The figure that lists sort by, of estimates given as dicts: the chosen one's; where none is
    chosen the highest of those that speak of all, else the groups' sum. A figure is the best one,
    or what it is at least."""
    killed = [each for each in estimates if each.get("kind") == "killed"]
    if chosen := [each for each in killed if each.get("selected")]:
        return max(_figures(chosen), default=None)
    whole = _figures(each for each in killed if not each.get("group"))
    parts = _figures(killed)
    return max(whole) if whole else sum(parts) if parts else None


def _figures(estimates):
    """The best figure of each, or what it is at least; those without one are left out."""
    found = (each.get("low") if (best := each.get("best")) is None else best for each in estimates)
    return [figure for figure in found if figure is not None]


def axis(estimates):
    """Place estimates on one axis; None where there are no two that differ."""
    shown = [each for each in estimates if each.known]
    if len({(each.low, each.best, each.high) for each in shown}) < 2:
        return None
    numbers = [number for each in shown for number in each.known]
    ticks = _ticks(min(numbers), max(numbers))
    low, high = ticks[0], ticks[-1]

    def place(number):
        return round(FIRST + (LAST - FIRST) * (number - low) / (high - low), 2)

    return Axis([_drawn(each, place) for each in shown], [(place(each), each) for each in ticks])


def _ticks(low, high):
    """Two to seven round numbers that span low to high."""
    step = 1
    while (high - low) / step > 5:
        step *= 2 if str(step)[0] in "15" else 2.5
    step = int(step)
    first = low // step * step
    steps = max(1, -(-(high - first) // step))
    return [first + number * step for number in range(steps + 1)]


def _drawn(each, place):
    low, best, high = each.low, each.best, each.high
    if low is not None and high is not None:
        words = str(low) if low == high else f"{low} to {high}"
        dot = best if best is not None else low
        return Drawn(each, words, place(dot), place(low), place(high))
    if low is not None:
        at = place(best if best is not None else low)
        return Drawn(each, f"≥ {low}", at, place(low), at, "up")
    if high is not None:
        at = place(best if best is not None else high)
        return Drawn(each, f"≤ {high}", at, at, place(high), "down")
    return Drawn(each, f"≈ {best}", place(best), place(best), place(best))


def disjoint(ranges) -> bool:
    """Whether two of the (low, best, high, group) of one group have no number in common.

    An open side reaches as far as it may; without low and high the best stands for both.
    """
    bounds = [(_low(each), _high(each), each[3]) for each in ranges if any(_known(each))]
    return any(one[2] == other[2] and one[1] < other[0] for one in bounds for other in bounds)


def _known(each):
    return [number is not None for number in each[:3]]


def _low(each):
    low, best, high, _group = each
    if low is not None:
        return low
    return 0 if high is not None or best is None else best


def _high(each):
    low, best, high, _group = each
    if high is not None:
        return high
    return math.inf if low is not None or best is None else best
