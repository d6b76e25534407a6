"""The responsibility level of an incident, from rows that are already loaded."""

from incidents.responsibility.responsibility_level import (
    OFFICIAL,
    ResponsibilityLevel,
    Said,
    responsibility_level_of,
)

PERPETRATORS = ("perpetrator", "co_perpetrator", "suspected_perpetrator")
CHARGES = ("direct_involvement", "sponsorship", "misattribution")
"""Kinds of allegations that say that somebody else is behind an incident."""


def level_of_incident(incident, statements, allegations=()) -> ResponsibilityLevel:
    """The Standing of one incident; participations must be prefetched, speakers selected."""
    said = [
        Said(each.speaker_id, each.about_id, each.kind, each.speaker.kind in OFFICIAL)
        for each in statements
    ]
    parts = incident.participations.all()
    perpetrators = [each.actor_id for each in parts if each.role in PERPETRATORS]
    accused = [each.subject_id for each in allegations if each.kind in CHARGES]
    return responsibility_level_of(said, perpetrators, filter(None, accused))
