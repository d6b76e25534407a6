"""Rows as JSON objects and back: `write_row` and `read_row`."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from ctplatform.bundles.contents.bundled_tables import is_reference
from ctplatform.bundles.contents.names import ID, URN, replaced


class BadRow(ValueError):
    """A row of a bundle that cannot be read; `column` names the value, if it is one."""

    def __init__(self, message, column=""):
        super().__init__(str(message))
        self.column = column


def to_line(values: dict) -> bytes:
    """A JSON object as a line, the same for the same values."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass") + b"\n"


def file_member(table, row, field) -> str:
    """Where the bundle holds the file of a row: `files/`, its table, its id, its suffix."""
    name = getattr(row, field.attname).name
    suffix = "".join(letter for letter in name.rpartition(".")[2].lower() if letter.isalnum())[:10]
    return f"files/{table.name}/{row.pk}" + (f".{suffix}" if "." in name and suffix else "")


def write_row(table, row, names: dict) -> dict:
    """The JSON object of a row; `names` are {id: name} of people and shared rows."""
    return {field.name: _written(table, row, field, names) for field in table.fields}


def _written(table, row, field, names):
    value = getattr(row, field.attname)
    if isinstance(field, models.FileField):
        return file_member(table, row, field) if value else None
    if isinstance(field, models.JSONField) or field.name in table.query_columns:
        return replaced(value, ID, lambda text: names.get(text, text))
    if isinstance(value, UUID):
        return names.get(str(value), str(value))
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def read_row(table, values: dict, ids: dict, renew=None):
    """The unsaved row of a JSON object.

    `ids` are {name: id} of people and shared rows; `renew(id)` gives the row of a copy its new id.
    Files are not set. Raises BadRow.
    """
    fields = {field.name: field for field in table.fields}
    if not isinstance(values, dict):
        raise BadRow(_("This is not an object."))
    if unknown := sorted(values.keys() - fields.keys()):
        raise BadRow(_("There is no such column; a newer release may have it."), unknown[0])
    row = table.model()
    for name, field in fields.items():
        if name in values:
            setattr(row, field.attname, _read(table, field, values[name], ids, renew))
        elif not (field.null or field.blank or field.has_default()):
            raise BadRow(_("The column is missing."), name)
    return row


def _read(table, field, value, ids, renew):
    if value is None:
        if not (field.null or isinstance(field, models.FileField)):
            raise BadRow(_("A value is missing."), field.name)
        return "" if isinstance(field, models.FileField) else None
    if isinstance(field, models.FileField):
        return ""
    if isinstance(field, models.JSONField) or field.name in table.query_columns:
        if renew is not None:
            value = replaced(value, ID, renew)
        return replaced(value, URN, lambda text: str(ids.get(text, text)))
    if is_reference(field) or isinstance(field, models.UUIDField):
        return _read_id(field, value, ids, renew)
    try:
        return field.to_python(value)
    except (ValidationError, TypeError, ValueError) as error:
        raise BadRow(_("This is not a value of the column: %.100s") % value, field.name) from error


def _read_id(field, value, ids, renew):
    if not isinstance(value, str):
        raise BadRow(_("An id is a text: %.100s") % value, field.name)
    if value in ids:
        return ids[value]
    if not ID.fullmatch(value):
        raise BadRow(
            _("This installation has no “%.200s”: load the countries, or the codebook, first.")
            % value,
            field.name,
        )
    is_kept = renew is None or field.name in KEPT_IDS
    return UUID(value if is_kept else renew(value))


KEPT_IDS = ("guid", "import_job")
"""Columns of ids that are the same in every copy."""


def clean_row(row) -> None:
    """Check the values of a row by the validators of its columns, without queries. Raises BadRow.

    Empty values are checked by the constraints of the table alone.
    """
    unchecked = {
        field.name
        for field in row._meta.concrete_fields
        if field.is_relation
        or isinstance(field, models.FileField)
        or getattr(row, field.attname) in field.empty_values
    }
    try:
        row.clean_fields(exclude=unchecked)
    except ValidationError as error:
        column, texts = next(iter(error.message_dict.items()))
        raise BadRow(texts[0], column) from error
