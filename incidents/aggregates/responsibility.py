"""Where an incident stands between claims and blame (incidents.claims), from the rows at hand."""

from incidents.claims import OFFICIAL, Said, Standing, standing

PERPETRATORS = ("perpetrator", "co_perpetrator", "suspected_perpetrator")
CHARGES = ("direct_involvement", "sponsorship", "misattribution")
"""Kinds of allegation that say that somebody else stands behind an incident."""


def standing_of(incident, statements, allegations=()) -> Standing:
    """The standing of one incident; its participations are prefetched, speakers are selected."""
    said = [
        Said(each.speaker_id, each.about_id, each.kind, each.speaker.kind in OFFICIAL)
        for each in statements
    ]
    parts = incident.participations.all()
    perpetrators = [each.actor_id for each in parts if each.role in PERPETRATORS]
    accused = [each.subject_id for each in allegations if each.kind in CHARGES]
    return standing(said, perpetrators, filter(None, accused))
