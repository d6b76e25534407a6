"""The id of a record in its dataset: on its page, in lists, searches, filters and exports."""

import csv
import io
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from rest_framework.test import APIClient

from ctplatform.curation import services as curation
from ctplatform.exchange.registry import find_format
from incidents.imports.formats.loading import load_file
from incidents.imports.services import ImportRefused, RowDestination
from incidents.models import ExternalRecord, Incident
from tests.factories.curation import Team
from tests.incidents.imports.test_files import AFGHANISTAN, GED, bring, needs_shared

pytestmark = pytest.mark.django_db
PAIR = [{"dataset": "ucdp-ged", "id": "59553"}]


def known_as(incident, external_id="59553", dataset="ucdp-ged"):
    return ExternalRecord.objects.create(
        project=incident.project,
        incident=incident,
        dataset=dataset,
        external_id=external_id,
        stated={},
    )


def exported(rows, name, reader, tmp_path):
    path = tmp_path / f"export.{name}"
    path.write_bytes(b"".join(find_format("incidents", name).write(rows.order_by("id"), reader)))
    return path


def rows_of(path):
    """The rows of an export in any of the three formats."""
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(path.read_text())))
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text().splitlines()]
    return [feature["properties"] for feature in json.loads(path.read_text())["features"]]


def listed(user, **query):
    client = APIClient()
    client.force_authenticate(user)
    return client.get("/api/v1/incidents/", query).json()["results"]


def test_the_page_of_a_record_shows_its_id_in_the_dataset():
    team = Team(visibility="public")
    incident = team.published()
    known_as(incident)
    page = Client().get(f"/incidents/{incident.pk}/").content.decode()
    assert ">UCDP 59553</a>" in page
    assert f"?project={team.project.slug}&amp;dataset=ucdp-ged&amp;dataset_id=59553" in page


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("59553", True),
        ("UCDP 59553", True),
        ("siege ucdp 59553", True),
        ("5955", False),
        ("gtd 59553", False),
        ("59553 market", False),
    ],
)
def test_typing_the_id_finds_the_record(words, found):
    team = Team(visibility="public")
    incident = team.published()
    known_as(incident)
    team.published(title="Another")
    rows = listed(team.reader, search=words)
    assert [row["id"] for row in rows] == [str(incident.pk)] * found
    page = Client().get("/search/", {"q": words, "project": team.project.slug}).content.decode()
    assert (f"/incidents/{incident.pk}/" in page) == found


def test_the_api_shows_and_filters_by_the_id():
    team = Team(visibility="public")
    incident, other = team.published(), team.published(title="Other")
    known_as(incident)
    known_as(other, "AFG12", "acled")
    row = next(row for row in listed(team.reader, dataset="UCDP-GED"))
    assert (row["dataset"], row["dataset_id"], row["dataset_ids"]) == ("ucdp-ged", "59553", PAIR)
    assert [row["id"] for row in listed(team.reader, dataset_id="afg12")] == [str(other.pk)]
    assert listed(team.reader, dataset="acled", dataset_id="59553") == []
    plain = team.published(title="Plain")
    client = APIClient()
    client.force_authenticate(team.reader)
    row = client.get(f"/api/v1/incidents/{plain.pk}/").json()
    assert (row["dataset"], row["dataset_id"], row["dataset_ids"]) == (None, None, [])


def test_a_list_looks_ids_up_together(django_assert_max_num_queries):
    team = Team()
    for number in range(3):
        known_as(team.published(title=f"Event {number}"), str(number))
    with django_assert_max_num_queries(40) as few:
        listed(team.reader)
    for number in range(3, 9):
        known_as(team.published(title=f"Event {number}"), str(number))
    with django_assert_max_num_queries(len(few)):
        assert len(listed(team.reader)) == 9


def merged_pair(team, **values):
    kept, gone = team.published(), team.published(title="Same siege", **values)
    known_as(gone)
    outcome = curation.merge(gone, kept, by=team.editor, reason="The same.")
    for reviewer in (team.second, team.owner):
        if outcome.proposal:
            curation.accept(outcome.proposal, by=reviewer)
    gone.refresh_from_db()
    assert gone.merged_into_id == kept.pk
    return kept, gone


def test_a_merged_record_lends_its_id_to_the_one_that_stands_for_it(tmp_path):
    team = Team(visibility="public")
    kept, _gone = merged_pair(team)
    for query in ({"search": "UCDP 59553"}, {"dataset_id": "59553"}):
        assert [row["id"] for row in listed(team.reader, **query)] == [str(kept.pk)]
    path = exported(Incident.objects.filter(pk=kept.pk), "csv", team.reader, tmp_path)
    assert [row["dataset_id"] for row in rows_of(path)] == ["59553"]


