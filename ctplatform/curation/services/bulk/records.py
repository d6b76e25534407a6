"""Create many records at once, for imports: the checks of `create_record`, in a few statements."""

from functools import cache

import orjson
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.base import ModelState
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.history_chain.links import (
    chain_after_commit,
    pending_columns,
    values_of,
)
from ctplatform.curation.models import HistoryPending, Revision
from ctplatform.curation.named_records import names_of_row
from ctplatform.curation.registry import Kind, kind_of
from ctplatform.curation.rows import assign, check_absences, snapshot
from ctplatform.curation.services.records import editable
from ctplatform.curation.writing import access
from ctplatform.curation.writing.changes import ChangeContext, translate_integrity_errors
from ctplatform.curation.writing.hooks import notify, run_guard
from ctplatform.curation.writing.publications import renew_publications
from ctplatform.curation.writing.record_versions import is_as_visible, move_versions
from ctplatform.database.bulk_loader import BulkLoader, stored_values


class Batch:
    """New records, each checked when it is added, all written by `write()`.

    `add` makes the same checks as `create_record`, but for rows that refer to each other before any
    is stored: the caller has made sure that referenced rows exist and are visible. `save()` is not
    called, so derived columns belong in `clean()`. `made` is {id: key of the kind} of the new
    top-level records, `moment` the `at` of all their revisions. Use it as a context manager.
    """

    def __init__(self, *, by, reason=""):
        self.act, self.loader = ChangeContext(by, reason), BulkLoader()
        first = Revision(kind=Revision.Kind.CREATE, by=by, reason=reason, at=timezone.now())
        names = (field.attname for field in Revision._meta.concrete_fields)
        self.revision = dict(zip(names, stored_values(first), strict=True))
        self.chained = values_of(first)
        self.moment = first.at
        self.allowed, self.made, self.heard, self.parents = set(), {}, {}, {}
        self.valid = {}  # values that were found valid (see `_clean`)
        self.moved = {}  # {model: ids of the records whose version moves with their new rows}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        """Delete the rows that were not written."""
        self.loader.close()

    def add(self, model, values: dict, **marks) -> models.Model:
        """Check and keep a candidate, or a child row of a record whose changes apply at once.

        `values` are those of `create_record`, with the project or the parent as an instance;
        `marks` are attributes set on the row before it is checked, which the model's own rules may
        read. Raises PermissionDenied and ValidationError.
        """
        kind = kind_of(model)
        record = self._bound(kind, values)
        for name, mark in marks.items():
            setattr(record, name, mark)
        _fill(kind, record, values, self.valid)
        after = snapshot(record)
        run_guard(None, after, record, self.act)
        self.loader.add(record)
        columns = self._history(kind, record, after)
        self.loader.write(HistoryPending, pending_columns(self.chained | columns))
        for name in ("diff", "names"):
            columns[name] = columns[name] and orjson.dumps(columns[name]).decode()
        self.loader.write(Revision, list((self.revision | columns).values()))
        self._hear(kind, record)
        self._move(kind, record)
        return record

    @transaction.atomic
    def write(self, tick=lambda rows: None) -> None:
        """Write the added rows and their history; `tick(n)` is called after every n rows.

        Raises ValidationError where a row breaks a database constraint, because of another writer.
        """
        with translate_integrity_errors():
            self.loader.insert(tick)
        chain_after_commit()
        for model, ids in self.moved.items():
            move_versions(model, ids, timezone.now())
        parents = self.parents.values()
        renew_publications(each for each in parents if each.pk in self.moved.get(type(each), ()))
        notify([(None, snapshot(record), record) for record in self.heard.values()])

    def keep(self, record) -> None:
        """Add a row that is not curated, such as an external key."""
        self.loader.add(record)

    def _bound(self, kind: Kind, values):
        """An unsaved row of its project or parent; permissions are checked once for each."""
        name = kind.parent or "project"
        owner = values.get(name)
        if owner is None:
            raise ValidationError({name: _("Name it in every row.")})
        record = _new(kind.model, {"created_by_id": self.act.by.pk, f"{name}_id": owner.pk})
        kind.model._meta.get_field(name).set_cached_value(record, owner)
        if kind.parent is None:
            self.made[record.pk] = kind.key
        if owner.pk not in self.allowed and owner.pk not in self.made:
            self._ask(kind, record, owner)
            self.allowed.add(owner.pk)
        return record

    def _ask(self, kind, record, owner):
        if kind.parent is None:
            require_role(self.act.by, owner, Role.ANNOTATOR)
        else:
            _require_open_parent(record, self.act.by)
            self.parents[owner.pk] = owner

    def _history(self, kind: Kind, record, after) -> dict:
        """The columns of the revision for the creation of the row that differ between rows."""
        root = access.root_of(record)
        changes = {
            name: {"from": None, "to": value} for name, value in after.items() if value is not None
        }
        return {
            "id": uuid7(),
            "project_id": root.project_id,
            "target_type": kind.key,
            "target_id": record.pk,
            "root_type": kind.root.key,
            "root_id": root.pk,
            "diff": changes,
            "version": record.version,
            "names": names_of_row(kind, after) or None,
        }

    def _move(self, kind: Kind, record):
        """Remember, once, that the version of an existing record moves with this new row."""
        if kind.parent is None or kind.personal:
            return
        root, moved = access.root_of(record), self.moved.setdefault(kind.root.model, set())
        if root.pk in self.parents and root.pk not in moved and is_as_visible(record, root):
            moved.add(root.pk)

    def _hear(self, kind: Kind, record):
        """Remember to call `on_change`, once for the rows of a record.

        For a record that is itself new, only kinds with `called_for_new` are called: the others get
        what they would compute through the record's `marks`.
        """
        root = access.root_of(record)
        if (kind.on_change and kind.called_for_new) or root.pk not in self.made:
            self.heard[kind.key, root.pk if kind.parent else record.pk] = record


