"""Rules that say which changes of actors and their relations need two approvals, and why.

Rules take snapshots of rows (None where there is none) and return the reason as text, or "". A key
that a snapshot lacks counts as null. The reasons are marked for translation here, stored with the
proposal, and translated when they are shown.
"""

from incidents.records.translatable import _


def states_sponsorship(before, after) -> str:
    """The relation says, or said before, that somebody sponsors an armed actor."""
    said = any(state and state.get("kind") == "sponsors" for state in (before, after))
    return _("It says who sponsors an armed actor.") if said else ""


def named_person(before, after) -> str:
    """The record is a named individual, or was one before."""
    named = any(state and state.get("kind") == "individual" for state in (before, after))
    return _("It concerns a named person.") if named else ""
