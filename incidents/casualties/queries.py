"""Casualty estimates of listed incidents, and by harm as the page of an incident shows them."""

from dataclasses import dataclass

from django.db.models import Prefetch

from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.figures.estimates import estimates_conflict, governing_estimates
from incidents.vocabularies import CASUALTY_KINDS

KILLED = Prefetch(
    "casualties",
    CasualtyEstimate.objects.filter(kind="killed").order_by("id"),
    to_attr="killed",
)
"""Reads the fatalities estimates of incidents into `killed`; `hold_killed` adds those of merged
records."""


def hold_killed(incidents, canonical) -> None:
    """Give incidents without a fatalities estimate those of the records merged into them.

    Sets `incident.killed`, which must be a list already. `canonical` is {incident id: id of the
    incident it counts for}, of `canonical_ids`.
    """
    bare = {each.pk: each for each in incidents if not each.killed}
    merged = [pk for pk, into in canonical.items() if pk != into and into in bare]
    if not merged:
        return
    rows = CasualtyEstimate.objects.filter(kind="killed", incident__in=merged)
    for row in rows.order_by("id"):
        bare[canonical[row.incident_id]].killed.append(row)
    for pk, incident in bare.items():
        incident.killed = governing_estimates(incident.killed, pk)


@dataclass
class Harm:
    """One kind of harm with its estimates; `conflict` where two of them exclude each other."""

    label: str
    estimates: list
    conflict: bool

    @property
    def chosen(self):
        return next((each for each in self.estimates if each.selected), None)


def group_by_kind(estimates) -> list[Harm]:
    """The kinds that have an estimate, in the order of the vocabulary."""
    estimates = sorted(estimates, key=lambda each: (not each.selected, each.pk))
    found = []
    for kind in CASUALTY_KINDS:
        same = [each for each in estimates if each.kind == kind]
        if same:
            ranges = [(each.low, each.best, each.high, each.group) for each in same]
            found.append(Harm(same[0].get_kind_display(), same, estimates_conflict(ranges)))
    return found
