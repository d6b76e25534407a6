"""Real files and our own exports, from the file to the register and back."""

import csv
import io
import os
from pathlib import Path

import orjson
import pytest
from django.conf import settings

from ctplatform.exchange.registry import find_format
from incidents.exports.precision_codes import CODES
from incidents.imports.formats.loading import load_file
from incidents.imports.services import RowDestination
from incidents.models import CasualtyEstimate, ExternalRecord, Incident, Place
from incidents.services import load_gazetteer
from tests.factories.curation import Team
from tests.factories.incidents import PlaceFactory

pytestmark = pytest.mark.django_db
SHARED = Path(os.environ.get("CTPLATFORM_SHARED", settings.BASE_DIR.parent / "shared")) / "data"
GED = SHARED / "inc-ucdp-ged-sample1000" / "ucdpged_sample_1000.csv"
AFGHANISTAN = SHARED / "inc-ucdp-ged-afghanistan-310" / "clean_conflicts.geojson"
needs_shared = pytest.mark.skipif(not GED.exists(), reason="the shared data lie beside the project")


def bring(team, path, format="ucdp", dataset="ucdp-ged", **options):
    return load_file(
        path,
        format,
        options,
        RowDestination(team.project, dataset, "attribution"),
        by=team.author,
        report=lambda done, total: None,
    )


@needs_shared
def test_ucdp_ged_comes_in_whole():
    """Figures of its SOURCE.txt, and what plain csv says of the file."""
    team = Team()
    load_gazetteer()
    summary = bring(team, GED)
    rows = list(csv.DictReader(io.StringIO(GED.read_text())))
    mine = Incident.objects.filter(project=team.project)
    assert (summary["made"], mine.count()) == (1000, 1000)
    countries = {code: mine.filter(country=code).count() for code in ("AF", "PK")}
    assert countries == {"AF": 135, "PK": 34}
    islamic_state = mine.filter(participations__actor__name="IS")
    assert islamic_state.distinct().count() == 88
    assert len(set(islamic_state.values_list("country", flat=True))) == 15
    assert islamic_state.filter(country="SY").distinct().count() == 50
    assert not mine.filter(country=None).exists()
    summaries = sum(row["event_clarity"] == "2.0" for row in rows)
    assert mine.filter(record_kind="series").count() == summaries
    days = sum(row["date_start"] == row["date_end"] for row in rows)
    assert mine.filter(date_precision="day").count() == days
    best = sum(
        int(float(row["best"]))
        for row in rows
        if float(row["low"]) <= float(row["best"]) <= float(row["high"])
    )
    totals = CasualtyEstimate.objects.filter(incident__project=team.project, group="")
    assert sum(total.best or 0 for total in totals) == best
    refused = totals.filter(qualifier="contradictory")
    assert refused.count() == 13
    assert all((row.low, row.best, row.high) == (None,) * 3 for row in refused)
    assert refused.filter(stated="low 334, best 333, high 333").count() == 1
    assert bring(team, GED)["unchanged"] == 1000


@needs_shared
def test_ucdp_features_come_in_whole():
    team = Team()
    summary = bring(team, AFGHANISTAN)
    mine = Incident.objects.filter(project=team.project)
    assert (summary["made"], mine.count(), summary["errors"]) == (310, 310, 0)
    assert mine.filter(title__startswith="Government of Afghanistan against Taleban").count() == 270
    assert mine.filter(participations__actor__name="IS").distinct().count() == 14
    killed = CasualtyEstimate.objects.filter(incident__external_records__external_id="146881")
    assert {(row.group, row.best) for row in killed} == {
        ("Government of Afghanistan", 30),
        ("UIFSA", 6),
    }
    assert bring(team, AFGHANISTAN)["unchanged"] == 310


def exported(team, name, tmp_path):
    rows = Incident.objects.filter(project=team.project).order_by("id")
    path = tmp_path / f"export.{name}"
    path.write_bytes(b"".join(find_format("incidents", name).write(rows, team.owner)))
    return path


def rich(team):
    """Incidents with everything that an export holds."""
    place = PlaceFactory(project=team.project, name="Ménaka", lat=15.9, lon=2.4, created_by=None)
    values = {
        "summary": "Two lines,\n“quoted”.",
        "attack_types": ["bombing", "armed_assault"],
        "absences": {"lifecycle": "unknown"},
        "date_words": "last spring",
        "rights": "open",
        "embargo_until": "2031-01-01T00:00:00Z",
        "place": place,
    }
    team.candidate(title="=SUM(A1)", date="2024-21", **values)
    team.candidate(title="'quoted", date="2013-01-16/2013-01-19", country="DZ")
    team.candidate(title="Без даты", date=None)


def plain(path):
    """An export's columns that a person may set, by title; the place by its name, not its kind."""
    rows = csv.DictReader(io.StringIO(path.read_text()))
    own = ("id", "project", "place", "created", "updated", "version", "state", *CODES[-3:])
    return {row["title"]: {n: v for n, v in row.items() if n not in own} for row in rows}


@pytest.mark.parametrize("name", ["csv", "jsonl", "geojson"])
def test_our_exports_come_back_as_they_went(name, tmp_path):
    first, second = Team(), Team()
    rich(first)
    path = exported(first, name, tmp_path)
    summary = bring(second, path, name, "ctplatform")
    assert summary["made"] == 3
    before, after = (plain(exported(team, "csv", tmp_path)) for team in (first, second))
    for row in (*before.values(), *after.values()):
        row["rights"] = row["rights"] or "attribution"  # what the import was told
    assert after == before
    assert bring(second, path, name, "ctplatform")["unchanged"] == 3


@pytest.mark.parametrize("name", ["csv", "jsonl", "geojson"])
def test_an_export_that_was_edited_comes_back_as_changes(name, tmp_path):
    team = Team()
    rich(team)
    published = team.publish(Incident.objects.get(title="'quoted"))
    path = exported(team, name, tmp_path)
    assert bring(team, path, name, "ctplatform")["unchanged"] == 3
    path.write_text(path.read_text().replace("quoted", "edited").replace("Без", "Bez"))
    summary = bring(team, path, name, "ctplatform")
    assert (summary["made"], summary["changed"], summary["proposals"]) == (0, 3, 1)
    published.refresh_from_db()
    assert published.title == "'quoted"
    assert Incident.objects.filter(title="Bez даты").exists()
    assert Place.objects.count() == 1
    assert not ExternalRecord.objects.exists()


def test_json_of_unicode_keys_is_bounded(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(orjson.dumps({"id": "x" * 201, "title": "A"}))
    with pytest.raises(ValueError, match="1 error in"):
        bring(Team(), path, "jsonl", "ctplatform")
