"""Many rows are inserted and updated as single ones would be."""

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ctplatform.curation.rows import edit_rows
from ctplatform.database.bulk_loader import insert_rows, update_rows
from incidents.models import Incident
from incidents.recounts.models import DirtyBucket
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
COLUMNS = {
    "title",
    "lat",
    "lon",
    "killed_low",
    "attack_types",
    "absences",
    "date_earliest",
    "state",
}


def stored(rows):
    return {row.pk: row for row in Incident.objects.filter(pk__in=[row.pk for row in rows])}


@pytest.mark.parametrize("count", [1, 3])
def test_all_types_of_columns_are_updated_as_save_does(count):
    rows = IncidentFactory.create_batch(count)
    for number, row in enumerate(rows):
        row.title = f"Ångström “{number}”, {{1}} \\ 'x' %s"
        row.lat = row.lon = None if number == 1 else 1.5
        row.killed_low = None if number == 1 else number
        row.attack_types = None if number == 0 else ["assassination", 'with "quotes"']
        row.absences = {"country": "unknown"}
        row.date_earliest = None
        row.state = Incident.State.WITHDRAWN if number else row.state
    assert update_rows(Incident, [(row, row.version) for row in rows], COLUMNS) == count
    for pk, found in stored(rows).items():
        row = next(each for each in rows if each.pk == pk)
        assert all(getattr(found, name) == getattr(row, name) for name in COLUMNS)


def test_a_row_of_another_version_is_left():
    rows = IncidentFactory.create_batch(3)
    for row in rows:
        row.title = "New"
    versions = [(rows[0], 1), (rows[1], 4), (rows[2], 1)]
    assert update_rows(Incident, versions, ["title"]) == 2
    assert sorted(row.title == "New" for row in stored(rows).values()) == [False, True, True]


def test_a_text_that_is_too_long_is_not_cut_off():
    rows = IncidentFactory.create_batch(2)
    rows[1].title = "x" * 301
    if connection.vendor == "sqlite":  # it knows no lengths
        update_rows(Incident, [(row, None) for row in rows], ["title"])
        assert len(stored(rows)[rows[1].pk].title) == 301
        return
    with pytest.raises(DataError), transaction.atomic():
        update_rows(Incident, [(row, None) for row in rows], ["title"])


def test_rows_whose_id_the_database_gives_are_inserted():
    project = IncidentFactory().project
    days = ["2024-01-01", "2024-02-01", "2024-03-01"]
    insert_rows([DirtyBucket(project=project, start=day, end=day) for day in days])
    found = DirtyBucket.objects.filter(project=project).order_by("id")
    assert [str(each.start) for each in found] == days
    assert len({each.pk for each in found}) == 3


def test_a_constraint_that_did_not_change_is_not_asked_for_again():
    incident = IncidentFactory(lat=1.5, lon=2.5)
    with CaptureQueriesContext(connection) as queries:
        (fine,) = edit_rows([(incident, {"title": "Other"})])
    assert fine.title == "Other"
    assert len(queries) == 0
    (error,) = edit_rows([(incident, {"lon": None})])
    assert "latitude" in str(error)
