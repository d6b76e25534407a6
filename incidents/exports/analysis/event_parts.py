"""What belongs to a chunk of incidents: sides, casualties, responsibility, divisions, passages.

Each function makes a fixed number of queries for a chunk. What records that were merged into an
incident add counts as its own, as far as the reader may see and export it.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from ctplatform.access.export_rights import passed_on
from ctplatform.database.functions import IdIn
from incidents.actors.expressions import name_of
from incidents.actors.models.actors import Actor
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.events.models.incidents import Incident
from incidents.events.models.participations import Participation
from incidents.exports.analysis.event_columns import HARMS
from incidents.figures.estimates import governing_estimates, harm_figure
from incidents.places.models.places import Place
from incidents.responsibility.models.responsibility import ResponsibilityStatement
from incidents.responsibility.queries import PERPETRATORS
from incidents.responsibility.responsibility_level import OFFICIAL, Said, responsibility_level_of
from incidents.vocabularies import TARGET_ROLES

FIGURED = tuple(kind for kind in HARMS if kind != "killed")
"""Kinds of casualties without stored figures."""
passage_counters: list[Callable] = []
"""The function (owners, reader) -> {incident: (passages, sources)} of the app of passages."""


def owners_of(ids, reader) -> dict:
    """{incident or record merged into it: the incident}, with what the reader may export."""
    merged = Incident.objects.visible_to(reader).filter(IdIn("merged_into", ids))
    lent = passed_on(merged, reader).values_list("pk", "merged_into")
    return {pk: pk for pk in ids} | dict(lent)


def participants_of(owners, reader) -> dict:
    """{incident: [(actor id, name, role, certainty), ...]} in the order of their recording."""
    known = passed_on(Actor.objects.visible_to(reader), reader).values("pk")
    rows = Participation.objects.filter(IdIn("incident", owners), actor__in=known)
    rows = rows.annotate(shown_name=name_of("actor")).order_by("id")
    found = defaultdict(list)
    for record, *part in rows.values_list("incident", "actor", "shown_name", "role", "certainty"):
        parts, part = found[owners[record]], tuple(part)
        if part not in parts:
            parts.append(part)
    return found


def sides_of(parts) -> tuple[list, list]:
    """The participants of side A and side B.

    Side B are the targets. Of a fight without a target, the first recorded belligerent is side A
    and the others are side B, which does not say who began it.
    """
    acting = [each for each in parts if each[2] in PERPETRATORS]
    facing = [each for each in parts if each[2] in TARGET_ROLES]
    fighting = [each for each in parts if each[2] == "belligerent"]
    if acting:
        return acting, [*facing, *fighting]
    if facing:
        return fighting, facing
    return fighting[:1], fighting[1:]


class EstimateRow(NamedTuple):
    """An estimate of one harm, as `harm_figure` reads it."""

    incident_id: UUID
    low: int | None
    best: int | None
    high: int | None
    group: str
    selected: bool
    qualifier: str | None
    stated: str


def figures_of(owners) -> dict:
    """{incident: {kind of casualties: Figure}}, without fatalities, whose figures are stored."""
    rows = CasualtyEstimate.objects.filter(IdIn("incident", owners), kind__in=FIGURED)
    found = defaultdict(lambda: defaultdict(list))
    for kind, *values in rows.order_by("id").values_list("kind", *EstimateRow._fields):
        each = EstimateRow(*values)
        found[owners[each.incident_id]][kind].append(each)
    return {
        pk: {kind: _figure_of(estimates, pk) for kind, estimates in kinds.items()}
        for pk, kinds in found.items()
    }


def _figure_of(estimates, pk):
    if len(estimates) == 1:
        return _single_figure(estimates[0]._replace(incident_id=None))
    return harm_figure(governing_estimates(estimates, pk))


@lru_cache(maxsize=4096)
def _single_figure(estimate):
    return harm_figure([estimate])


def levels_of(owners, parts, reader) -> dict:
    """{incident: its responsibility level}, without incidents on which there is no statement."""
    rows = ResponsibilityStatement.objects.visible_to(reader)
    rows = rows.filter(IdIn("incident", owners))
    said = defaultdict(list)
    for record, kind, *values in (
        passed_on(rows, reader)
        .order_by("id")
        .values_list("incident", "speaker__kind", "speaker", "about", "kind")
    ):
        said[owners[record]].append(Said(*values, kind in OFFICIAL))
    return {
        pk: responsibility_level_of(
            statements, [each[0] for each in parts.get(pk, ()) if each[2] in PERPETRATORS]
        ).level
        for pk, statements in said.items()
    }


def passages_of(owners, reader) -> dict:
    """{incident: (number of passages, number of sources)}, without incidents that have none."""
    return passage_counters[0](owners, reader) if passage_counters else {}


@dataclass(frozen=True)
class EventParts:
    """What belongs to a chunk of incidents, each {incident: ...} as the function of its name."""

    participants: dict
    figures: dict
    levels: dict
    passages: dict


def parts_of(ids, reader) -> EventParts:
    """What belongs to these incidents and to what was merged into them."""
    owners = owners_of(ids, reader)
    participants = participants_of(owners, reader)
    return EventParts(
        participants,
        figures_of(owners),
        levels_of(owners, participants, reader),
        passages_of(owners, reader),
    )


class Divisions:
    """The divisions of places, read once for each place."""

    DEEPEST = 8

    def __init__(self, reader):
        self.places = passed_on(Place.objects.visible_to(reader), reader)
        self.known = {}

    def read(self, ids):
        """Read these places and what they lie in."""
        for _level in range(self.DEEPEST):
            missing = {pk for pk in ids if pk} - self.known.keys()
            if not missing:
                return
            self.known |= dict.fromkeys(missing)
            rows = self.places.filter(pk__in=missing).values_list("pk", "kind", "name", "parent")
            self.known |= {row[0]: row[1:] for row in rows}
            ids = {self.known[pk][2] for pk in missing if self.known[pk]}

    def name_of(self, pk, level="admin1"):
        """The name of the division that a place is or lies in; None where there is none."""
        for _level in range(self.DEEPEST):
            if not (row := self.known.get(pk)):
                return None
            kind, name, pk = row
            if kind == level:
                return name
        return None
