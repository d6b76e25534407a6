"""Every row keeps its own coordinates and precision, whatever place it shares a name with."""

import csv
import io
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from ctplatform.curation.models import Revision
from ctplatform.curation.writing.access import redact_diff
from ctplatform.exchange.registry import find_format
from incidents.imports.formats.loading import load_file
from incidents.imports.services import RowDestination
from incidents.models import ExternalRecord, Incident, Place
from incidents.places.coordinate_redaction import ROUNDED_M
from incidents.services import load_gazetteer
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team
from tests.factories.incidents import PlaceFactory

pytestmark = pytest.mark.django_db
SHARED = Path(os.environ.get("CTPLATFORM_SHARED", settings.BASE_DIR.parent / "shared")) / "data"
FILES = sorted(SHARED.glob("inc-ucdp-*/*.[cg]*"))
needs_shared = pytest.mark.skipif(not FILES, reason="the shared data lie beside the project")

HEADER = (
    "id,side_a,side_b,type_of_violence,where_prec,where_coordinates,adm_1,country,"
    "latitude,longitude,date_start,date_end,best,low,high"
)
ROWS = (
    # A province that the shared list has without a position, and a town of the same name with two.
    (1, 4, "Kabul province", "Kabul province", "Afghanistan", 34.45, 69.2),
    (2, 1, "Kabul town", "Kabul province", "Afghanistan", 34.516667, 69.183333),
    (3, 2, "Kabul town", "Kabul province", "Afghanistan", 34.52, 69.19),
    (4, 6, "Afghanistan", "", "Afghanistan", 33.0, 66.0),
    (5, 5, "Kabul-Kandahar highway", "", "Afghanistan", 33.5, 68.4),
    (6, 7, "Arabian Sea", "", "Afghanistan", 15.0, 65.0),
    (7, 3, "Kabul district", "Kabul province", "Afghanistan", 34.5, 69.1),
    (8, 1, "Kabul town", "Kabul province", "Afghanistan", "", ""),
)


def ucdp(path, rows=ROWS):
    lines = [HEADER]
    for key, precision, name, adm_1, country, lat, lon in rows:
        lines.append(
            f"{key},Government of A,B,1,{precision},{name},{adm_1},{country},{lat},{lon},"
            "2020-01-01,2020-01-01,1,1,1"
        )
    path.write_text("\n".join(lines))
    return path


def bring(team, path, format="ucdp", dataset="ucdp-ged"):
    return load_file(
        path,
        format,
        {},
        RowDestination(team.project, dataset, "attribution"),
        by=team.author,
        report=lambda done, total: None,
    )


def export(team, name, reader=None):
    rows = Incident.objects.filter(project=team.project).order_by("id")
    return b"".join(find_format("incidents", name).write(rows, reader or team.owner)).decode()


def by_key(team, name="csv", reader=None):
    """The rows of an export by the key that they had in their dataset."""
    keys = dict(ExternalRecord.objects.values_list("incident_id", "external_id"))
    keys = {str(pk): key for pk, key in keys.items()}
    if name == "csv":
        rows = csv.DictReader(io.StringIO(export(team, name, reader)))
        return {keys[row["id"]]: row for row in rows}
    features = json.loads(export(team, name, reader))["features"]
    return {keys[each["id"]]: each["geometry"] for each in features}


def test_a_row_keeps_its_coordinates_beside_a_unit_of_the_same_name_without_any(tmp_path):
    team = Team()
    load_gazetteer()
    bring(team, ucdp(tmp_path / "ged.csv"))
    assert Incident.objects.filter(place__project=None).count() == 2  # the province, the country
    points = by_key(team, "geojson")
    for key, _precision, _name, _adm_1, _country, lat, lon in ROWS[:7]:
        assert points[str(key)] == {"type": "Point", "coordinates": [lon, lat]}
    table = by_key(team)
    assert (table["3"]["lat"], table["3"]["lon"]) == ("34.52", "69.19")


def test_each_incident_keeps_the_precision_of_its_own_row(tmp_path):
    team = Team()
    load_gazetteer()
    bring(team, ucdp(tmp_path / "ged.csv"))
    codes = {key: row["ucdp_where_prec"] for key, row in by_key(team).items()}
    assert codes == {str(row[0]): str(row[1]) for row in ROWS}
    town = Incident.objects.filter(place__name="Kabul town")
    assert set(town.values_list("place_precision", flat=True)) == {"exact", "near"}
    assert Place.objects.filter(name="Kabul town").count() == 1
    assert bring(team, tmp_path / "ged.csv")["unchanged"] == len(ROWS)


def test_coordinates_that_an_earlier_import_lost_come_back_with_the_same_file(tmp_path):
    team = Team()
    load_gazetteer()
    path = ucdp(tmp_path / "ged.csv")
    bring(team, path)
    Incident.objects.update(lat=None, lon=None, uncertainty_m=None, place_precision=None)
    for kept in ExternalRecord.objects.all():
        for name in ("lat", "lon", "uncertainty_m", "place_precision"):
            kept.stated["values"].pop(name, None)
        kept.save()
    assert bring(team, path)["changed"] == len(ROWS)
    assert by_key(team, "geojson")["1"]["coordinates"] == [69.2, 34.45]
    assert by_key(team)["4"]["ucdp_where_prec"] == "6"


