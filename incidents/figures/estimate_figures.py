"""The one rule by which the estimates of a harm become the figure of an incident, and its words.

Lists, sorting, pages, exports and series all follow it. An estimate is any object with `low`,
`best` and `high` (whole numbers, None where that side is open), `group`, `selected`, `qualifier`
and `stated` (the source's words).
"""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ctplatform.edtf.natural_language import casualties_from_words

ABOUT = 10
"""“About 100” is counted and drawn as 90 to 110: a tenth (1 / ABOUT) either way, at least one."""
VAGUE = ("about", "dozens", "hundreds")
"""Qualifiers of a number that is not known exactly."""


def used_estimates(estimates) -> list:
    """Those estimates of one harm from which the figure of an incident is computed.

    The chosen one; else those of all victims that have a figure; else those of all victims that are
    contradictory (which give no figure); else those of single victim groups.
    """
    estimates = list(estimates)
    if chosen := [each for each in estimates if each.selected]:
        return chosen
    whole = [each for each in estimates if not each.group]
    if stated := [each for each in whole if _has_figures(each)]:
        return stated
    if unclear := [each for each in whole if _is_contradictory(each)]:
        return unclear
    groups = [each for each in estimates if each.group]
    return groups if any(map(_has_figures, groups)) else estimates


@dataclass(frozen=True)
class Figure:
    """How many were harmed in one incident, from all its estimates of one harm.

    `low`, `best` and `high` are as stated, None where that side is open. `counted` is (low, best,
    high, open) as `reach` adds them up. `missing` is “contradictory” or “unknown” where there is no
    figure.
    """

    low: int | None = None
    best: int | None = None
    high: int | None = None
    qualifier: str | None = None
    counted: tuple[int, int, int, int] = (0, 0, 0, 1)
    missing: str = ""

    @property
    def expected(self) -> int | None:
        """The number that lists sort by and that series use as expected; None without a figure."""
        return None if self.missing else self.counted[1]

    @property
    def words(self) -> str:
        return figures_in_words(self.low, self.best, self.high, self.qualifier)


def harm_figure(estimates) -> Figure:
    """The one Figure of an incident from its estimates of one harm (see `used_estimates`).

    Lists, sorting, pages, exports and series all use it.
    """
    used = used_estimates(estimates)
    missing = _why_missing(used)
    if missing:
        return Figure(qualifier=missing if missing == "contradictory" else None, missing=missing)
    counted = _added_up(used)
    if len({(x.group, x.low, x.best, x.high, _given_qualifier(x)) for x in used}) == 1:
        only = used[0]
        return Figure(only.low, only.best, only.high, qualifier_of(only), counted)
    low, best, high, is_open = counted
    if is_open:
        return Figure(low, best, None, "at_least", counted)
    return Figure(low, best, high, "between", counted)


def combined_range(estimates) -> tuple[int, int, int, int]:
    """(low, best, high, open) of the estimates of one harm, as series add them up.

    Without a best figure the lower bound is expected; of an upper bound alone (“up to 20”) half of
    it, rounded down. A best figure alone is that number; if it is qualified as vague, it becomes
    the range of `about_band`. `open` counts estimates without an upper bound. Several estimates of
    the same victim group are rivals: they range from the lowest to the highest, and the lowest best
    figure is expected, as in the GTD; different groups are added up. An incident without a figure
    adds nothing and is open.
    """
    used = used_estimates(estimates)
    return (0, 0, 0, 1) if _why_missing(used) else _added_up(used)


def why_not_counted(estimates) -> str:
    """“contradictory” or “unknown” where the estimates of one harm give no figure, else empty."""
    return _why_missing(used_estimates(estimates))


def killed_of(estimates) -> int | None:
    """The fatalities figure that lists sort by (Figure.expected), from estimates given as dicts."""
    return figure_of_killed(estimates).expected


def figure_of_killed(estimates) -> Figure:
    """The Figure of fatalities, from estimates of any harm given as dicts."""
    names = ("low", "best", "high", "group", "selected", "qualifier", "stated")
    killed = (each for each in estimates if each.get("kind") == "killed")
    return harm_figure([_Stated(*map(each.get, names)) for each in killed])


@dataclass(frozen=True)
class _Stated:
    low: int | None
    best: int | None
    high: int | None
    group: str | None
    selected: bool | None
    qualifier: str | None
    stated: str | None


