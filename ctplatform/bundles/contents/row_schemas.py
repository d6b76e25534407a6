"""A JSON Schema of the rows of a table, from its columns."""

from django.db import models

from ctplatform.bundles.contents.bundled_tables import BundledTable

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
