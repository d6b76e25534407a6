"""GeoJSON of a demo project, imported into an empty one, keeps every position and precision."""

import json

import pytest
from django.core.management import call_command

from ctplatform.accounts.models import Project, User
from ctplatform.exchange.registry import find_format
from incidents.imports.formats.loading import load_file
from incidents.imports.services import RowDestination
from incidents.models import Incident
from tests.demo_rows import demo_rows
from tests.factories.curation import Team

NAMED = ("place_precision", "uncertainty_m", "country", "date_precision")


@pytest.fixture(scope="module")
def projects(django_db_setup, django_db_blocker, tmp_path_factory):
    """All demo projects, as committed rows."""
    folder = tmp_path_factory.mktemp("data")
    with demo_rows(django_db_blocker, folder), django_db_blocker.unblock():
        call_command("demo", project="khorasan", verbosity=0)
        yield list(Project.objects.values_list("slug", flat=True))


def features(project):
    """{title and date of an incident: (coordinates, what is said of their precision)}."""
    rows = Incident.objects.filter(project=project, merged_into=None).exclude(state="withdrawn")
    chief = User(is_superuser=True)
    text = b"".join(find_format("incidents", "geojson").write(rows.order_by("id"), chief))
    found = {}
    for each in json.loads(text)["features"]:
        values, point = each["properties"], each["geometry"]
        key = values["title"], values["date"]
        stated = {name: values[name] for name in NAMED}
        further = [(row["name"], row["role"]) for row in values.get("further_places") or []]
        found.setdefault(key, []).append((point and point["coordinates"], stated, sorted(further)))
    return text, found


@pytest.mark.django_db
def test_every_position_of_the_demo_comes_back_from_its_geojson(projects, tmp_path):
    compared = positions = 0
    for slug in projects:
        text, before = features(Project.objects.get(slug=slug))
        team = Team("open")
        path = tmp_path / f"{slug}.geojson"
        path.write_bytes(text)
        load_file(
            path,
            "geojson",
            {},
            RowDestination(team.project, "ctplatform"),
            by=team.author,
            report=lambda done, total: None,
        )
        assert features(team.project)[1] == before, slug
        compared += sum(map(len, before.values()))
        positions += sum(point is not None for rows in before.values() for point, *_ in rows)
    assert compared > positions > 20
