"""Columns of an export that the database writes as text, where Python would take longer."""

import json
from collections.abc import Mapping

from django.core.exceptions import FieldError
from django.db import models
from django.db.models import F, TextField
from django.db.models.functions import Cast

from ctplatform.database.functions import IdText, TimeText

EMPTY = {None: None, "[]": [], "{}": {}}


def columns_as_text(model, columns: Mapping[str, object]) -> tuple[dict, tuple[str, ...]]:
    """The columns with ids and times as text, and the names of those that are JSON as stored.

    `columns` are {name: field path or expression}; `read_stored` reads the JSON.
    """
    found, stored = dict(columns), []
    for name, path in columns.items():
        kind = type(_field_of(model, path) if isinstance(path, str) else _output_of(path))
        column = F(path) if isinstance(path, str) else path
        if kind is models.UUIDField:
            found[name] = IdText(column)
        elif kind is models.DateTimeField:
            found[name] = TimeText(column)
        elif kind is models.JSONField:
            found[name] = Cast(column, TextField())
            stored.append(name)
    return found, tuple(stored)


def read_stored(text):
    """The value of a column of JSON, as the database holds it; most are empty lists or objects."""
    return EMPTY[text] if text in EMPTY else json.loads(text)


def _field_of(model, path):
    """The field that a path ends at; that of the id for a reference."""
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model
    return field.target_field if field.is_relation else field


def _output_of(expression):
    """The output field that an expression states; None where the database query decides it."""
    try:
        return expression.output_field
    except (AttributeError, FieldError):
        return None
