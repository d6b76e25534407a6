"""Published records that lack evidence: a number for each kind of gap, and the list behind it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

QUERY = "state=published&unsourced="
SCANNED = 2500
"""Published records of each type that are looked at, those recorded last.

To look for the few gaps of a large register would take a second.
"""


@dataclass
class Gap:
    """One gap: the number of records, and the `address` and `query` of the list of them.

    `is_least` where there are records that were not looked at.
    """

    count: int
    words: str
    address: str
    query: str
    is_least: bool

    @property
    def scanned(self) -> int:
        return SCANNED


def evidence_gaps(counts) -> list[Gap]:
    """The gaps of which there are any; `counts` are those of `home.counts_of`."""
    incidents, assessments, actors = "/incidents/", "/assessments/", "/actors/"
    recorded = {incidents: counts["published"]} | {
        address: counts[address.strip("/")] for address in (assessments, actors)
    }
    # fmt: off
    rows = [
        ("no_passage", _("Incidents without any passage"), incidents, "no_passage"),
        ("unsourced", _("Incidents with an unsourced field"), incidents, "true"),
        ("no_fatalities_source", _("Incidents whose fatalities have no source or passage"),
         incidents, "no_fatalities_source"),
        ("no_credibility", _("Incidents with a passage without credibility"),
         incidents, "no_credibility"),
        ("assessments_no_passage", _("Assessments without any passage"),
         assessments, "no_passage"),
        ("unsourced_assessments", _("Assessments with an unsourced field"), assessments, "true"),
        ("assessments_no_credibility", _("Assessments with a passage without credibility"),
         assessments, "no_credibility"),
        ("unsourced_actors", _("Actors with an unsourced field"), actors, "true"),
    ]
    # fmt: on
    return [
        Gap(counts[name], words, address, f"{QUERY}{value}", recorded[address] > SCANNED)
        for name, words, address, value in rows
        if counts[name]
    ]
