"""Which known record a row is, what the row changes of it, and whether two rows are the same."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, UniqueConstraint
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from ctplatform.database.batches import in_batches
from ctplatform.search.folding import fold
from incidents.events.models.incidents import Incident
from incidents.imports.models import ImportedKey
from incidents.imports.record_tables.cells import read_names
from incidents.imports.record_tables.references import is_id, key_of
from incidents.imports.record_tables.types import NAME

CHUNK = 500  # rows looked up together


@dataclass
class Known:
    """A known record, and how it was found.

    `key` is the stored key of the row, whose `stated` cells are compared with the new ones.
    `by_values` says that only its name or values are the same: then empty cells change nothing, and
    another name of the row is added to its names. Otherwise, without a `key`, it was found by its
    own id.
    """

    record: Any
    key: ImportedKey | None = None
    by_values: bool = False

    def left_alone(self, project) -> str:
        """Why the record is left unchanged, or ""."""
        root = getattr(self.record, "parent_record", self.record)
        if root.project_id != project.pk:
            return _("The record is shared by all projects; it is left as it is.")
        if getattr(root, "state", "") == "withdrawn":
            return _("The record was withdrawn here; it is left so.")
        return ""

    def changes(self, row, values, known_rows) -> tuple[dict, dict]:
        """The values that the row changes, and {model: (names to add, rows to remove)}."""
        table = row.table
        stated = {name: each for name, each in values.items() if self._is_stated(row, name, each)}
        title = stated.pop(table.title, None) if self.by_values else None
        names = {}
        for name, model in table.names.items():
            is_stated, texts = name in stated, stated.pop(name, [])
            if is_stated or title:
                rows = known_rows.names_of(model, self.record)
                names[model] = self._names(rows, name, [*filter(None, [title]), *texts])
        parent = table.parent
        if parent and (owner := stated.pop(parent, None)) and owner.pk != self._parent_id(parent):
            row.error(parent, _("This row belongs to another record already."))
        return stated, names

    def _parent_id(self, parent):
        return getattr(self.record, f"{parent}_id")

    def _is_stated(self, row, name, value) -> bool:
        if name in row.only_new:
            return False
        if self.by_values:
            return value not in (None, "", [], {})
        if self.key is None:
            return True
        cells = (name, f"{name}{NAME}") if name in row.table.references else (name,)
        return any(row.cells.get(each) != self.key.stated.get(each) for each in cells)

    def _names(self, rows, name, texts) -> tuple[list, list]:
        """The names that the record has not yet, and rows of those that it should lose."""
        add = [each for each in texts if each not in rows]
        if self.by_values:
            known = {fold(each) for each in (self.record.name, *rows)}
            return [each for each in add if fold(each) not in known], []
        before = rows.keys() if self.key is None else read_names(self.key.stated.get(name))
        return add, [rows[each] for each in before if each in rows and each not in texts]


def find_known(row, values, plan) -> Known | None:
    """The record that a row is: by its id here, its key in the dataset, or else by its values."""
    model = row.table.model
    if (record := _by_id(row, plan)) is not None:
        return Known(record)
    if found := _by_key(row, plan):
        return found
    record = row.table.find(row, values, plan) if row.table.find else None
    if record is None or (model, record.pk) in plan.taken:
        return None
    return Known(record, by_values=True)


def _by_id(row, plan):
    return _stored(row.table, row.key, plan) if is_id(row.key) else None


def _by_key(row, plan):
    key = plan.known.keys.get((row.table.key, row.key))
    record = key and _stored(row.table, key.record_id, plan)
    if key and record is None:
        plan.stale_keys[row.table.key, row.key] = key
    return Known(record, key) if record is not None else None


def _stored(table, pk, plan):
    """The record of the project with an id, or the one that it was merged into."""
    found = plan.known.records.get((table.model, str(pk)))
    successor = getattr(found, "merged_into_id", None)
    return plan.references.stored(table.model, successor) if successor else found


class KnownRows:
    """The stored keys of the rows of a file, and the records that have these keys or ids.

    `keys` are {(type, key of a row): ImportedKey}, `records` {(model, id): record} and `names`
    {(model of the names, id of a record): {text: row}} of records with a key. `asked` are the
    (type, text) that were looked up.
    """

    def __init__(self, target, *, by):
        self.target, self.by = target, by
        self.keys, self.records, self.names, self.asked = {}, {}, {}, set()

    def load(self, rows) -> None:
        """Look up all rows, some hundreds together."""
        for table, mine in groupby(sorted(rows, key=_noun_of), key=lambda row: row.table):
            for some in in_batches(mine, CHUNK):
                self._load(table.model, table.key, table.parent, [row.key for row in some])
                for model in table.names.values():
                    self._load_names(model, table, some)
                for name, field in table.references.items():
                    self._load_cited(field.related_model, [row.cells.get(name) for row in some])

    def _load_names(self, model, table, rows):
        """Look up the names of the records that have the keys or ids of rows."""
        keys = {row.key: self.keys.get((table.key, row.key)) for row in rows}
        ids = {str(key.record_id) if key else text for text, key in keys.items()}
        known = {pk for pk in ids if (table.model, pk) in self.records}
        self.names |= {(model, pk): {} for pk in known}
        for each in model.objects.filter(actor__in=known):
            self.names[model, str(each.actor_id)][each.text] = each

    def names_of(self, model, record) -> dict:
        """{text: row} of the names of a record."""
        if (model, str(record.pk)) not in self.names:
            rows = model.objects.filter(actor=record)
            self.names[model, str(record.pk)] = {each.text: each for each in rows}
        return self.names[model, str(record.pk)]

    def _load_cited(self, model, cells):
        """Look up the records that cells refer to by key or id."""
        written = {cell for cell in cells if isinstance(cell, str)}
        texts = {text for cell in written if (text := " ".join(cell.split()))}
        if texts and model is not Incident:
            self._load(model, key_of(model), None, texts)

    def _load(self, model, record_type, parent, texts):
        keys = ImportedKey.objects.filter(
            project=self.target.project,
            record_type=record_type,
            dataset=self.target.dataset,
            external_id__in=texts,
        )
        found = {key.external_id: key for key in keys}
        self.asked |= {(record_type, text) for text in texts}
        self.keys |= {(record_type, text): key for text, key in found.items()}
        ids = {text for text in texts if is_id(text)} | {key.record_id for key in found.values()}
        rows = model.objects.visible_to(self.by).filter(pk__in=ids)
        if parent:
            owner = f"{parent}__project"
            rows = rows.filter(**{owner: self.target.project}).select_related(owner)
        else:
            mine = Q(project=self.target.project) | Q(project=None)
            rows = rows.filter(mine).select_related("project")
        self.records |= {(model, str(row.pk)): row for row in rows}


def _noun_of(row):
    return row.table.noun


class UniqueRows:
    """The values of unique columns in the new rows of a file."""

    def __init__(self):
        self.rows = {}

    def add(self, record, row) -> None:
        """Note a new record, before it is stored.

        Raises ValidationError where another row of the file, or a stored one, has the same values.
        """
        for constraint in record._meta.constraints:
            if not isinstance(constraint, UniqueConstraint):
                continue
            constraint.validate(type(record), record)
            names, values = _unique_values(constraint, record)
            if None not in values:
                before = self.rows.setdefault((constraint.name, values), row.row)
                if before != row.row:
                    raise _found_twice(names, before)


def _unique_values(constraint, record) -> tuple[list, tuple]:
    """The fields of a constraint, by name or as `Lower(field)`, and their values in a row."""
    names, values = [], []
    for each in (*constraint.fields, *constraint.expressions):
        field = each.source_expressions[0] if isinstance(each, Lower) else each
        names.append(getattr(field, "name", field))
        value = getattr(record, record._meta.get_field(names[-1]).attname)
        values.append(value.lower() if isinstance(each, Lower) and value else value)
    return names, tuple(values)


def _found_twice(names, before):
    """The error of a row that is the same record as an earlier row of the file."""
    if "identity" in names:
        return ValidationError(_("Row %d of the file has this relation already.") % before)
    if named := next((each for each in names if each in ("name", "text")), None):
        words = _("Row %d of the file has this name already.")
        return ValidationError({named: words % before})
    return ValidationError(_("Row %d of the file is the same record.") % before)
