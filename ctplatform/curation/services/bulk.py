"""Many new records in one step, for imports: the same door, in a few statements."""

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
from ctplatform.curation.models import Revision
from ctplatform.curation.registry import Kind, kind_of
from ctplatform.curation.rows import assign, check_absences, snapshot
from ctplatform.curation.services import access
from ctplatform.curation.services.records import editable
from ctplatform.curation.services.spool import Spool, kept_of
from ctplatform.curation.services.writing import (
    Act,
    notify,
    require_allowed,
    sound,
)


class Batch:
    """New records, each checked when it is added, all of them written by `write()`.

    `add` asks the same questions as `create_record`, but for rows that refer to each other before
    any is stored: whatever it is given by reference the caller has looked up and may see. It does
    not call `save()`, so derived columns belong into `clean()`. Nothing is written before
    `write()`. Use it as a context manager.
    """

    def __init__(self, *, by, reason=""):
        self.act, self.spool = Act(by, reason), Spool()
        first = Revision(kind=Revision.Kind.CREATE, by=by, reason=reason, at=timezone.now())
        names = (field.attname for field in Revision._meta.concrete_fields)
        self.revision = dict(zip(names, kept_of(first), strict=True))
        self.allowed, self.made, self.heard = set(), set(), {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.spool.close()

    def add(self, model, values: dict, **marks) -> models.Model:
        """Check a candidate, or a child row of a record that takes changes at once.

        `values` are those of `create_record`, with the project or the parent as an instance;
        `marks` are set on the row before it is checked, for what its own rules ask of it.
        Raises PermissionDenied and ValidationError.
        """
        kind = kind_of(model)
        record = self._bound(kind, values)
        for name, mark in marks.items():
            setattr(record, name, mark)
        _fill(kind, record, values)
        after = snapshot(record)
        require_allowed(None, after, record, self.act)
        self.spool.add(record)
        self.spool.write(Revision, self._history(kind, record, after))
        self._hear(kind, record)
        return record

    @transaction.atomic
    def write(self, tick=lambda rows: None) -> None:
        """Write what was added, with its history; `tick(n)` is called now and then, for n rows.

        Raises ValidationError where another writer was faster and a rule of the database is broken.
        """
        with sound():
            self.spool.insert(tick)
        for record in self.heard.values():
            notify(None, snapshot(record), record)

    def keep(self, record) -> None:
        """Take a row along that is not curated, such as a key."""
        self.spool.add(record)

    def _bound(self, kind: Kind, values):
        """An unsaved row of its project or parent, each of which is asked about once."""
        name = kind.parent or "project"
        owner = values.get(name)
        if owner is None:
            raise ValidationError({name: _("Name it in every row.")})
        record = _new(kind.model, {"created_by_id": self.act.by.pk, f"{name}_id": owner.pk})
        kind.model._meta.get_field(name).set_cached_value(record, owner)
        if kind.parent is None:
            self.made.add(record.pk)
        if owner.pk not in self.allowed and owner.pk not in self.made:
            self._ask(kind, record, owner)
            self.allowed.add(owner.pk)
        return record

    def _ask(self, kind, record, owner):
        if kind.parent is None:
            require_role(self.act.by, owner, Role.ANNOTATOR)
        else:
            _require_open_parent(record, self.act.by)

    def _history(self, kind: Kind, record, after) -> list:
        """The columns of the revision that says how the row was made, as the spool keeps them."""
        root = access.root_of(record)
        changes = {
            name: {"from": None, "to": value} for name, value in after.items() if value is not None
        }
        return list(
            (self.revision | {
                "id": uuid7(), "project_id": root.project_id,
                "target_type": kind.key, "target_id": record.pk, "root_type": kind.root.key,
                "root_id": root.pk, "diff": orjson.dumps(changes).decode(),
                "version": record.version,
            }).values()
        )  # fmt: skip

    def _hear(self, kind: Kind, record):
        """Remember whom to tell: for the rows of one record, once.

        Of a record that is new itself, what `hears_new` alone: the others are given with it what
        they would find out, see `marks`.
        """
        if kind.on_change is None:
            return
        root = access.root_of(record)
        if kind.hears_new or root.pk not in self.made:
            self.heard[kind.key, root.pk if kind.parent else record.pk] = record


@transaction.atomic
def record_many(model, rows, *, by, reason="", tick=lambda rows: None) -> list:
    """Create candidates (or child rows of records that take changes at once) from dicts.

    All or nothing: ValidationError has one entry per bad row, `{"<row number>.<field>":
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
    """An unsaved row with columns, as `model(**values)` makes it, in a quarter of its time."""
    plain, made = _blank(model)
    record = model.__new__(model)
    record.__dict__ |= plain | {name: make() for name, make in made.items()} | values
    record._state = ModelState()
    return record


@cache
def _blank(model):
    """(columns that are the same in every new row, {column: what makes its value for each})."""
    fields = model._meta.concrete_fields
    made = {f.attname: f.get_default for f in fields if f.has_default() and callable(f.default)}
    row = model()
    return {f.attname: getattr(row, f.attname) for f in fields if f.attname not in made}, made


def _fill(kind, record, values):
    owner = kind.parent or "project"
    given = editable(kind, {name: value for name, value in values.items() if name != owner})
    assign(record, given, kind)
    for name, value in given.items():
        if isinstance(value, models.Model):  # it may not be stored yet, and is not looked for
            kind.columns[name].set_cached_value(record, value)
    _clean(kind, record, given)
    check_absences(record)
    record.clean()


def _clean(kind, record, given) -> None:
    """What `clean_fields` does for the columns that were given and for those that must be.

    The others have their defaults; references were looked up by the caller.
    """
    errors = {}
    for name in given.keys() | _needed(kind):
        field = kind.columns[name]
        value = getattr(record, field.attname)
        if field.is_relation and value is not None:
            continue
        if field.blank and value in field.empty_values:
            continue
        try:
            setattr(record, field.attname, field.clean(value, record))
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)


@cache
def _needed(kind) -> frozenset:
    return frozenset(name for name in kind.editable if not kind.columns[name].blank)


def _named(error: ValidationError):
    return error.error_dict.items() if hasattr(error, "error_dict") else [("", error.error_list)]