def test_a_hidden_merged_record_lends_outsiders_nothing(tmp_path):
    team = Team(visibility="public")
    kept, gone = merged_pair(team)
    Incident.objects.filter(pk=gone.pk).update(marking="red")
    outsider = AnonymousUser()
    for query in ({"search": "UCDP 59553"}, {"dataset_id": "59553"}, {"dataset": "ucdp-ged"}):
        assert APIClient().get("/api/v1/incidents/", query).json()["results"] == []
    row = APIClient().get(f"/api/v1/incidents/{kept.pk}/").json()
    assert row["dataset_ids"] == []
    assert "59553" not in Client().get(f"/incidents/{kept.pk}/").content.decode()
    for name in ("csv", "jsonl", "geojson"):
        path = exported(Incident.objects.filter(pk=kept.pk), name, outsider, tmp_path)
        assert "59553" not in path.read_text()


def test_outsiders_take_along_no_id_of_a_restricted_merged_record(tmp_path):
    team = Team(visibility="public")
    kept, _gone = merged_pair(team, rights="restricted")
    rows = Incident.objects.filter(pk=kept.pk)
    assert not rows_of(exported(rows, "csv", AnonymousUser(), tmp_path))[0]["dataset_id"]
    assert rows_of(exported(rows, "csv", team.reader, tmp_path))[0]["dataset_id"] == "59553"


@pytest.mark.parametrize("name", ["csv", "jsonl", "geojson"])
def test_an_export_brings_the_ids_into_another_project(name, tmp_path):
    team, other = Team(), Team()
    known_as(team.candidate())
    path = exported(Incident.objects.all(), name, team.editor, tmp_path)
    assert bring(other, path, name, "ctplatform")["made"] == 1
    mine = Incident.objects.get(project=other.project)
    known = set(mine.external_records.values_list("dataset", "external_id"))
    assert ("ucdp-ged", "59553") in known
    assert bring(other, path, name, "ctplatform")["unchanged"] == 1
    Incident.objects.filter(pk=mine.pk).update(title="Corrected here")
    assert bring(other, path, name, "ctplatform")["unchanged"] == 1
    own = exported(Incident.objects.filter(pk=mine.pk), name, other.editor, tmp_path)
    assert rows_of(own)[0]["dataset_id"] == "59553"


def test_a_record_that_is_here_under_its_id_is_not_made_again(tmp_path):
    team, other = Team(), Team()
    known_as(team.candidate())
    here = other.candidate(title="Siege of the plant")
    known_as(here)
    path = exported(Incident.objects.filter(project=team.project), "csv", team.editor, tmp_path)
    summary = bring(other, path, "csv", "ctplatform")
    assert (summary["made"], summary["changed"]) == (0, 1)
    here.refresh_from_db()
    assert here.title == "Siege"


@pytest.mark.parametrize(
    "cell", ["[1]", '[{"dataset": "A B", "id": "1"}]', '[{"dataset": "a", "id": ""}]', "{"]
)
def test_ids_that_cannot_be_read_are_named_by_row_and_column(cell, tmp_path):
    path = tmp_path / "export.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["id", "title", "dataset_ids"], ["1", "Siege", cell]])
    with pytest.raises(ImportRefused) as refused:
        bring(Team(), path, "csv", "ctplatform")
    assert [(note.row, note.column) for note in refused.value.notes] == [(2, "dataset_ids")]


@needs_shared
@pytest.mark.parametrize("name", ["csv", "jsonl", "geojson"])
@pytest.mark.parametrize("source", [GED, AFGHANISTAN])
def test_exports_join_back_to_the_files_they_came_from(source, name, tmp_path):
    """By the id alone: the same ids, and for each the same best estimate or side."""
    team = Team()
    bring(team, source)
    rows = rows_of(exported(Incident.objects.all(), name, team.editor, tmp_path))
    if source is GED:
        given = list(csv.DictReader(io.StringIO(GED.read_text())))
    else:
        given = [each["properties"] for each in json.loads(source.read_text())["features"]]
    years = {str(int(float(row["id"]))): str(row["date_start"])[:4] for row in given}
    joined = {row["dataset_id"]: row["date_earliest"][:4] for row in rows}
    assert joined == years
    assert {row["dataset"] for row in rows} == {"ucdp-ged"}
    some = next(iter(years))
    assert len(listed(team.editor, search=f"UCDP {some}")) == 1


@needs_shared
def test_ucdp_knows_its_events_again_after_a_move(tmp_path):
    """Exported, imported elsewhere, then the dataset itself: no event twice, and its sides come."""
    team, other = Team(), Team()
    bring(team, AFGHANISTAN)
    rows = Incident.objects.filter(project=team.project)
    path = exported(rows, "jsonl", team.editor, tmp_path)
    assert bring(other, path, "jsonl", "ctplatform")["made"] == 310
    target = RowDestination(other.project, "ucdp-ged")
    summary = load_file(
        AFGHANISTAN, "ucdp", {}, target, by=other.author, report=lambda done, total: None
    )
    assert (summary["made"], summary["errors"]) == (0, 0)
    mine = Incident.objects.filter(project=other.project)
    assert mine.filter(participations__actor__name="IS").distinct().count() == 14
    summary = load_file(
        AFGHANISTAN, "ucdp", {}, target, by=other.author, report=lambda done, total: None
    )
    assert summary["unchanged"] == 310
