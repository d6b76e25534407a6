"""Casualty estimates on a dossier: by harm, the chosen one first, with conflicts."""

from dataclasses import dataclass

from incidents.figures.estimates import estimates_conflict
from incidents.vocabularies import CASUALTY_KINDS


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