@transaction.atomic
def record_many(model, rows, *, by, reason="", tick=lambda rows: None) -> list:
    """Create candidates (or child rows of records whose changes apply at once) from dicts.

    All or nothing: the ValidationError has one entry per bad row, `{"<row number>.<field>":
    messages}`, counted from 0. The rest is as for `Batch`.
    """
    records, errors = [], {}
    with Batch(by=by, reason=reason) as batch:
        for number, values in enumerate(rows):
            try:
                records.append(batch.add(model, values))
            except ValidationError as error:
                errors |= {f"{number}.{name}": found for name, found in _named(error)}
        if errors:
            raise ValidationError(errors)
        batch.write(tick)
    return records


def _require_open_parent(record, by):
    access.require_may_change(record, by=by)
    root = access.root_of(record)
    access.require_in_force(root)
    if not access.applies_at_once(root):
        raise ValidationError(
            _("“%(record)s” is published; propose changes to it one at a time.") % {"record": root}
        )


def _new(model, values: dict):
    """An unsaved row with these columns, like `model(**values)` but four times as fast."""
    plain, made = _blank(model)
    record = model.__new__(model)
    record.__dict__ |= plain | {name: make() for name, make in made.items()} | values
    record._state = ModelState()
    return record


@cache
def _blank(model):
    """({column: value that every new row has}, {column: callable that makes a new default})."""
    fields = model._meta.concrete_fields
    made = {f.attname: f.get_default for f in fields if f.has_default() and callable(f.default)}
    row = model()
    return {f.attname: getattr(row, f.attname) for f in fields if f.attname not in made}, made


def _fill(kind, record, values, valid):
    owner = kind.parent or "project"
    given = editable(kind, {name: value for name, value in values.items() if name != owner})
    assign(record, given, kind)
    for name, value in given.items():
        if isinstance(value, models.Model):  # it may not be stored yet, so it is not looked up
            kind.columns[name].set_cached_value(record, value)
    _clean(kind, record, given, valid)
    check_absences(record)
    record.clean()


def _clean(kind, record, given, valid: dict) -> None:
    """Do what `clean_fields` does, only for the given columns and the required ones.

    The others have their defaults; the caller has looked up the references. `valid` are
    {(column, type): values} that were found valid in other rows, as the same few occur in most.
    """
    errors = {}
    for name in given.keys() | _needed(kind):
        field = kind.columns[name]
        value = getattr(record, field.attname)
        if field.is_relation and value is not None:
            continue
        if field.blank and value in field.empty_values:
            continue
        known = valid.setdefault((field, type(value)), set())
        if isinstance(value, (str, int)) and value in known:
            continue
        try:
            cleaned = field.clean(value, record)
        except ValidationError as error:
            errors[name] = error
            continue
        setattr(record, field.attname, cleaned)
        if isinstance(value, (str, int)) and cleaned == value and len(known) < MOST_KNOWN:
            known.add(value)
    if errors:
        raise ValidationError(errors)


MOST_KNOWN = 1000  # valid values of a column that are remembered


@cache
def _needed(kind) -> frozenset:
    return frozenset(name for name in kind.editable if not kind.columns[name].blank)


def _named(error: ValidationError):
    return error.error_dict.items() if hasattr(error, "error_dict") else [("", error.error_list)]