@pytest.mark.parametrize("name", ["geojson", "csv", "jsonl"])
def test_an_export_comes_back_whole_in_an_empty_project(name, tmp_path):
    first, second = Team(), Team()
    load_gazetteer()
    bring(first, ucdp(tmp_path / "ged.csv"))
    # A town named as a shared province is, and one that lies in it.
    for town in ("Kabul", "Herat"):
        place = PlaceFactory(project=first.project, name=town, lat=34.1, lon=62.2)
        first.candidate(title=f"In {town}", place=place)
    path = tmp_path / f"export.{name}"
    path.write_text(export(first, name))
    bring(second, path, name, "ctplatform")
    columns = (
        "title",
        "place_name",
        "place_kind",
        "place_precision",
        "country",
        "lat",
        "lon",
        "uncertainty_m",
        "ucdp_where_prec",
    )

    def rows(team):
        found = csv.DictReader(io.StringIO(export(team, "csv")))
        return sorted(tuple(row[column] for column in columns) for row in found)

    assert rows(second) == rows(first)
    assert sum(row[5] != "" for row in rows(second)) == 10
    assert bring(second, path, name, "ctplatform")["unchanged"] == 10


def test_an_outsider_sees_a_position_of_its_own_to_a_tenth_of_a_degree(tmp_path):
    team, stranger = Team(), UserFactory()
    town = PlaceFactory(project=team.project, name="Herat", lat=34.35, lon=62.2)
    house = team.publish(team.candidate(title="A house", place=town, lat=34.3512, lon=62.2041))
    plain = team.publish(team.candidate(title="The town", place=town))
    assert house.position_for(team.author) == (34.3512, 62.2041, None)
    assert house.position_for(stranger) == (34.4, 62.2, ROUNDED_M)
    assert plain.position_for(stranger) == (34.35, 62.2, None)
    Place.objects.filter(pk=town.pk).update(public_precision="country_only")
    house = Incident.objects.get(pk=house.pk)
    assert house.position_for(stranger) == (None, None, None)
    assert "34.35" not in export(team, "geojson", stranger)
    assert "34.35" not in export(team, "csv", stranger)
    made = Revision.objects.get(target_id=house.pk, kind="create")
    assert "lat" in redact_diff(made, made.diff, team.author)
    assert "lat" not in redact_diff(made, made.diff, stranger)


def test_a_rounded_export_does_not_move_what_is_known_exactly(tmp_path):
    team, stranger = Team(), UserFactory()
    place = PlaceFactory(project=team.project, name="Clinic", kind="venue", lat=34.3512, lon=62.21)
    team.publish(team.candidate(title="At the clinic", place=place))
    path = tmp_path / "export.geojson"
    path.write_text(export(team, "geojson", stranger))
    assert json.loads(path.read_text())["features"][0]["geometry"]["coordinates"] == [62.2, 34.4]
    assert bring(team, path, "geojson", "ctplatform")["unchanged"] == 1


def test_a_position_equal_to_that_of_the_place_follows_the_place():
    team = Team()
    town = PlaceFactory(project=team.project, name="Herat", lat=34.35, lon=62.2)
    incident = team.candidate(title="A", place=town, lat=34.35, lon=62.2)
    assert (incident.lat, incident.lon) == (None, None)
    Place.objects.filter(pk=town.pk).update(lat=34.4)
    assert Incident.objects.get(pk=incident.pk).position_for(team.author).lat == 34.4


def test_the_dossier_says_how_exactly_the_incident_was_located(client):
    team, stranger = Team(visibility="public"), UserFactory()
    town = PlaceFactory(project=team.project, name="Herat", lat=34.35, lon=62.2)
    where = {"place_precision": "near", "lat": 34.3512, "lon": 62.2041, "uncertainty_m": 25_000}
    incident = team.publish(team.candidate(title="A", place=town, **where))
    client.force_login(team.author)
    page = " ".join(client.get(f"/incidents/{incident.pk}/").content.decode().split())
    assert "known to: within 25 km of the place" in page
    assert "its own position: 34.3512, 62.2041 · within 25 km" in page
    assert 'data-lat="34.351200"' in page
    client.force_login(stranger)
    page = client.get(f"/incidents/{incident.pk}/").content.decode()
    assert "34.4000, 62.2000" in page
    assert "34.35" not in page


@needs_shared
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_every_row_of_a_real_file_keeps_its_point_and_its_code(path):
    """Counted from the file by its own reader: csv or json, and nothing of ours."""
    team = Team()
    load_gazetteer()
    bring(team, path)
    if path.suffix == ".csv":
        rows = list(csv.DictReader(io.StringIO(path.read_text())))
        wanted = {
            str(int(float(row["id"]))): [float(row["longitude"]), float(row["latitude"])]
            for row in rows
        }
        codes = {str(int(float(row["id"]))): str(int(float(row["where_prec"]))) for row in rows}
    else:
        features = json.loads(path.read_text())["features"]
        wanted = {
            str(each["properties"]["id"]): each["geometry"]["coordinates"][:2] for each in features
        }
        codes = {}
    points = by_key(team, "geojson")
    moved = [key for key, point in wanted.items() if points[key]["coordinates"] != point]
    assert (len(points), moved) == (len(wanted), [])
    table = by_key(team)
    changed = Counter(
        (code, table[key]["ucdp_where_prec"])
        for key, code in codes.items()
        if table[key]["ucdp_where_prec"] != code
    )
    assert changed == {}
