"""Casualty estimates of listed incidents, and by harm as the page of an incident shows them."""

from dataclasses import dataclass

from django.db.models import F, Prefetch

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


def hold_killed(incidents, user) -> None:
    """Give incidents without a fatalities estimate those of the records merged into them.

    Sets `incident.killed`, which must be a list already.
    """
    bare = {each.pk: each for each in incidents if not each.killed}
    if not bare:
        return
    rows = CasualtyEstimate.objects.visible_to(user).filter(kind="killed")
    rows = rows.filter(incident__merged_into__in=bare).annotate(into=F("incident__merged_into"))
    for row in rows.order_by("id"):
        bare[row.into].killed.append(row)
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
