"""Convert rows to JSON snapshots, and make edited copies that are validated before a save."""

import copy
import datetime
import decimal
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from ctplatform.access.records import Record
from ctplatform.curation.diff import Snapshot
from ctplatform.curation.registry import Kind, kind_of
from ctplatform.database.checks import note_constraints_met

TEXT = (models.CharField, models.TextField, models.DateField, models.UUIDField, models.TimeField)
JSON_TYPES = (str, bool, int, float, list, dict)


def snapshot(record) -> Snapshot:
    """Return the curated columns of a row in JSON form."""
    return {name: to_json(field, record) for name, field in kind_of(record).columns.items()}


def to_json(field: models.Field, record):
    """Return one column of a row as a JSON value; a foreign key as its id."""
    value = getattr(record, field.attname)
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, decimal.Decimal):
        return format(value, f".{field.decimal_places}f")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return copy.deepcopy(value) if isinstance(value, (dict, list)) else value


def edited(record, values: dict, *, by=None, is_whole=False):
    """Return a copy of `record` with `values` set and validated; nothing is saved.

    Values are Python objects or their JSON form. With `by`, rows that they refer to must be visible
    to that user. Other values that no longer hold are cleared too (see `cleared_values`), unless
    `is_whole`: the values are a complete change that was decided on. Raises ValidationError naming
    each bad field.
    """
    (found,) = edit_rows([(record, values)], by=by, is_whole=is_whole)
    if isinstance(found, ValidationError):
        raise found
    return found


def edit_rows(edits, *, by=None, is_whole=False) -> list:
    """As `edited` for several (record, values): the copies, or the error of each that is not valid.

    The number of queries does not grow with the rows. They are checked against what is stored, not
    against each other.
    """
    if len(edits) > 1:
        load_references([record for record, _values in edits])
    found = [_copy(record, values, is_whole) for record, values in edits]
    _replace(found, _check_references(found, by) if by is not None else {})
    sound = [each for each in found if isinstance(each, _Copy)]
    if len(edits) > 1:
        load_references([each.mine for each in sound])
    for rows in _by_model(sound):
        note_constraints_met([(each.record, each.mine) for each in rows])
    return [each.checked(by) if isinstance(each, _Copy) else each for each in found]


@dataclass
class _Copy:
    """A row that is edited: as it is, its copy, and the names of the values that were set."""

    record: models.Model
    mine: models.Model
    names: set

    def checked(self, by):
        """The validated copy, or the error."""
        kind, mine = kind_of(self.record), self.mine
        unsure = self.names if by is None else ()
        known = {
            name for name in _named(mine, kind) if name not in unsure or _is_loaded(mine, name)
        }
        try:
            validate(mine, kind, known=known)
        except ValidationError as error:
            return error
        finally:
            mine.__dict__.pop("constraints_met", None)
        return mine


def _copy(record, values, is_whole):
    mine = copy.copy(record)
    if not is_whole:
        values = {**cleared_values(record, values), **values}
    try:
        assign(mine, lift_absences(record, values), kind_of(record))
    except ValidationError as error:
        return error
    return _Copy(record, mine, {*values})


def _replace(found, errors):
    for number, error in errors.items():
        found[number] = error


def _by_model(copies):
    found = defaultdict(list)
    for each in copies:
        found[type(each.mine)].append(each)
    return found.values()


def _is_loaded(record, name) -> bool:
    """Whether the row that a column refers to is in memory, so that it exists."""
    field = record._meta.get_field(name)
    return field.is_cached(record) and field.get_cached_value(record) is not None


def load_references(records) -> None:
    """Load the rows that curated columns of these rows refer to; one query for each column."""
    wanted = defaultdict(list)
    for record in records:
        for field in kind_of(record).columns.values():
            unread = field.is_relation and not field.is_cached(record)
            if unread and getattr(record, field.attname) is not None:
                wanted[field].append(record)
    for field, rows in wanted.items():
        ids = {getattr(row, field.attname) for row in rows}
        found = {each.pk: each for each in field.related_model._base_manager.filter(pk__in=ids)}
        for row in rows:
            if related := found.get(getattr(row, field.attname)):
                field.set_cached_value(row, related)


def cleared_values(record, values: dict) -> dict:
    """{field: new value} of the other values of a row that do not hold together with `values`.

    A model defines them in a method `cleared_values(values)`.
    """
    rule = getattr(record, "cleared_values", None)
    return rule(values) if rule else {}


def _named(record, kind: Kind) -> set[str]:
    """The columns in which a row refers to another row."""
    return {
        name
        for name, field in kind.columns.items()
        if field.is_relation and getattr(record, field.attname) is not None
    }


