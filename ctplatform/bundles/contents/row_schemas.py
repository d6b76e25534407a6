"""A JSON Schema and a Table Schema of the rows of a table, from its columns."""

from django.db import models

from ctplatform.bundles.contents.bundled_tables import (
    BundledTable,
    bundled_tables,
    is_reference,
)

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ID = {
    "type": "string",
    "pattern": "^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|urn:ctplatform:.+)$",
}
TYPES = (
    (models.FileField, {"type": "string", "pattern": "^files/"}),
    (models.JSONField, {}),
    (models.BooleanField, {"type": "boolean"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.DecimalField, {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}),
    (models.FloatField, {"type": "number"}),
    (models.IntegerField, {"type": "integer"}),
    (models.UUIDField, ID),
    (models.CharField, {"type": "string"}),
    (models.TextField, {"type": "string"}),
)


def schema_of(table: BundledTable) -> dict:
    """The JSON Schema (draft 2020-12) of one line of a table."""
    return {
        "$schema": DRAFT,
        "title": table.name,
        "description": str(table.model._meta.verbose_name),
        "type": "object",
        "additionalProperties": False,
        "required": sorted(field.name for field in table.fields),
        "properties": {field.name: _property(field) for field in table.fields},
    }


def _property(field) -> dict:
    found = dict(ID) if field.is_relation else _type_of(field)
    if isinstance(field, models.FileField) or (field.null and "type" in found):
        found["type"] = [found["type"], "null"]
    if isinstance(field, models.CharField) and field.max_length and field.max_length < 10_000:
        found["maxLength"] = field.max_length
    label = str(field.verbose_name)
    return found | {"description": label if label != field.name else field.name.replace("_", " ")}


def _type_of(field) -> dict:
    return next((dict(made) for kind, made in TYPES if isinstance(field, kind)), {})


TABLE_TYPES = (
    (models.FileField, "string"),
    (models.JSONField, "any"),
    (models.BooleanField, "boolean"),
    (models.DateTimeField, "datetime"),
    (models.DateField, "date"),
    (models.DecimalField, "number"),
    (models.FloatField, "number"),
    (models.IntegerField, "integer"),
)
NAMED_BY_URN = ("incidents.place", "annotations.codebook", "annotations.code", "accounts.user")
"""Tables with rows that a bundle names instead of holding them; see `names`."""


def table_schema_of(table: BundledTable) -> dict:
    """The Table Schema (Data Package 2.0) of a table, with the references that always hold.

    An empty text is a text, so no value stands for a missing one but null.
    """
    in_order = sorted(table.fields, key=lambda field: field.name)  # as in the lines
    names = [field.name for field in in_order]
    key = table.model._meta.pk.name
    found = {
        "fields": [_table_field(field) for field in in_order],
        "missingValues": [],
        "primaryKey": [key] if key in names else None,
        "foreignKeys": _foreign_keys(table),
    }
    return {name: value for name, value in found.items() if value is not None}


def _table_field(field):
    kinds = (kind for model, kind in TABLE_TYPES if isinstance(field, model))
    kind = "string" if field.is_relation else next(kinds, "string")
    found = {"name": field.name, "type": kind, "description": _property(field)["description"]}
    if not field.null and kind != "any" and not isinstance(field, models.FileField):
        found["constraints"] = {"required": True}
    return found


def _foreign_keys(table):
    bundled = {each.name for each in bundled_tables()} - set(NAMED_BY_URN)
    found = []
    for field in table.fields:
        if not is_reference(field) or not field.db_constraint:
            continue
        name = field.related_model._meta.label_lower
        if name in bundled:
            other = {"resource": name, "fields": [field.target_field.name]}
            found.append({"fields": [field.name], "reference": other})
    return found or None
