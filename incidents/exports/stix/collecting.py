"""Read what a bundle holds, in chunks, as far as its reader may see and export it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from ctplatform.access.export_rights import passed_on
from ctplatform.database.batches import in_batches
from ctplatform.edtf import dates
from ctplatform.exchange.tables import row_tuples
from incidents.actors.formats import ACTORS, RELATIONS
from incidents.actors.models.actors import Actor
from incidents.actors.models.relations import ActorRelation
from incidents.exports.analysis import event_parts
from incidents.exports.analysis.events import BASE, CHUNK
from incidents.exports.datasets.events import DOUBTED
from incidents.exports.precision_codes import redact_incidents
from incidents.exports.redaction import redact_positions, redact_relations
from incidents.exports.stix import definitions, objects, relationships
from incidents.places.formats import PLACES
from incidents.places.models.places import Place
from incidents.sources.models import Source
from incidents.vocabularies import PROTECTED_SENSITIVITIES

SOURCES = ("id", "name", "kind", "url", "reliability", "created", "updated")
WITHOUT_LOCATION = _("places with neither a country nor coordinates (STIX needs one)")
UNNAMED_PEOPLE = _("people whose names are not passed on")
UNCERTAIN_PARTS = _("uncertain participants (written as related-to with a label)")
NOT_STATED = _(
    "relations that are alleged, hypothesised or intended (written as related-to with a label)"
)
NEGATIVE = _("relations that are denied or rejected (written as notes)")
UNDATED_TEXTS = _("texts without a date of publication (STIX needs one for a report)")
PASSAGES = _("passages (only their texts are listed)")
MERGED = _("merged records (included in the record they were merged into)")


class LinkedText(NamedTuple):
    """A text with passages that are linked to records: {(type of record, id): passages}."""

    row: dict[str, Any]
    source: UUID | None
    records: dict[tuple[str, UUID], int]


text_providers: list[Callable] = []
"""The function (type of record, ids, reader) -> LinkedTexts of the app of texts."""


class StixCollection:
    """Yields the objects of a bundle, and counts in `lost` what they do not hold.

    The number of queries grows by one block for each `CHUNK` of records, not with the records.
    """

    def __init__(self, reader):
        self.reader = reader or AnonymousUser()
        self.lost, self.markings = Counter(), set()
        self.actors, self.places, self.sources = {}, {}, {}
        self.targets: dict[tuple[str, UUID], str] = {}

    def of_incidents(self, rows) -> Iterator[dict]:
        """Incidents, who took part, where, what ties the actors have, and the texts about them."""
        self.lost[MERGED] += rows.exclude(merged_into=None).count()
        names = tuple(BASE)
        found = redact_incidents(rows.filter(merged_into=None), BASE, self.reader)
        while chunk := [dict(zip(names, row, strict=True)) for row in islice(found, CHUNK)]:
            owners = event_parts.owners_of([each["id"] for each in chunk], self.reader)
            parts = event_parts.participants_of(owners, self.reader)
            yield from self._actors({part[0] for some in parts.values() for part in some})
            yield from self._places({each["place"] for each in chunk} - {None})
            for incident in chunk:
                yield from self._incident(incident, parts.get(incident["id"], ()))
            for record, incident in owners.items():
                self.targets["incident", record] = self.targets["incident", incident]
        yield from self._relations(self._ties())
        yield from self._texts()

    def of_actors(self, rows) -> Iterator[dict]:
        """Actors, the ties between them, the places of these, and the texts about them."""
        ids = list(rows.filter(merged_into=None).order_by("id").values_list("pk", flat=True))
        self.lost[MERGED] += rows.exclude(merged_into=None).count()
        yield from self._actors(ids)
        yield from self._relations(self._ties())
        yield from self._texts()

    def of_relations(self, rows) -> Iterator[dict]:
        """Relations and their ends."""
        ends = rows.order_by().values_list("subject", "object")
        yield from self._actors({pk for pair in ends for pk in pair} - {None})
        yield from self._relations([rows])
        yield from self._texts()

    def definitions(self) -> Iterator[dict]:
        """The objects that the others refer to; to be read last."""
        yield definitions.producer()
        yield definitions.extension_definition()
        for marking in definitions.TLP:
            if marking in self.markings:
                yield definitions.marking_definition(marking)

    def _marked(self, row):
        if row.get("marking"):
            self.markings.add(row["marking"])
        return row

    def _incident(self, incident, parts):
        stated = objects.incident_object(self._marked(incident))
        self.targets["incident", incident["id"]] = stated["id"]
        yield stated
        for part in parts:
            if part[0] in self.actors:
                ref, marking = self.actors[part[0]]
                both = self._strictest(incident, marking)
                yield relationships.part_object(both, part, ref)
                doubted = part[2] == "suspected_perpetrator" or part[3] in DOUBTED
                self.lost[UNCERTAIN_PARTS] += doubted
        if ref := self.places.get(incident["place"]):
            yield relationships.place_of_incident(incident, ref)

    def _strictest(self, row, *markings):
        strictest = definitions.strictest([row.get("marking"), *markings])
        return self._marked({**row, "marking": strictest})

    def _actors(self, ids):
        """The actors that are not in the bundle yet."""
        known = passed_on(Actor.objects.visible_to(self.reader), self.reader)
        for some in in_batches(sorted(set(ids) - self.actors.keys()), CHUNK):
            rows = known.filter(pk__in=some).order_by("id")
            for values in row_tuples(rows, ACTORS):
                row = dict(zip(ACTORS, values, strict=True))
                named = row["person_sensitivity"] not in PROTECTED_SENSITIVITIES
                stated = objects.actor_object(self._marked(row), named)
                self.actors[row["id"]] = stated["id"], row["marking"]
                self.targets["actor", row["id"]] = stated["id"]
                self.lost[UNNAMED_PEOPLE] += not named
                yield stated

    def _places(self, ids):
        known = passed_on(Place.objects.visible_to(self.reader), self.reader)
        for some in in_batches(sorted(set(ids) - self.places.keys()), CHUNK):
            self.places |= dict.fromkeys(some)
            rows = known.filter(pk__in=some).order_by("id")
            for values in redact_positions(rows, PLACES, self.reader):
                row = dict(zip(PLACES, values, strict=True))
                if stated := objects.location_object(row):
                    self.places[row["id"]] = stated["id"]
                    yield stated
                else:
                    self.lost[WITHOUT_LOCATION] += 1

    def _ties(self):
        """Querysets of the relations of the actors in the bundle."""
        known = passed_on(ActorRelation.objects.visible_to(self.reader), self.reader)
        for some in in_batches(sorted(self.actors), CHUNK):
            yield known.filter(subject__in=some).order_by("id")

    def _relations(self, querysets):
        for rows in querysets:
            places = rows.exclude(place=None).order_by().values_list("place", flat=True).distinct()
            yield from self._places(places)
            for values in redact_relations(rows, RELATIONS, self.reader):
                yield from self._relation(dict(zip(RELATIONS, values, strict=True)))

    def _relation(self, row):
        start, from_marking = self.actors.get(row["subject"], (None, None))
        end, to_marking = self.actors.get(row["object"], (self.places.get(row["place"]), None))
        if not start or not end:
            return
        if relationships.is_note(row):
            self.lost[NEGATIVE] += 1
        elif row["status"] not in objects.STATED:
            self.lost[NOT_STATED] += 1
        row = self._strictest(row, from_marking, to_marking)
        yield relationships.relation_object(row, start, end, self._sentence(row))

    def _sentence(self, row):
        """The relation in words, without names, which the ends have."""
        said = f", according to {row['said_by']}" if row["said_by"] else ""
        verdicts = f" Verdicts: {row['verdicts']}." if row["verdicts"] else ""
        return f"{row['status'].capitalize()}: {row['label']}{said}.{verdicts}"

    def _texts(self):
        texts = self._linked_texts()
        yield from self._sources({each.source for each in texts.values()} - {None})
        for text in texts.values():
            self.lost[PASSAGES] += sum(text.records.values())
            day = _day_of(text.row["published"])
            if day is None:
                self.lost[UNDATED_TEXTS] += 1
                continue
            refs = sorted({self.targets[each] for each in text.records})
            publisher = self.sources.get(text.source)
            yield objects.text_object(self._marked(text.row), day, refs, publisher)

    def _linked_texts(self):
        found = {}
        ids = defaultdict(list)
        for kind, pk in self.targets:
            ids[kind].append(pk)
        for kind, listed in ids.items():
            for some in in_batches(sorted(listed), CHUNK):
                for provide in text_providers:
                    for text in provide(kind, some, self.reader):
                        known = found.setdefault(text.row["id"], text)
                        known.records.update(text.records)
        return found

    def _sources(self, ids):
        known = passed_on(Source.objects.visible_to(self.reader), self.reader)
        for some in in_batches(sorted(ids), CHUNK):
            for values in known.filter(pk__in=some).order_by("id").values_list(*SOURCES):
                row = dict(zip(SOURCES, values, strict=True))
                stated = objects.source_object(row)
                self.sources[row["id"]] = stated["id"]
                yield stated


def _day_of(published):
    """The first day that a date of publication may mean; None where it is not known."""
    return dates.parse(published).earliest if published else None
