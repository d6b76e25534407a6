"""Which changes are grave enough to need two approvals, and why. Snapshots in, words out; what a
snapshot leaves out is null. A candidate is as grave as it would be to make it and its rows anew.

The words are marked here, kept with the proposal, and translated where they are shown.
"""

from incidents.vocabularies.marking import _

MANY_KILLED = 50
"""From this best estimate on a figure of the killed is read by two people."""


def sponsorship(before, after) -> str:
    """A relation says, or said, that somebody sponsors an armed actor."""
    said = any(state and state.get("kind") == "sponsors" for state in (before, after))
    return _("It says who sponsors an armed actor.") if said else ""


def named_person(before, after) -> str:
    """The record is a named individual."""
    named = any(state and state.get("kind") == "individual" for state in (before, after))
    return _("It is about a named person.") if named else ""


def many_killed(before, after) -> str:
    """The best estimate of the killed is, or was, that of a mass killing."""
    many = any(
        state and state.get("kind") == "killed" and (state.get("best") or 0) >= MANY_KILLED
        for state in (before, after)
    )
    return _("It is about fifty or more killed.") if many else ""


def verdict(_before, _after) -> str:
    """Every verdict on an allegation."""
    return _("It judges an allegation.")