def about_band(best) -> tuple[int, int]:
    """The (lower, upper) range in which a vague figure is counted and drawn."""
    margin = -(-best // ABOUT)
    return best - margin, best + margin


def is_vague(qualifier) -> bool:
    """Whether a qualifier means that the number is not known exactly."""
    return qualifier in VAGUE


def qualifier_of(estimate) -> str | None:
    """An estimate's qualifier; without one, that of its words if they give the same figures."""
    if given := _given_qualifier(estimate):
        return given
    read = casualties_from_words(getattr(estimate, "stated", "") or "")
    is_same = read and read[:3] == (estimate.low, estimate.best, estimate.high)
    return read.qualifier if is_same else None


def qualifier_agrees(qualifier, low, best, high) -> bool:
    """Whether figures are consistent with a qualifier.

    For example, “at least” has no upper bound, and “exactly” is one number.
    """
    known = {each for each in (low, best, high) if each is not None}
    rules = {
        "exact": len(known) == 1 and (low is None) == (high is None),
        "about": bool(known),
        "at_least": bool(known) and high is None,
        "more_than": bool(known) and high is None,
        "up_to": bool(known) and low is None,
        "fewer_than": bool(known) and low is None,
        "between": None not in (low, high) and low < high,
        "dozens": bool(known) and 12 <= min(known) <= max(known) <= 99,
        "hundreds": bool(known) and 100 <= min(known) <= max(known) <= 999,
        "none_reported": known == {0},
        "contradictory": not known,
    }
    return qualifier is None or rules.get(qualifier, False)


def words_agree(words, low, best, high) -> bool:
    """Whether the source's words give these figures and no others."""
    read = casualties_from_words(words)
    if read is None:
        return False
    said = [
        (mine, its)
        for mine, its in zip((low, best, high), read[:3], strict=True)
        if its is not None
    ]
    return all(mine is None or mine == its for mine, its in said) and any(
        mine is not None for mine, _its in said
    )


def estimate_in_words(estimate) -> str:
    return figures_in_words(estimate.low, estimate.best, estimate.high, qualifier_of(estimate))


def figures_in_words(low, best, high, qualifier=None) -> str:
    """“39 to 40”, “more than 150” (low 151), “fewer than 20” (high 19), “about 90”, “unknown”."""
    if qualifier == "contradictory":
        return _("contradictory figures")
    if low is None and high is None:
        if best is None:
            return _("unknown")
        return _best_alone(best, qualifier)
    lower, upper = _lower_bound_words(low, qualifier), _upper_bound_words(high, qualifier)
    if low is None or high is None:
        bound = lower or upper
        if best is None or best in (low, high):
            return bound
        return _("%(bound)s, best %(best)s") % {"bound": bound, "best": best}
    if low == high:
        return _("none reported") if (qualifier, high) == ("none_reported", 0) else str(low)
    if qualifier in ("more_than", "fewer_than"):
        return f"{lower}, {upper}"
    span = _("%(low)s to %(high)s") % {"low": low, "high": high}
    return _vague_words().get(qualifier, "%s") % span


def _vague_words():
    return {"dozens": _("dozens (%s)"), "hundreds": _("hundreds (%s)"), "about": _("about %s")}


def _best_alone(best, qualifier):
    """The words for a best figure without bounds, with its qualifier."""
    bounds = {
        "at_least": _("at least %s"),
        "more_than": _("more than %s"),
        "up_to": _("up to %s"),
        "fewer_than": _("fewer than %s"),
    }
    if (qualifier, best) == ("none_reported", 0):
        return _("none reported")
    return (_vague_words() | bounds).get(qualifier, "%s") % best


def _lower_bound_words(low, qualifier):
    if low is None:
        return ""
    if qualifier == "more_than" and low > 0:
        return _("more than %s") % (low - 1)
    return _("at least %s") % low


def _upper_bound_words(high, qualifier):
    if high is None:
        return ""
    if qualifier == "fewer_than":
        return _("fewer than %s") % (high + 1)
    return (_("up to %s") if qualifier == "up_to" else _("at most %s")) % high


def _has_figures(each) -> bool:
    return not each.low is each.best is each.high is None


def _given_qualifier(each):
    return getattr(each, "qualifier", None)


def _is_contradictory(each) -> bool:
    return _given_qualifier(each) == "contradictory"


def _why_missing(used) -> str:
    if any(map(_has_figures, used)):
        return ""
    return "contradictory" if any(map(_is_contradictory, used)) else "unknown"


def _added_up(used):
    """(low, best, high, open): rivals about one group joined, the groups added up."""
    if len(used) == 1:
        return _counted_range(used[0])
    groups = defaultdict(list)
    for each in used:
        groups[(each.group or "").casefold()].append(_counted_range(each))
    joined = [
        (
            min(x[0] for x in same),
            min(x[1] for x in same),
            max(x[2] for x in same),
            max(x[3] for x in same),
        )
        for same in groups.values()
    ]
    return tuple(map(sum, zip(*joined, strict=True)))


def _counted_range(each):
    """(low, best, high, open) of one estimate; see `reach`."""
    low, best, high = each.low, each.best, each.high
    if low is None and high is None and best is not None:
        qualifier = qualifier_of(each)
        if qualifier in ("at_least", "more_than"):
            return best, best, best, 1
        low, high = about_band(best) if is_vague(qualifier) else (best, best)
    if best is None:
        best = (high or 0) // 2 if low is None else low
    return low or 0, best, best if high is None else high, int(high is None)
