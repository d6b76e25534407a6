"""Rows that a reader may not see, and other values for each of their fields."""

import datetime
import uuid
from decimal import Decimal

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

APPS = ("accounts", "annotations", "curation", "incidents", "jobs", "lists")
# What decides whom a row belongs to or who sees it: with another value it is another row.
KEPT = {"project", "user", "created_by", "marking", "visibility", "embargo_until", "recipient"}


SHOWN_AS_AUTHORS = {"accounts.User"}
"""Models of which the name is shown beside what a row of theirs wrote, to whoever may read that."""


def hidden_rows(user):
    """{model: the rows that exist and that this person may not see}, without empty ones."""
    found = {}
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            rows = model._default_manager.all()
            if hasattr(rows, "visible_to") and model._meta.label not in SHOWN_AS_AUTHORS:
                shown = list(rows.visible_to(user).values_list("pk", flat=True))
                hidden = model._base_manager.exclude(pk__in=shown)
                if keys := list(hidden.values_list("pk", flat=True)):
                    found[model] = keys
    return found


def remove(hidden):
    """Delete the hidden rows that no other row names; return how many.

    Constraints are not asked: this is for a transaction that is rolled back.
    """
    count = 0
    for model, keys in hidden.items():
        free = set(keys)
        for relation in model._meta.related_objects:
            others = relation.related_model._base_manager
            others = others.exclude(pk__in=hidden.get(relation.related_model, ()))
            named = others.filter(**{f"{relation.field.name}__in": keys})
            free -= set(named.values_list(relation.field.attname, flat=True))
        count += model._base_manager.filter(pk__in=free)._raw_delete(connection.alias)
    return count


def open_history():
    """Let the history be written to, until the transaction is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO curation_historygate (opened) VALUES (CURRENT_TIMESTAMP)")


def flip(model, keys, user):
    """Give every field of these rows another value where the database takes one.

    Return the names of the fields that were changed. Rows that would become visible by a change
    keep their value.
    """
    return [field.name for field in model._meta.concrete_fields if _flip_field(field, keys, user)]


def _flip_field(field, keys, user):
    model = field.model
    if field.primary_key or field.name in KEPT:
        return False
    changed = 0
    for key in keys:
        row = model._base_manager.filter(pk=key)
        before = row.values_list(field.attname, flat=True).get()
        changed += any(_try(row, field, value, user) for value in _others(field, before, keys))
    return changed > 0


def _try(row, field, value, user):
    try:
        with transaction.atomic():
            row.update(**{field.attname: value})
            if (
                field.model._default_manager.visible_to(user)
                .filter(pk__in=row.values("pk"))
                .exists()
            ):
                raise DatabaseError("It would be visible.")
    except (DatabaseError, ValueError):
        return False
    return True


def _others(field, before, keys):
    """Values besides this one, the likeliest to be taken first."""
    if isinstance(field, models.ForeignKey):
        rows = field.remote_field.model._base_manager.exclude(pk=before)
        yield from rows.order_by("-pk").values_list("pk", flat=True)[:3]
    elif field.choices:
        yield from (value for value, _words in field.flatchoices if value != before)
    else:
        yield from next((make(before) for kind, make in KINDS if isinstance(field, kind)), ())
    if field.null and before is not None:
        yield None


def _texts(before):
    return [f"FLIPPED{uuid.uuid4().hex}"[:length] for length in (39, 10, 2)]


DAY = datetime.timedelta(days=1)
DAYS = datetime.date(2020, 1, 1)
MOMENT = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
KINDS = (
    (models.BooleanField, lambda before: [not before]),
    (models.UUIDField, lambda before: [uuid.uuid4()]),
    (models.DateTimeField, lambda before: [(before or MOMENT) + DAY]),
    (models.DateField, lambda before: [(before or DAYS) + DAY]),
    (models.IntegerField, lambda before: [(before or 0) + 1, (before or 0) - 1]),
    (models.FloatField, lambda before: [(before or 0) / 2 + 0.125]),
    (models.DecimalField, lambda before: [Decimal(before or 0) / 2 + Decimal("0.1")]),
    (models.JSONField, lambda before: [["F"] if isinstance(before, list) else {"F": "FLIPPED"}]),
    (models.CharField | models.TextField, _texts),
)
