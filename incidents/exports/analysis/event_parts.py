"""What belongs to a chunk of incidents: sides, casualties, responsibility, divisions, passages.

Each function makes a fixed number of queries for a chunk. What records that were merged into an
incident add counts as its own, as far as the reader may see and export it.
"""

from collections import defaultdict
from collections.abc import Callable

from ctplatform.access.export_rights import passed_on
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
    merged = Incident.objects.visible_to(reader).filter(merged_into__in=ids)
    lent = passed_on(merged, reader).values_list("pk", "merged_into")
    return {pk: pk for pk in ids} | dict(lent)


def participants_of(owners, reader) -> dict:
    """{incident: [(actor id, name, role, certainty), ...]} in the order of their recording."""
    known = passed_on(Actor.objects.visible_to(reader), reader).values("pk")
    rows = Participation.objects.filter(incident__in=list(owners), actor__in=known)
    rows = rows.annotate(shown_name=name_of("actor")).order_by("id")
    found = defaultdict(list)
    for record, *part in rows.values_list("incident", "actor", "shown_name", "role", "certainty"):
        if tuple(part) not in found[owners[record]]:
            found[owners[record]].append(tuple(part))
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


def figures_of(owners) -> dict:
    """{(incident, kind of casualties): Figure}, without fatalities, whose figures are stored."""
    rows = CasualtyEstimate.objects.filter(incident__in=list(owners), kind__in=FIGURED)
    found = defaultdict(list)
    for each in rows.order_by("id"):
        found[owners[each.incident_id], each.kind].append(each)
    return {
        (pk, kind): harm_figure(governing_estimates(estimates, pk))
        for (pk, kind), estimates in found.items()
    }


def levels_of(owners, parts, reader) -> dict:
    """{incident: its responsibility level}, without incidents on which there is no statement."""
    rows = ResponsibilityStatement.objects.visible_to(reader).filter(incident__in=list(owners))
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
