"""The codebook of a release: what each column of each table means, and what values it may have."""

from collections.abc import Iterator, Mapping

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import override

COLUMNS = ("table", "column", "meaning", "type", "values")
TYPES = (
    (models.BooleanField, "true or false"),
    (models.UUIDField, "id (UUID)"),
    (models.ForeignKey, "id (UUID)"),
    (models.DateTimeField, "time (ISO 8601, UTC)"),
    (models.DateField, "day (ISO 8601)"),
    (models.IntegerField, "whole number"),
    ((models.FloatField, models.DecimalField), "number"),
    (models.JSONField, "list or object (JSON)"),
)
MEANINGS = {
    "id": "the row's id, the same in every release",
    "project": "short name of the project that it belongs to",
    "absences": "fields of which something is known without a value: unknown or not_applicable",
    "version": "counts up with every change",
    "created": "when it was recorded",
    "updated": "when it, or a row of it, was last changed",
    "date": "EDTF: as exactly as it is known, such as 2016-11 or 2016-11-14/2016-11-16",
    "date_words": "the date in the source's words",
    "date_earliest": "first day on which it may have been; empty where not known",
    "date_latest": "last day on which it may have been; empty where not known",
}
"""Columns that the labels of the fields do not explain."""


def describe(noun: str, model, columns: Mapping[str, object]) -> Iterator[tuple]:
    """Yield the cells of COLUMNS for each column ({name: field path or expression}) of a table."""
    with override("en"):
        for name, path in columns.items():
            field = _field_at(model, path) if isinstance(path, str) else None
            yield noun, name, _meaning(name, field), _type(field, path), _values(field)


def _field_at(model, path):
    """The field at the end of a path of relations; None where an annotation is meant."""
    *relations, last = path.removesuffix("_id").split("__")
    try:
        for name in relations:
            model = model._meta.get_field(name).related_model
        return model._meta.get_field(last)
    except FieldDoesNotExist:
        return None


def _meaning(name, field):
    if name in MEANINGS:
        return MEANINGS[name]
    words = name.replace("_", " ")
    label = str(getattr(field, "verbose_name", "") or words)
    if isinstance(field, models.ForeignKey):
        label = f"{label}: id of a row of “{field.related_model._meta.verbose_name_plural}”"
    return capfirst(label)


def _type(field, path):
    field = field or getattr(path, "output_field", None)
    return next((words for kinds, words in TYPES if isinstance(field, kinds)), "text")


def _values(field):
    """“slug: label” of each value of a vocabulary, separated by semicolons."""
    choices = getattr(field, "flatchoices", None) or ()
    return "; ".join(f"{value}: {label}" for value, label in choices)
