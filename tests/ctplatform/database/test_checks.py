"""CHECKs told without the database are told as the database does."""

import datetime as dt
import random

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import (
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    Q,
    TextField,
    UUIDField,
)
from django.db.models import F as Field
from django.db.models.fields.related import ForeignKey

from ctplatform.access.records import Row
from ctplatform.database.checks import NotPlainError, plainly_holds, value_of_condition
from incidents.models import Incident, IncidentLink

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
CHECKS = [
    (model, each)
    for model in apps.get_models()
    if issubclass(model, Row)
    for each in model._meta.constraints
    if isinstance(each, CheckConstraint)
]
IDS = [None, "0190a5e2-0000-7000-8000-000000000001", "0190a5e2-0000-7000-8000-000000000002"]
DAYS = [None, dt.date(2024, 1, 1), dt.date(2024, 1, 2)]
TIMES = [None, dt.datetime(2024, 1, 1, tzinfo=dt.UTC), dt.datetime(2024, 1, 2, tzinfo=dt.UTC)]


def some(field, pick):
    """A value that a column might hold, null and what it may not hold among them."""
    if isinstance(field, ForeignKey | UUIDField):
        return field.to_python(pick.choice(IDS))
    if isinstance(field, BooleanField):
        return pick.choice([None, True, False])
    if isinstance(field, DateTimeField):
        return pick.choice(TIMES)
    if isinstance(field, DateField):
        return pick.choice(DAYS)
    if isinstance(field, CharField | TextField):
        return pick.choice([None, "", "other", *(value for value, _ in field.flatchoices)])
    return pick.choice([None, 0, 1, 2, 7])


def rows_of(model, count=12):
    pick = random.Random(model._meta.label)
    for _ in range(count):
        row = model()
        for field in model._meta.concrete_fields:
            if not field.primary_key and field.get_internal_type() != "JSONField":
                setattr(row, field.attname, some(field, pick))
        yield row


def test_what_is_told_is_what_the_database_tells():
    """Of every CHECK of every record, over rows of values that break and keep it."""
    told, left, wrong = set(), set(), []
    for model, check in CHECKS:
        for row in rows_of(model):
            try:
                found = value_of_condition(check.condition, row) is not False
            except NotPlainError:
                left.add(check.name)
                continue
            told.add((check.name, found))
            against = row._get_field_expression_map(meta=model._meta)
            if found != Q(check.condition).check(against):
                wrong.append((model.__name__, check.name, found))
    assert wrong == []
    assert len({name for name, found in told if found}) > 100
    assert len({name for name, found in told if not found}) > 50
    assert len(left) < 0.1 * len(CHECKS)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Q(title="a") | Q(title="b"), True),
        (Q(title="b"), False),
        (~Q(country="AF"), None),
        (Q(country=None), True),
        (Q(country__isnull=False), False),
        (Q(title="a") & Q(country="AF"), None),
        (Q(title="b") & Q(country="AF"), False),
        (Q(title="a") | Q(country="AF"), True),
        (Q(title=Field("summary")), False),
        (Q(version__range=(1, 2)), True),
        (Q(version__in=[2, 3]), False),
        (Q(), True),
    ],
)
def test_null_is_unknown(condition, found):
    assert (
        value_of_condition(condition, Incident(title="a", summary="b", country=None, version=1))
        is found
    )


@pytest.mark.parametrize(
    "condition",
    [
        Q(title__startswith="a"),
        Q(title__lt="b"),
        Q(title=3),
        Q(absences={}),
        Q(title__in=["a", None]),
    ],
)
def test_what_is_not_plain_is_left_to_the_database(condition):
    with pytest.raises(NotPlainError):
        value_of_condition(condition, Incident(title="a", country="AF"))
    assert not plainly_holds(CheckConstraint(condition=condition, name="x"), Incident(title="a"))


def test_a_broken_check_says_its_words():
    row = IncidentLink(kind="follow_up", incident_id=IDS[1], to_id=IDS[1])
    with pytest.raises(ValidationError, match="this one is where it begins"):
        row.validate_constraints()
