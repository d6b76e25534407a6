"""Rules that say which casualty estimates need two approvals, and why.

Rules take snapshots of rows (None where there is none) and return the reason as text, or "". A key
that a snapshot lacks counts as null. Publishing a candidate needs two approvals if creating it and
its rows would. The reasons are marked for translation here, stored with the proposal, and
translated when they are shown.
"""

from types import SimpleNamespace

from ctplatform.edtf.natural_language import casualties_from_words
from incidents.figures.estimates import harm_figure
from incidents.records.translatable import _

MANY_KILLED = 50
"""A figure of fatalities that may be this high needs two approvals."""
FIGURES = ("low", "best", "high")
KILLED_KINDS = frozenset(
    (
        "killed",
        "perpetrators_killed",
        "civilians_killed",
        "security_forces_killed",
        "unknown_status_killed",
    )
)
MANY = _("It concerns fifty or more fatalities.")


def many_killed(before, after) -> str:
    """The low, best or high figure of a fatalities estimate reaches, or reached, MANY_KILLED."""
    many = any(
        state and state.get("kind") in KILLED_KINDS and _highest_figure(state) >= MANY_KILLED
        for state in (before, after)
    )
    return MANY if many else ""


def _highest_figure(state):
    """The highest figure of an estimate; if it has none, the highest that its words state."""
    figures = [state.get(name) for name in FIGURES]
    if figures == [None] * 3:
        figures = (casualties_from_words(state.get("stated") or "") or figures)[:3]
    return max(each or 0 for each in figures)


def many_killed_together(states) -> str:
    """The fatalities estimates of one record, added up over its groups, reach MANY_KILLED."""
    names = (*FIGURES, "group", "selected", "qualifier", "stated")
    killed = [
        SimpleNamespace(**{name: state.get(name) for name in names} | _as_stated(state))
        for state in states
        if state.get("kind") == "killed"
    ]
    counted = harm_figure(killed).counted
    return MANY if max(counted[:3]) >= MANY_KILLED else ""


def _as_stated(state) -> dict:
    """Take a lone best figure as exact, not as the range that its qualifier implies."""
    is_alone = state.get("low") is None and state.get("high") is None
    return {"qualifier": "exact"} if is_alone and state.get("best") is not None else {}
