"""Incidents with all that the layouts of other datasets need, read in chunks."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser

from ctplatform.database.functions import IdIn
from incidents.actors.models.actors import Actor
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.exports.analysis import event_parts
from incidents.exports.analysis.events import BASE, CHUNK
from incidents.exports.precision_codes import redact_incidents
from incidents.figures.estimates import governing_estimates, harm_figure

DOUBTED = frozenset({"suspected", "alleged", "inferred"})
"""Certainties of a participant that no other dataset has."""


class Side(NamedTuple):
    """One participant: `ucdp_id` and `acled_inter` are its numbers there, None without one."""

    name: str
    role: str
    certainty: str | None
    ucdp_id: int | None
    acled_inter: int | None

    @property
    def is_doubted(self) -> bool:
        """Whether it is not certain that it took part in this role."""
        return self.role == "suspected_perpetrator" or self.certainty in DOUBTED


@dataclass(frozen=True)
class DatasetEvent:
    """One incident, as far as the reader may see and export it.

    `base` has the columns of the export of incidents; `killed_by_group` the fatalities of each
    victim group (lower case), where one figure governs; `figures` those of other harms.
    """

    base: dict[str, Any]
    first: list[Side]
    second: list[Side]
    divisions: dict[str, str | None]
    killed_by_group: dict[str, int]
    figures: dict[str, Any]
    n_sources: int

    def other_ids(self, dataset: str) -> list[str]:
        """The incident's ids in that dataset."""
        return [each["id"] for each in self.base["dataset_ids"] or () if each["dataset"] == dataset]


def dataset_events(rows, reader) -> Iterator[DatasetEvent]:
    """Yield a DatasetEvent for each incident; merged records are part of theirs."""
    reader = reader or AnonymousUser()
    divisions, names = event_parts.Divisions(reader), tuple(BASE)
    found = redact_incidents(rows.filter(merged_into=None), BASE, reader)
    while chunk := [dict(zip(names, row, strict=True)) for row in islice(found, CHUNK)]:
        owners = event_parts.owners_of([each["id"] for each in chunk], reader)
        parts = event_parts.participants_of(owners, reader)
        numbers = _numbers_of(parts)
        harms = _harms_of(owners)
        passages = event_parts.passages_of(owners, reader)
        divisions.read([each["place"] for each in chunk])
        for base in chunk:
            pk = base["id"]
            sides = event_parts.sides_of(parts.get(pk, ()))
            yield DatasetEvent(
                base,
                *([Side(*each[1:], *numbers[each[0]]) for each in side] for side in sides),
                {kind: divisions.name_of(base["place"], kind) for kind in ("admin1", "admin2")},
                *harms[pk],
                passages.get(pk, (0, 0))[1],
            )


def _numbers_of(parts) -> dict:
    """{actor: (number in UCDP, code of ACLED)} of all participants."""
    actors = {each[0] for people in parts.values() for each in people}
    rows = Actor.objects.filter(pk__in=actors).values_list("pk", "ucdp_actor_id", "acled_inter")
    return {pk: numbers for pk, *numbers in rows}


def _harms_of(owners) -> dict:
    """{incident: ({victim group: killed}, {kind of casualties: Figure})}."""
    found = defaultdict(list)
    rows = CasualtyEstimate.objects.filter(IdIn("incident", owners)).order_by("id")
    for each in rows:
        found[owners[each.incident_id]].append(each)
    return defaultdict(lambda: ({}, {})) | {
        pk: (_groups(estimates), _figures(estimates, pk)) for pk, estimates in found.items()
    }


def _groups(estimates):
    """{victim group: best figure} of groups with one figure; several that differ have none."""
    found = defaultdict(set)
    for each in estimates:
        if each.kind == "killed" and each.group and each.best is not None:
            found[each.group.casefold()].add(each.best)
    return {group: figures.pop() for group, figures in found.items() if len(figures) == 1}


def _figures(estimates, pk):
    kinds = defaultdict(list)
    for each in estimates:
        if each.kind != "killed":
            kinds[each.kind].append(each)
    return {kind: harm_figure(governing_estimates(rows, pk)) for kind, rows in kinds.items()}
