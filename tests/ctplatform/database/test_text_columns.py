"""Ids, times and JSON that the database writes as text are as Python would write them."""

import datetime as dt
import json
import uuid

import orjson
import pytest
from django.db.models import F

from ctplatform.database.functions import IdIn
from ctplatform.database.text_columns import columns_as_text, read_stored
from ctplatform.exchange.tables import row_tuples, write_csv, write_jsonl
from incidents.models import Incident
from tests.factories.accounts import ProjectFactory
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
COLUMNS = {
    "id": "id", "project": "project_id", "place": "place_id", "title": "title",
    "absences": "absences", "attack_types": "attack_types", "created": "created",
    "embargo": F("embargo_until"),
}  # fmt: skip
ABSENCES = {"country": "unknown", "summary": "not_applicable"}


@pytest.fixture
def rows():
    project = ProjectFactory()
    full = IncidentFactory(
        project=project, title="=Full", country=None, summary="", absences=ABSENCES,
        attack_types=["bombing"],
    )  # fmt: skip
    bare = IncidentFactory(project=project, title="Bare", attack_types=None, absences={})
    Incident.objects.filter(pk=full.pk).update(
        created=dt.datetime(2026, 1, 2, 3, 4, 5, 60, dt.UTC), embargo_until=None
    )
    Incident.objects.filter(pk=bare.pk).update(
        created=dt.datetime(2026, 1, 2, 3, 4, 5, 0, dt.UTC), attack_types=[]
    )
    return Incident.objects.order_by("id")


def test_json_lines_are_the_same(rows):
    names = tuple(COLUMNS)
    as_text, stored = columns_as_text(Incident, COLUMNS)
    assert stored == ("absences", "attack_types")
    written = b"".join(write_jsonl(row_tuples(rows, as_text), names, stored))
    assert written == b"".join(write_jsonl(row_tuples(rows, COLUMNS), names))
    first = orjson.loads(written.splitlines()[0])
    assert first["created"] == "2026-01-02T03:04:05.000060Z"
    assert uuid.UUID(first["id"]) == rows[0].pk
    assert first["absences"] == ABSENCES


def test_cells_are_the_same(rows):
    names = tuple(COLUMNS)
    as_text, stored = columns_as_text(Incident, COLUMNS)
    written = b"".join(write_csv(row_tuples(rows, as_text), names, stored))
    assert written == b"".join(write_csv(row_tuples(rows, COLUMNS), names))
    assert b"'=Full" in written
    assert b"2026-01-02T03:04:05Z" in written


@pytest.mark.parametrize("value", [None, [], {}, [1, "a"], {"a": None}, 0, "text"])
def test_stored_json_is_read(value):
    stored = None if value is None else json.dumps(value)
    assert read_stored(stored) == value
    assert read_stored("null") is None


def test_rows_are_found_by_many_ids(rows):
    first, last = rows
    assert list(rows.filter(IdIn("pk", [first.pk, uuid.uuid4()]))) == [first]
    assert list(rows.filter(IdIn("project", [last.project_id]), title="Bare")) == [last]
    assert not rows.filter(IdIn("place", [])).exists()
    assert list(rows.exclude(IdIn("pk", [first.pk]))) == [last]
