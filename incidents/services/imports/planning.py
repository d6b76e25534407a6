"""What an import would do: every row read, looked up and checked, and nothing written."""

import hashlib
from collections import Counter
from dataclasses import dataclass

import orjson
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Project
from ctplatform.curation.services import Batch
from incidents.estimates import killed_of
from incidents.models import CasualtyEstimate, ExternalRecord, Incident, Participation
from incidents.services.imports.actors import Actors, Ambiguous
from incidents.services.imports.changes import Change
from incidents.services.imports.own import OWN, own_records
from incidents.services.imports.places import Places
from incidents.stated import Note, Stated

KEPT = 1000  # errors and warnings that are kept; all are counted
SHOWN = 20  # rows shown of those that would be made or changed


@dataclass(frozen=True)
class Target:
    """Where rows go: into the project, as keys of `dataset`, under `rights`.

    `actors` ({name: id}) says who is meant by a name that several bear.
    """

    project: Project
    dataset: str
    rights: str | None = None
    actors: dict | None = None
    reason: str = ""


class Plan:
    """Takes rows in chunks; `batch` then holds the new ones and `changes` the others."""

    def __init__(self, target: Target, *, by):
        self.target, self.by = target, by
        self.batch = Batch(by=by, reason=target.reason)
        self.actors = Actors(target.project, self.batch, target.actors)
        self.places = Places(target.project, self.batch)
        self.keys, self.counts = {}, Counter()
        self.errors, self.warnings, self.sample, self.ambiguous = [], [], [], {}
        self.changes: list[Change] = []

    def take(self, chunk: list[Stated]) -> None:
        """Plan some rows, looked up together."""
        for stated in chunk:
            stated.key = stated.key or _content_key(stated)
        known = self._known([stated.key for stated in chunk])
        for stated in chunk:
            self.counts["rows"] += 1
            self._note(self.warnings, "warnings", stated.warnings)
            if not self._is_bad(stated):
                self._take(stated, known.get(stated.key))

    def summary(self) -> dict:
        """Counts by what is done, the first warnings, and some rows of each kind."""
        names = ("rows", "made", "changed", "unchanged", "errors", "warnings")
        return {name: self.counts[name] for name in names} | {
            "actors": self.actors.made,
            "places": self.places.made,
            "warned": [note._asdict() for note in self.warnings],
            "sample": self.sample,
            "ambiguous": self.ambiguous,
        }

    def _known(self, keys):
        rows = ExternalRecord.objects.filter(
            project=self.target.project, dataset=self.target.dataset, external_id__in=keys
        )
        found = {row.external_id: row for row in rows.select_related("incident__project")}
        if self.target.dataset == OWN:
            missing = [key for key in keys if key not in found]
            found |= own_records(self.target.project, missing, by=self.by)
        return found

    def _is_bad(self, stated) -> bool:
        column = stated.origin.get("key", "id")
        before = self.keys.setdefault(stated.key, stated.row)
        if before != stated.row:
            stated.error(column, _("Row %d has the same key already.") % before)
        if not 1 <= len(stated.key) <= 200:
            stated.error(column, _("A key has at most 200 characters."))
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
        incident = add(Incident, values, killed_figure=killed_of(stated.harm))
        for actor, part in self.cast(stated):
            row = {"role": part.role, "certainty": part.certainty, "count": part.count}
            add(Participation, {"incident": incident, "actor": actor, "note": part.note, **row})
        for harm in stated.harm:
            add(CasualtyEstimate, {"incident": incident, **harm})
        self.batch.keep(self._external(incident, stated))
        self._show("made", stated)

    def _external(self, incident, stated):
        return ExternalRecord(
            project=self.target.project,
            incident=incident,
            dataset=self.target.dataset,
            external_id=stated.key,
            stated=stated.content(),
        )

    def cast(self, stated):
        """(actor, part) of each part, an actor once in a role."""
        found = {}
        for part in stated.parts:
            actor = self.actors.of(part)
            found.setdefault((actor.pk, part.role), (actor, part))
        return list(found.values())

    def _change(self, stated, known):
        change = Change(known, stated, self.places.of(stated.spot), self.cast(stated))
        if warning := change.left_alone():
            self._note(self.warnings, "warnings", [Note(stated.row, None, warning)])
            self.counts["unchanged"] += 1
            return
        if not change.check(by=self.by):
            self.counts["unchanged"] += 1
            return
        self.changes.append(change)
        self._show("changed", stated)

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
    """Rows without a key are known by what they say: the same row again is the same key."""
    text = orjson.dumps(stated.content(), option=orjson.OPT_SORT_KEYS)
    return f"content-{hashlib.sha256(text).hexdigest()[:32]}"
