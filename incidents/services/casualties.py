"""Estimates of harm, whose figures may be left to the source's words."""

from ctplatform.curation.services import create_record
from incidents.models import CasualtyEstimate
from incidents.wording import casualties_from_words

FIGURES = ("low", "best", "high", "qualifier")


def read_casualty_words(values):
    """Return the values of an estimate, with figures read from `stated` where none are given.

    “more than 150” becomes low 151 with best and high null; words that say no figure change
    nothing.
    """
    given = any(values.get(name) not in (None, "") for name in FIGURES)
    figures = None if given else casualties_from_words(values.get("stated") or "")
    return values | figures._asdict() if figures else values


def add_casualties(values, *, by, reason="", evidence=()):
    """Record an estimate of who was harmed; its figures may be left to the source's words."""
    return create_record(
        CasualtyEstimate, read_casualty_words(values), by=by, reason=reason, evidence=evidence
    )
