"""GeoPandas opens our GeoJSON of a real file: positions, columns, and incidents without a point."""

import json

import pytest

from ctplatform.exchange.registry import find_format
from incidents.models import Incident
from incidents.services import load_gazetteer
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team
from tests.incidents.imports.test_files import AFGHANISTAN, bring, needs_shared

geopandas = pytest.importorskip("geopandas")
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def opened(folder, project):
    """The exported incidents of the project as a GeoDataFrame."""
    path = folder / "incidents.geojson"
    rows = Incident.objects.filter(project=project).order_by("id")
    reader = UserFactory(is_superuser=True)
    path.write_bytes(b"".join(find_format("incidents", "geojson").write(rows, reader)))
    return geopandas.read_file(path)


@needs_shared
def test_points_of_a_real_file_are_where_the_file_has_them(tmp_path):
    team = Team()
    load_gazetteer()
    bring(team, AFGHANISTAN)
    team.candidate(title="Nowhere known", country=None)

    frame = opened(tmp_path, team.project)

    features = json.loads(AFGHANISTAN.read_text())["features"]
    assert frame.crs.to_epsg() == 4326
    assert len(frame) == len(features) + 1
    assert set(frame[frame.geometry.isna()]["title"]) == {"Nowhere known"}
    points = frame[frame.geometry.notna()].geometry
    stated = sorted(tuple(each["geometry"]["coordinates"]) for each in features)
    assert sorted(zip(points.x, points.y, strict=True)) == stated
    assert frame["id"].is_unique


def test_words_in_any_script_and_days_come_back(tmp_path):
    team = Team()
    title = "هجوم على In Aménas 🛢️, “siege”"
    team.candidate(title=title, date="2013-01-16", country="DZ", lat=28.05, lon=9.63)

    row = opened(tmp_path, team.project).iloc[0]

    assert (row["title"], str(row["date"].date()), row["country"]) == (title, "2013-01-16", "DZ")
    assert (row.geometry.y, row.geometry.x) == (28.05, 9.63)
