"""What an import writes for a row after its new records: through the services of its type.

Each step gives the edits that curation writes, many together; `write` takes their outcomes, and
writes what is not curated.
"""

from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from ctplatform.curation.diff import compare
from ctplatform.curation.errors import words_of
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import (
    assign,
    cleared_values,
    lift_absences,
    snapshot,
    validate,
)
from ctplatform.curation.services import require_may_change
from ctplatform.curation.services.bulk.edit_types import Change as Edit
from ctplatform.curation.services.bulk.edit_types import Creation, Removal
from ctplatform.curation.services.records import editable
from ctplatform.curation.writing.access import change_applies_at_once, require_in_force, root_of
from ctplatform.curation.writing.changes import ChangeContext, run_guard
from ctplatform.domain_errors import DomainError
from incidents.sources.models import Source
from incidents.sources.services import change_source, create_source, require_may_change_source

REFUSALS = (PermissionDenied, DomainError)


@dataclass
class Written:
    """What a step has written: the record it belongs to, and the outcomes of curation.

    `diff` is the change of a record that is not curated; `is_new` says that it made that record.
    """

    record_type: str
    record_id: object
    outcomes: list = field(default_factory=list)
    diff: dict = field(default_factory=dict)
    is_new: bool = False


class NewRow:
    """A new child row of a record; after `check`, `record` has all its values."""

    def __init__(self, model, values, *, by):
        kind = kind_of(model)
        self.model, self.values, self.parent = model, values, values[kind.parent]
        self.record = referring(model(created_by=by), values)

    def check(self, *, by, reason):
        """Raise ValidationError where the row cannot be made."""
        kind = kind_of(self.model)
        rest = {name: value for name, value in self.values.items() if name != kind.parent}
        with refusals_as_errors():
            require_may_change(self.record, by=by)
            require_in_force(self.parent)
            self.record = mine = with_values(self.record, editable(kind, rest))
            if change_applies_at_once(mine):
                run_guard(None, snapshot(mine), mine, ChangeContext(by, reason))

    def edits(self) -> list:
        """What curation has to write."""
        return [Creation(self.model, self.values, self.record.pk)]

    def write(self, outcomes, *, by) -> Written:
        return Written(kind_of(self.model).root.key, self.parent.pk, outcomes)


class Change:
    """Changes of a known curated record or row, and of its names.

    `names` is {model of child rows: (texts to add, rows to remove)}.
    """

    def __init__(self, record, values, names=None):
        self.record, self.values, self.names = record, values, names or {}

    def differs(self, *, by) -> bool:
        """Whether anything changes; ValidationError if it is not allowed or not valid."""
        mine = with_values(referring(copy(self.record), self.values), self.values)
        self.changes = compare(snapshot(self.record), snapshot(mine))
        if not self.changes and not any(add or gone for add, gone in self.names.values()):
            return False
        with refusals_as_errors():
            require_may_change(self.record, by=by)
            if change_applies_at_once(mine):
                run_guard(snapshot(self.record), snapshot(mine), mine, ChangeContext(by))
        return True

    def edits(self) -> list:
        """What curation has to write, in order."""
        found = [Edit(self.record, self.values)] if self.changes else []
        for model, (add, gone) in self.names.items():
            owner = {kind_of(model).parent: self.record}
            found += [Creation(model, {**owner, "text": each}) for each in add]
            found += [Removal(each) for each in gone]
        return found

    def write(self, outcomes, *, by) -> Written:
        root = root_of(self.record)
        return Written(kind_of(self.record).root.key, root.pk, outcomes)


class NewSource:
    """A new source: sources are not curated."""

    def __init__(self, values, project, *, by):
        self.record, self.values = Source(project=project, created_by=by, **values), values

    def check(self, **_act):
        repeats = {"repeats"} if self.values.get("repeats") else set()
        self.record.full_clean(exclude=repeats)

    def edits(self) -> list:
        return []

    def write(self, outcomes, *, by) -> Written:
        values = {"id": self.record.pk, **self.values}
        create_source(by=by, project=self.record.project, **values)
        return Written("source", self.record.pk, is_new=True)


class SourceChange:
    """Changes of a known source."""

    def __init__(self, record, values):
        now = {name: getattr(record, name) for name in values}
        self.record = record
        self.values = {name: value for name, value in values.items() if value != now[name]}
        self.before = {name: _as_json(now[name]) for name in self.values}

    def differs(self, *, by) -> bool:
        if not self.values:
            return False
        with refusals_as_errors():
            require_may_change_source(self.record, by=by)
        for name, value in self.values.items():
            setattr(self.record, name, value)
        known = {"repeats"} if self.values.get("repeats") else set()
        if "name" not in self.values:  # its constraint needs the project
            known |= {"project", "created_by"}
        self.record.full_clean(
            exclude=known,
            validate_constraints=bool(self.values.keys() & {"name", "repeats"}),
        )
        return True

    def edits(self) -> list:
        return []

    def write(self, outcomes, *, by) -> Written:
        live = Source.objects.get(pk=self.record.pk)
        change_source(live, self.values, by=by)
        diff = {
            name: {"from": self.before[name], "to": _as_json(value)}
            for name, value in self.values.items()
        }
        return Written("source", live.pk, diff=diff)


def referring(record, values):
    """The row with the records of `values` set on it, some of which may not be stored yet."""
    for name, value in values.items():
        if isinstance(value, models.Model):
            setattr(record, name, value)
    return record


def with_values(record, values):
    """As `curation.rows.edited`, for references that were looked up or are not stored yet."""
    kind, mine = kind_of(record), copy(record)
    values = {**cleared_values(record, values), **values}
    assign(mine, lift_absences(record, values), kind)
    known = {name for name, column in kind.columns.items() if column.is_relation}
    validate(mine, kind, known={name for name in known if getattr(mine, f"{name}_id") is not None})
    return mine


def _as_json(value):
    return str(value.pk) if isinstance(value, models.Model) else value


@contextmanager
def refusals_as_errors():
    """Raise a refusal of a service as a ValidationError, which is reported with its row."""
    try:
        yield
    except REFUSALS as error:
        raise ValidationError(words_of(error)) from error
