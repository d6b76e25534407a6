"""Numbers of events count events alone; other kinds of records are counted separately."""

import pytest
from rest_framework.test import APIClient

from incidents.models import Incident
from tests.factories.accounts import member
from tests.factories.incidents import IncidentFactory, PlaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
KINDS = {"event": 5, "series": 7, "reference": 1, "context": 2}


@pytest.fixture
def project(project):
    place = PlaceFactory(project=project, name="Gao", lat=16.27, lon=-0.04)
    for kind, n in KINDS.items():
        IncidentFactory.create_batch(
            n, project=project, record_kind=kind, place=place, published=True
        )
    event = Incident.objects.filter(record_kind="event").first()
    gone = IncidentFactory(project=project, place=place, published=True)
    Incident.objects.filter(pk=gone.pk).update(merged_into=event)
    return project


@pytest.fixture
def reader(project, client):
    reader = member(project, "reader", username="counter")
    client.force_login(reader)
    return reader


def page_of(client, address):
    return " ".join(client.get(address).content.decode().split())


def test_home_counts_events_and_names_the_rest_apart(project, reader, client):
    page = page_of(client, f"/?project={project.slug}")
    assert "Events published</a></dt><dd>5</dd>" in page
    apart = "7 summaries of several events, 1 reference to an unresolved event, 2 context records"
    assert f"<dd>{apart}</dd>" in page


def test_the_head_of_the_list_counts_each_kind(project, reader, client):
    address = f"/incidents/?project={project.slug}&part=facets"
    assert "<span>5 events, 7 summaries of several events, 1 reference" in page_of(client, address)
    assert "<span>7 summaries of several events</span>" in page_of(
        client, f"{address}&record_kind=series"
    )


def test_the_map_draws_events_and_says_what_it_leaves_out(project, reader, client):
    answer = client.get(f"/incidents/map.json?project={project.slug}").json()
    assert (answer["total"], [each["properties"]["n"] for each in answer["features"]]) == (5, [5])
    assert answer["apart"] == {kind: n for kind, n in KINDS.items() if kind != "event"}
    page = page_of(client, f"/incidents/?project={project.slug}&view=map")
    assert "<p>5 events. Counted separately and not drawn: 7 summaries of several events, 1" in page
    page = page_of(client, f"/incidents/?project={project.slug}&view=map&record_kind=series")
    assert "<p>7 summaries of several events." in page
    assert "Counted separately" not in page


def test_the_api_counts_the_kinds_beside_the_total(project, reader):
    api = APIClient()
    api.force_authenticate(reader)
    answer = api.get("/api/v1/incidents/facets/", {"project": project.slug}).json()
    assert (answer["total"], answer["kinds"]) == (15, KINDS)
    asked = {"project": project.slug, "record_kind": "event"}
    answer = api.get("/api/v1/incidents/facets/", asked).json()
    assert (answer["total"], answer["kinds"]) == (5, {"event": 5})
