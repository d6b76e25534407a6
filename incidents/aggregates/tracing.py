"""Which incidents hold a core value that no passage supports."""

from django.db.models import Q

from ctplatform.curation.registry import evidence_kinds
from incidents.models import CasualtyEstimate, Incident, Participation


def _taking_part(*roles):
    return Q(pk__in=Participation.objects.filter(role__in=roles).values("incident"))


def _harmed(kind):
    return Q(pk__in=CasualtyEstimate.objects.filter(kind=kind).values("incident"))


CORES = {
    "date": Q(date__isnull=False),
    "place": Q(place__isnull=False),
    "lifecycle": Q(lifecycle__isnull=False),
    "attack_types": Q(attack_types__isnull=False),
    "target_types": Q(target_types__isnull=False),
    "weapon_types": Q(weapon_types__isnull=False),
    "perpetrator": _taking_part("perpetrator", "co_perpetrator", "suspected_perpetrator"),
    "target": _taking_part("target", "stated_target"),
    "killed": _harmed("killed"),
    "injured": _harmed("injured"),
}
"""The fields that must be traced to a passage, each with the condition that it has a value."""


def untraced(incidents):
    """Those with a core value that no passage supports."""
    for kind in evidence_kinds():
        incidents = kind.untraced(incidents, CORES)
    return incidents


def untraced_among(ids) -> set:
    """Which incidents of these ids are untraced: one query, none for none."""
    rows = untraced(Incident.objects.filter(pk__in=ids)) if ids else Incident.objects.none()
    return set(rows.values_list("pk", flat=True))
