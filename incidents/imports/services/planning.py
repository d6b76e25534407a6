"""Plan an import: read, look up and check every row, without writing anything."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from uuid import UUID

import orjson
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Project
from ctplatform.accounts.roles import with_roles_read_once
from ctplatform.curation.rows import load_references
from ctplatform.curation.services import Batch
from incidents.actors.models.actors import Actor
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.events.models.dataset_ids import ExternalRecord
from incidents.events.models.incident_places import IncidentPlace
from incidents.events.models.incidents import Incident
from incidents.events.models.killed import killed_columns
from incidents.events.models.participations import Participation
from incidents.figures.estimates import figure_of_killed
from incidents.imports.imported_row import ImportedRow, Note
from incidents.imports.services.actors import Actors, Ambiguous
from incidents.imports.services.changed_rows import ChangedRow, ChangedRows
from incidents.imports.services.changes import Change, load_rows
from incidents.imports.services.datasets import DatasetIds
from incidents.imports.services.own import OWN, own_records
from incidents.imports.services.places import Places
from incidents.places.models.places import Place

KEPT = 1000  # errors and warnings that are stored; all are counted
MOST_UNREAD = 200  # unread values that are listed, the most frequent first
SHOWN = 20  # sample rows of each outcome


@dataclass(frozen=True)
class RowDestination:
    """The destination of rows: a project, the dataset of their keys, and their rights.

    `actors` ({name: id}) are the choices for ambiguous names; `import_job` is stored with new
    records, and `file` is the name of the file.
    """

    project: Project
    dataset: str
    rights: str | None = None
    actors: dict | None = None
    reason: str = ""
    import_job: UUID | None = None
    file: str = ""


class Plan:
    """Plans rows in chunks: new records go to `batch`, changes of known ones to `changed`.

    Use it as a context manager.
    """

    def __init__(self, target: RowDestination, *, by):
        self.target, self.by, self.asked = target, by, by
        self.batch = Batch(by=by, reason=target.reason)
        self.actors = Actors(target.project, self.batch, target.actors)
        self.places = Places(target.project, self.batch)
        self.keys, self.counts, self.unread = {}, Counter(), Counter()
        self.datasets = DatasetIds(target.project)
        self.errors, self.warnings, self.sample, self.ambiguous = [], [], [], {}
        self.changed = ChangedRows()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.batch.close()
        self.changed.close()

    def take(self, chunk: list[ImportedRow]) -> None:
        """Plan some rows, looked up together."""
        for stated in chunk:
            stated.key = stated.key or _content_key(stated)
        known = self._known(chunk)
        self.asked = with_roles_read_once(self.by)
        for stated in chunk:
            self.counts["rows"] += 1
            self._note(self.warnings, "warnings", stated.warnings)
            self._count_unread(stated)
            if not self._is_bad(stated):
                self._take(stated, known.get(stated.key))

    def summary(self) -> dict:
        """Counts by outcome, the first warnings, and sample rows of each kind."""
        names = ("rows", "made", "changed", "unchanged", "errors", "warnings")
        return {name: self.counts[name] for name in names} | {
            "actors": self.actors.made,
            "places": self.places.made,
            "warned": [note._asdict() for note in self.warnings],
            "sample": self.sample,
            "ambiguous": self.ambiguous,
            "not_understood": [
                {"field": field, "column": column, "value": value, "rows": rows}
                for (field, column, value), rows in self.unread.most_common(MOST_UNREAD)
            ],
            "not_understood_values": len(self.unread),
        }

    def _count_unread(self, stated):
        for field, value in dict.fromkeys(stated.unread):
            self.unread[field, stated.origin.get(field), value] += 1

    def _known(self, chunk):
        keys = [stated.key for stated in chunk]
        rows = ExternalRecord.objects.filter(
            project=self.target.project, dataset=self.target.dataset, external_id__in=keys
        )
        found = {row.external_id: row for row in rows.select_related("incident")}
        load_references([row.incident for row in found.values()])
        for row in found.values():
            self._set_project(row.incident)
        found |= self._exported_here([stated for stated in chunk if stated.key not in found])
        self.datasets.look_up(chunk)
        return self.datasets.known(chunk, found, by=self.by) | found

    def _set_project(self, incident):
        """Spare a query for the project of an incident, and of the one it was merged into."""
        for each in (incident, incident.merged_into):
            if each and each.project_id == self.target.project.pk:
                each.project = self.target.project

    def _exported_here(self, chunk):
        """{key: unsaved ExternalRecord} of rows that state the id of an incident of the project."""
        is_own = self.target.dataset == OWN
        ids = {stated.key: stated.record_id or (stated.key if is_own else "") for stated in chunk}
        ids = {key: pk for key, pk in ids.items() if pk}
        found = own_records(self.target.project, ids.values(), by=self.by) if ids else {}
        return {key: found[pk] for key, pk in ids.items() if pk in found}

    def _is_bad(self, stated) -> bool:
        column = stated.origin.get("key", "id")
        before = self.keys.setdefault(stated.key, stated.row)
        if before != stated.row:
            stated.error(column, _("Row %d has the same key already.") % before)
        if not 1 <= len(stated.key) <= 200:
            stated.error(column, _("A key has at most 200 characters."))
        self.datasets.check(stated)
        self._note(self.errors, "errors", stated.errors)
        return bool(stated.errors)

    def _take(self, stated, known):
        try:
            if known is None:
                self._make(stated)
            elif known.stated == stated.content():
                self.counts["unchanged"] += 1
            else:
                self._change(stated, known)
        except ValidationError as error:
            self._refuse(stated, error)
        except Ambiguous as error:
            self.ambiguous[error.name] = error.choices
            stated.errors = [Note(stated.row, stated.origin.get("perpetrator"), str(error))]
            self._note(self.errors, "errors", stated.errors)

    def _make(self, stated):
        add, target = self.batch.add, self.target
        values = {name: value for name, value in stated.values.items() if value is not None}
        values |= {"project": target.project, "place": self.places.of(stated.spot)}
        values.setdefault("rights", target.rights)
        incident = add(Incident, values, **killed_columns(figure_of_killed(stated.harm)))
        for actor, part in self.cast(stated):
            row = {"role": part.role, "certainty": part.certainty, "count": part.count}
            add(Participation, {"incident": incident, "actor": actor, "note": part.note, **row})
        for harm in stated.harm:
            add(CasualtyEstimate, {"incident": incident, **harm})
        for place, role, note in self.further(stated, incident.place):
            row = {"place": place, "role": role, "note": note}
            add(IncidentPlace, {"incident": incident, **row})
        for key in self.datasets.keys_of(stated, self.target.dataset):
            self.batch.keep(self._external(incident, stated, *key))
        self._show("made", stated)

    def _external(self, incident, stated, dataset, external_id):
        target = self.target
        mine = (dataset, external_id) == (target.dataset, stated.key)
        return ExternalRecord(
            project=target.project,
            incident=incident,
            dataset=dataset,
            external_id=external_id,
            stated=stated.content() if mine else {},
            import_job=target.import_job,
        )

    def further(self, stated, first):
        """(place, role, note) of each further place, without duplicates of place and role."""
        found = {}
        for each in stated.further:
            place = self.places.of(each.spot)
            if first is None or place.pk != first.pk or each.role != "also":
                found.setdefault((place.pk, each.role), (place, each.role, each.note))
        return list(found.values())

    def cast(self, stated):
        """(actor, part) of each participation, without duplicates of actor and role."""
        found = {}
        for part in stated.parts:
            actor = self.actors.of(part)
            found.setdefault((actor.pk, part.role), (actor, part))
        return list(found.values())

    def _change(self, stated, known):
        place, cast = self.places.of(stated.spot), self.cast(stated)
        further = self.further(stated, place)
        change = Change(known, stated, place, cast, further)
        if warning := change.left_alone():
            self._note(self.warnings, "warnings", [Note(stated.row, None, warning)])
            self.counts["unchanged"] += 1
            return
        if not change.check(by=self.asked):
            self.counts["unchanged"] += 1
            return
        self.changed.add(stated, place, cast, further)
        self._show("changed", stated)

    def changes_of(self, rows: list[ChangedRow]) -> list[Change]:
        """The changes by some of the rows that were planned, against what is stored now."""
        known, found = self._known([row.stated for row in rows]), []
        for stated, place, cast, further in rows:
            if stated.key in known:
                actors = [(Actor(pk=pk), part) for pk, part in cast]
                places = [(Place(pk=pk), role, note) for pk, role, note in further]
                place = place and Place(pk=place)
                found.append(Change(known[stated.key], stated, place, actors, places))
        load_rows(found)
        return found

    def _show(self, what, stated):
        self.counts[what] += 1
        if self.counts[what] <= SHOWN:
            values = {name: stated.values.get(name) for name in ("title", "date", "country")}
            self.sample.append({"row": stated.row, "what": what, "key": stated.key, **values})

    def _refuse(self, stated, error):
        named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        notes = [
            Note(stated.row, stated.origin.get(name, name) or None, text)
            for name, texts in named.items()
            for text in texts
        ]
        self._note(self.errors, "errors", notes)

    def _note(self, kept, what, notes):
        self.counts[what] += len(notes)
        kept.extend(notes[: max(0, KEPT - len(kept))])


def _content_key(stated):
    """A key for rows without one: a hash of their content, so that equal rows have equal keys."""
    text = orjson.dumps(stated.content(), option=orjson.OPT_SORT_KEYS)
    return f"content-{hashlib.sha256(text).hexdigest()[:32]}"
