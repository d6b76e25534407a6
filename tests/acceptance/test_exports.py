"""What was entered comes out: each export has the list's rows, with the list's values."""

import csv
import io
import json

import pytest

from ctplatform.exchange.tables import text_of_cell
from incidents.imports.formats.loading import load_file
from incidents.imports.services import RowDestination
from incidents.models import Incident
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db
LISTS = (
    ("incidents", 38),
    ("actors", 30),
    ("actor-relations", 46),
    ("assessments", 52),
    ("allegations", 16),
    ("warnings", 2),
    ("casualties", 4),
    ("responsibility", 8),
    ("incident-places", 12),
    ("allegation-subjects", 1),
)

TOLD_IN_WORDS = {"claimants", "verdicts", "actors"}  # rows in the list, words in a file


def exported(khorasan, name, form):
    answer = khorasan.api.get(f"{name}/export/", {"format": form, "project": "khorasan"})
    return b"".join(answer.streaming_content).decode()


@pytest.mark.parametrize(("name", "count"), LISTS)
def test_jsonl_has_each_row_with_its_values(name, count, khorasan):
    entered = {row["id"]: row for row in khorasan.rows(f"{name}/")}
    written = [json.loads(line) for line in exported(khorasan, name, "jsonl").splitlines()]
    assert len(written) == len(entered) == count
    for row in written:
        given = entered[row["id"]]
        same = row.keys() & given.keys() - TOLD_IN_WORDS
        assert {key: row[key] for key in same} == {key: given[key] for key in same}
        assert len(same) > 6


@pytest.mark.parametrize(("name", "count"), LISTS)
def test_csv_has_the_same_rows(name, count, khorasan):
    lines = [json.loads(line) for line in exported(khorasan, name, "jsonl").splitlines()]
    table = list(csv.DictReader(io.StringIO(exported(khorasan, name, "csv"), newline="")))
    assert len(table) == count
    for line, row in zip(lines, table, strict=True):
        assert row.keys() == line.keys()
        for key, value in line.items():
            if isinstance(value, str):
                assert text_of_cell(row[key]) == value
            elif value is None:
                assert row[key] == ""


def test_allegation_leaves_with_who_claims_it_and_what_was_found(khorasan):
    rows = [json.loads(line) for line in exported(khorasan, "allegations", "jsonl").splitlines()]
    by_key = {khorasan.key(row["id"]): row for row in rows}
    assert "Government of Russia" in str(by_key["C07"]["claimants"])
    assert "Russia only" in str(by_key["C07"]["verdicts"])
    assert not by_key["C08"]["verdicts"]


def test_geojson_comes_back_whole_in_an_empty_project(khorasan, tmp_path):
    path = tmp_path / "export.geojson"
    path.write_text(exported(khorasan, "incidents", "geojson"))
    team = Team()
    load_file(
        path,
        "geojson",
        {},
        RowDestination(team.project, "ctplatform"),
        by=team.author,
        report=lambda done, total: None,
    )
    wanted = {
        each["properties"]["title"]: each["geometry"] and each["geometry"]["coordinates"]
        for each in json.loads(path.read_text())["features"]
    }
    rows = Incident.objects.filter(project=team.project).select_related("place")
    positions = {row.title: row.position_for(team.owner) for row in rows}
    found = {
        title: [at.lon, at.lat] if at.lat is not None else None for title, at in positions.items()
    }
    assert found == wanted
    assert sum(point is not None for point in wanted.values()) >= 3