def validate(record, kind: Kind, known=frozenset()) -> None:
    """Run all of Django's checks; columns that nobody edits are left out of the field checks.

    So are the columns `known`, which refer to rows that exist. (`full_clean(exclude=...)` would
    also skip the constraints on those columns.)
    """
    typed = {*kind.columns} - known
    untyped = {field.name for field in record._meta.concrete_fields} - typed
    errors = {}
    _collect(errors, record.clean_fields, exclude=untyped)
    _collect(errors, record.clean)
    if "absences" not in errors:
        _collect(errors, check_absences, record)
    _collect(errors, record.validate_unique, exclude=set(errors))
    _collect(errors, record.validate_constraints, exclude=set(errors))
    if errors:
        raise ValidationError(errors)


def _collect(errors: dict, check, *args, **options) -> None:
    try:
        check(*args, **options)
    except ValidationError as error:
        error.update_error_dict(errors)


def check_absences(record) -> None:
    """Raise ValidationError where a field has both a value and a reason for its absence."""
    if not isinstance(record, Record):
        return
    absences = record.absences
    if not isinstance(absences, dict):
        raise ValidationError({"absences": _("Write an object: {field: reason}.")})
    wrong = dict(record.check_absences(absences))
    for name in absences.keys() - wrong.keys():
        if _holds(record, name):
            wrong[name] = _("This field has a value and cannot be absent.")
    if wrong:
        raise ValidationError({"absences": [f"{name}: {why}" for name, why in wrong.items()]})


def _holds(record, name) -> bool:
    """Whether the field has a value. A set of child rows does not count as one."""
    value = getattr(record, name, None)
    return not isinstance(value, models.Manager) and value not in (None, "", [])


def _check_references(copies, by) -> dict:
    """{number: error} of the copies that refer to rows that the user may not see.

    So do rows of another project; they are refused as unknown. One query for each model.
    """
    asked = defaultdict(set)
    for each in copies:
        for _name, model, project, pk in _set_references(each):
            asked[model, project].add(pk)
    known = {key: _referable(by, *key, ids) for key, ids in asked.items()}
    errors = defaultdict(dict)
    for number, each in enumerate(copies):
        for name, model, project, pk in _set_references(each):
            if pk not in known[model, project]:
                errors[number][name] = ValidationError(_("There is no such row."), code="unknown")
    return {number: ValidationError(found) for number, found in errors.items()}


def _set_references(each):
    """(column, model, project, id) of the references that were set."""
    if not isinstance(each, _Copy):
        return
    project = getattr(each.mine, "project_id", None)
    for field in kind_of(each.mine).columns.values():
        pk = getattr(each.mine, field.attname)
        if field.name in each.names and field.is_relation and pk is not None:
            yield field.name, field.related_model, project, pk


def _referable(user, model, project, ids) -> set:
    """Those of the ids to which the user may refer in a record of the project."""
    rows = model._default_manager.filter(pk__in=ids).order_by()
    if hasattr(rows, "visible_to"):
        rows = rows.visible_to(user)
    if project and "project" in _names(model):
        rows = rows.filter(models.Q(project=project) | models.Q(project=None))
    return set(rows.values_list("pk", flat=True))


def _names(model):
    return {field.name for field in model._meta.concrete_fields}


def assign(record, values: dict, kind: Kind) -> None:
    """Set JSON or Python values on a row; raises ValidationError naming each bad field."""
    errors = {}
    for name, value in values.items():
        try:
            field = kind.columns[name]
            setattr(record, field.attname, from_json(field, value))
        except KeyError:
            errors[name] = ValidationError(_("This is not a field that can be changed."))
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)


def from_json(field: models.Field, value):
    """Return the Python value of a column; raises ValidationError where the type does not fit."""
    if isinstance(value, models.Model):
        value = value.pk
    if field.is_relation:
        field = field.target_field
    if value is None or isinstance(field, models.JSONField):
        return copy.deepcopy(value)
    if isinstance(value, JSON_TYPES) and not _fits(field, value):
        raise ValidationError(_("This is not a value of the right type."), code="type")
    return field.to_python(value)


def _fits(field, value) -> bool:
    if isinstance(field, models.BooleanField):
        return isinstance(value, bool)
    if isinstance(field, TEXT):
        return isinstance(value, str)
    if isinstance(field, models.IntegerField):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def lift_absences(record, values: dict) -> dict:
    """Remove the absence of each field that gets a value, unless `absences` is set as well."""
    absences = getattr(record, "absences", None)
    stated = {name for name, value in values.items() if value not in (None, "", [])}
    if not isinstance(absences, dict) or "absences" in values or not stated & absences.keys():
        return values
    kept = {name: why for name, why in absences.items() if name not in stated}
    return {**values, "absences": kept}
