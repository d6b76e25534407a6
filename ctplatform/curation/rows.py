"""Convert rows to JSON snapshots, and make edited copies that are validated before a save."""

import copy
import datetime
import decimal
import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from ctplatform.access.records import Record
from ctplatform.curation.diff import Snapshot
from ctplatform.curation.registry import Kind, kind_of

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
    kind = kind_of(record)
    mine = copy.copy(record)
    if not is_whole:
        values = {**cleared_values(record, values), **values}
    assign(mine, lift_absences(record, values), kind)
    if by is not None:
        require_visible_references(mine, values, by=by)
    unsure = values.keys() if by is None else ()
    validate(mine, kind, known={name for name in _named(mine, kind) if name not in unsure})
    return mine


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


def require_visible_references(record, values: dict, *, by) -> None:
    """Refuse ids of rows that the user may not see, or of another project, as unknown."""
    project = getattr(record, "project_id", None)
    errors = {}
    for field in kind_of(record).columns.values():
        pk = getattr(record, field.attname)
        if field.name in values and field.is_relation and pk is not None:
            within = {"project": project} if project else {}
            if not _referable(by, field.related_model, pk, **within).exists():
                errors[field.name] = ValidationError(_("There is no such row."), code="unknown")
    if errors:
        raise ValidationError(errors)


def _referable(user, model, pk, project=None):
    """Query for the id, empty if the user may not refer to that row in a record of the project."""
    rows = model._default_manager.filter(pk=pk).order_by().values("pk")
    if hasattr(rows, "visible_to"):
        rows = rows.visible_to(user)
    if project and "project" in _names(model):
        rows = rows.filter(models.Q(project=project) | models.Q(project=None))
    return rows


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
