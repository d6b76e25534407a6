"""Plan the import of tables of records: look up and check every row, without writing anything."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import orjson
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from ctplatform.accounts.roles import with_roles_read_once
from ctplatform.curation.services import Batch
from ctplatform.search.folding import fold
from incidents.imports.models import ImportedKey
from incidents.imports.record_tables.cells import values_of
from incidents.imports.record_tables.matching import Known, KnownRows, UniqueRows, find_known
from incidents.imports.record_tables.references import NotYetPlanned, References
from incidents.imports.record_tables.steps import Change, NewRow, NewSource, SourceChange
from incidents.imports.services.actors import Actors, Ambiguous
from incidents.imports.services.planning import KEPT, MOST_UNREAD, SHOWN
from incidents.sources.models import Source

MOST_LEVELS = 50  # rows that may refer to each other in a chain, each to a later row of the file
OUTCOMES = ("made", "changed", "unchanged")


@dataclass
class PlannedKey:
    """The record that a row is, to be stored with what the row states."""

    row: object
    record_type: str
    record_id: object
    stored: ImportedKey | None = None
    is_kept: bool = True
    stated_before: dict | None = None


@dataclass(eq=False)
class Planned:
    """A step that writes a row, and the row's key."""

    step: object
    key: PlannedKey
    row: object = None


@dataclass
class Tally:
    """What happened to the rows so far."""

    counts: Counter = field(default_factory=Counter)
    types: dict = field(default_factory=lambda: defaultdict(Counter))
    errors: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    sample: list = field(default_factory=list)
    ambiguous: dict = field(default_factory=dict)
    unread: Counter = field(default_factory=Counter)

    def note(self, what, notes):
        """Count errors or warnings, and keep the first of them."""
        self.counts[what] += len(notes)
        kept = getattr(self, what)
        kept.extend(notes[: max(0, KEPT - len(kept))])

    def show(self, what, row, title):
        """Count the outcome of a row, and keep some as a sample."""
        self.counts[what] += 1
        self.types[row.table.noun][what] += 1
        if what != "unchanged" and self.types[row.table.noun][what] <= SHOWN:
            shown = {"row": row.row, "what": what, "key": row.key, "title": str(title)[:200]}
            date = row.cells.get("date") or row.cells.get("active")
            self.sample.append(shown | {"date": date, "country": row.cells.get("country")})


