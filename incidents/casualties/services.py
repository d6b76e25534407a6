"""Create casualty estimates, with figures read from the source's words if none are given."""

from ctplatform.curation.services import create_record
from ctplatform.edtf.natural_language import casualties_from_words
from incidents.casualties.models.casualties import CasualtyEstimate

FIGURES = ("low", "best", "high", "qualifier")


def read_casualty_words(values):
    """Return the values of an estimate, with figures read from `stated` if none are given.

    “more than 150” becomes low 151 with best and high null; words without a figure change nothing.
    """
    given = any(values.get(name) not in (None, "") for name in FIGURES)
    figures = None if given else casualties_from_words(values.get("stated") or "")
    return values | figures._asdict() if figures else values


def add_casualties(values, *, by, reason="", evidence=()):
    """Create a casualty estimate; figures that are left out are read from `stated`."""
    return create_record(
        CasualtyEstimate, read_casualty_words(values), by=by, reason=reason, evidence=evidence
    )