class RecordPlan:
    """The plan of all rows: new records go to `batch`, the rest to `planned`, in order."""

    def __init__(self, target, *, by):
        self.target, self.by, self.asked = target, by, with_roles_read_once(by)
        self.batch = Batch(by=by, reason=target.reason)
        self.actors = Actors(target.project, self.batch, target.actors)
        self.known = KnownRows(target, by=by)
        self.references = References(target, self.actors, self.known, by=by)
        self.unique, self.tally = UniqueRows(), Tally()
        self.planned: list[Planned] = []
        self.keys: list[PlannedKey] = []
        self.rows_by_key, self.taken, self.siblings = {}, set(), {}
        self.stale_keys = {}  # stored keys of rows whose record is gone
        self.new_actors = {}  # {name: row} of new actors
        self._sources = None

    def take(self, rows) -> None:
        """Plan all rows. Rows that refer to later rows of the file are planned after these."""
        waiting = [row for row in rows if self._is_read(row)]
        self.known.load(waiting)
        for row in waiting:
            self.references.pending |= self._cited_as(row)
        for _level in range(MOST_LEVELS):
            left = [row for row in waiting if not self._plan(row)]
            if not left:
                return
            if len(left) == len(waiting):
                break
            waiting = left
        for row in left:
            row.error("", _("This row and others of the file refer to each other in a circle."))
            self._refuse(row)

    def is_new(self, record) -> bool:
        """Whether this import makes the record."""
        return record is not None and record.pk in self.batch.made

    def source_named(self, name) -> Source | None:
        """The source of the project, or shared by all, with a name; all are read once."""
        if self._sources is None:
            mine = Q(project=self.target.project) | Q(project=None)
            rows = Source.objects.visible_to(self.by).filter(mine).select_related("project")
            self._sources = {}
            for each in rows.order_by("project", "pk"):
                self._sources.setdefault(each.name.lower(), each)
        return self._sources.get((name or "").lower())

    def rows_of(self, model, parent, record) -> list:
        """The stored child rows of a record, read once."""
        asked = model, record.pk
        if asked not in self.siblings:
            rows = model.objects.visible_to(self.by).filter(**{parent: record})
            self.siblings[asked] = list(rows.select_related(parent))
        return self.siblings[asked]

    def summary(self) -> dict:
        """Counts by outcome and by record type, the first warnings, and sample rows."""
        tally = self.tally
        names = ("rows", *OUTCOMES, "errors", "warnings")
        return {name: tally.counts[name] for name in names} | {
            "types": {
                noun: {what: found[what] for what in OUTCOMES}
                for noun, found in tally.types.items()
            },
            "actors": self.actors.made,
            "places": 0,
            "warned": [note._asdict() for note in tally.warnings],
            "sample": tally.sample,
            "ambiguous": tally.ambiguous,
            "not_understood": [
                {"field": name, "column": column, "value": value, "rows": rows}
                for (name, column, value), rows in tally.unread.most_common(MOST_UNREAD)
            ],
            "not_understood_values": len(tally.unread),
        }

    def _cited_as(self, row) -> set:
        """The (model, text) by which other rows of the file may refer to a row."""
        title = row.cells.get(row.table.title) if row.table.title else None
        is_named = isinstance(title, str) and row.table.noun != "actors"  # these are by Actors
        texts = {row.key, fold(title) if is_named else ""}
        return {(row.table.model, text) for text in texts if text}

    def _is_read(self, row) -> bool:
        self.tally.counts["rows"] += 1
        is_keyed, row.key = bool(row.key), row.key or _content_key(row)
        named = row.table.noun, row.key
        before = self.rows_by_key.setdefault(named, row.row)
        if before != row.row and is_keyed:
            row.error("key", _("Row %d has the same key already.") % before)
        elif before != row.row:
            row.error("", _("Row %d of the file is the same record.") % before)
        if len(row.key) > 200:
            row.error("key", _("A key has at most 200 characters."))
        if row.errors:
            self._refuse(row)
        return not row.errors

    def _plan(self, row) -> bool:
        """Plan a row; False where it refers to a row that is not planned yet."""
        try:
            values = values_of(row, self.references)
            if not row.errors:
                self._take(row, values)
        except NotYetPlanned:
            return False
        except Ambiguous as error:
            self.tally.ambiguous[error.name] = error.choices
            words = _("Write the id of the actor in the cell if rows mean different ones.")
            row.error(error.field or "name", f"{error} {words}")
        except ValidationError as error:
            self._add_errors(row, error)
        self._refuse(row)
        self.references.pending -= self._cited_as(row)
        return True

    def _take(self, row, values):
        known = find_known(row, values, self)
        record = self._change(row, values, known) if known else self._make(row, values)
        for cited in self._cited_as(row):
            self.references.planned.setdefault(cited, record)

    def _make(self, row, values):
        table = row.table
        if not table.is_curated:
            step = NewSource(_stated(values), self.target.project, by=self.by)
        elif table.parent:
            step = NewRow(table.model, _stated(values), by=self.by)
        else:
            return self._make_record(row, values)
        step.check(by=self.by, reason=self.target.reason)
        self.unique.add(step.record, row)
        key = self._keep_key(row, None, step.record)
        self.planned.append(Planned(step, key, row))
        self.tally.show("made", row, step.record)
        return step.record

    def _make_record(self, row, values):
        """Add a candidate with its names to the batch."""
        names = {name: values.pop(name, None) or [] for name in row.table.names}
        marks = {"other_names": names["aliases"]} if names else {}
        given = {"project": self.target.project, **_stated(values)}
        record = self.batch.add(row.table.model, given, **marks)
        self.unique.add(record, row)
        if row.table.noun == "actors":
            self._warn_of_equal_name(row, record.name)
        for name, texts in names.items():
            model = row.table.names[name]
            for text in texts:
                self.batch.add(model, {"actor": record, "text": text})
        self.keys.append(self._keep_key(row, None, record))
        self.tally.show("made", row, record)
        return record

    def _warn_of_equal_name(self, row, name):
        before = self.new_actors.setdefault(fold(name), row.row)
        if before != row.row:
            words = _(
                "Row %d is a new actor of this name too: they become two actors. If they are one,"
                " leave one of the rows out."
            )
            row.warn("name", words % before)

    def _change(self, row, values, known: Known):
        if why := known.left_alone(self.target.project):
            row.warn("", why)
            self.keys.append(self._keep_key(row, known, known.record))
            self.tally.show("unchanged", row, known.record)
            return known.record
        if known.key and known.key.stated == row.cells:
            self.keys.append(self._keep_key(row, known, known.record))
            self.tally.show("unchanged", row, known.record)
            return known.record
        changed, names = known.changes(row, values, self.known)
        if row.table.is_curated:
            step = Change(known.record, changed, names)
        else:
            step = SourceChange(known.record, changed)
        key = self._keep_key(row, known, known.record)
        if step.differs(by=self.asked):
            self.planned.append(Planned(step, key, row))
            self.tally.show("changed", row, known.record)
        else:
            self.keys.append(key)
            self.tally.show("unchanged", row, known.record)
        return known.record

    def _keep_key(self, row, known, record):
        self.taken.add((row.table.model, record.pk))
        stored = (known and known.key) or self.stale_keys.get((row.table.key, row.key))
        is_kept = stored or known is None or known.by_values  # else the key is its own id
        return PlannedKey(row, row.table.key, record.pk, stored, bool(is_kept))

    def _add_errors(self, row, error):
        named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, texts in named.items():
            for text in texts:
                row.error("" if name == "__all__" else name, text)

    def _refuse(self, row):
        self.tally.note("errors", row.errors)
        self.tally.note("warnings", row.warnings)
        for name, text in dict.fromkeys(row.unread):
            self.tally.unread[name, row.origin.get(name), text] += 1


def _stated(values) -> dict:
    """The values that a new record gets: what is empty is left to its default."""
    return {name: value for name, value in values.items() if value not in (None, "")}


def _content_key(row) -> str:
    """A key for rows without one: a hash of their cells, so that equal rows have equal keys."""
    cells = {name: cell for name, cell in row.cells.items() if not isinstance(cell, models.Model)}
    text = orjson.dumps([row.table.noun, cells], option=orjson.OPT_SORT_KEYS, default=str)
    return f"content-{hashlib.sha256(text).hexdigest()[:32]}"
