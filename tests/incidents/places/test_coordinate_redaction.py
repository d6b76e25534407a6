"""How exactly people outside a project are told where a place is: no door tells more."""

import json
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from ctplatform.curation import services as curation
from incidents.models import Incident, Place
from incidents.places.coordinate_redaction import NOWHERE, ROUNDED_M, Position, public_position
from tests.addresses import addresses
from tests.factories.accounts import UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LAT, LON = 34.512345, 69.187654
EXACT = re.compile(
    r"(?<!\d:)34[.]51|(?<!\d:)69[.]18|\b37\b(?= ?m)|\"uncertainty_m\": ?37\b|0[.]037 km"
)


@pytest.mark.parametrize(
    ("kind", "precision", "published"),
    [
        ("venue", None, Position(34.5, 69.2, ROUNDED_M)),
        ("neighbourhood", None, Position(34.5, 69.2, ROUNDED_M)),
        ("unspecified", None, Position(34.5, 69.2, ROUNDED_M)),
        (None, None, Position(34.5, 69.2, ROUNDED_M)),
        ("city", None, Position(LAT, LON, 37)),
        ("venue", "exact", Position(LAT, LON, 37)),
        ("city", "coarse", Position(34.5, 69.2, ROUNDED_M)),
        ("city", "country_only", NOWHERE),
    ],
)
def test_the_published_position(kind, precision, published):
    assert public_position(Position(LAT, LON, 37), kind, precision) == published


def test_rounding_never_claims_more_than_is_known():
    assert public_position(Position(34.5, 69.2, 20_000), "venue", None).uncertainty_m == 20_000
    assert public_position(NOWHERE, "venue", None) == NOWHERE


@pytest.fixture
def clinic(project, author, reviewer):
    """A clinic of a public project with an incident, a history and an open proposal."""
    project.visibility = "public"
    project.save()
    values = {"name": "Clinic", "kind": "venue", "lat": 1.5, "lon": 2.5, "project": project}
    place = curation.create_record(Place, values, by=author).record
    curation.change_record(place, {"lat": LAT, "lon": LON, "uncertainty_m": 37}, by=author)
    curation.publish(Place.objects.get(pk=place.pk), by=reviewer)
    place = Place.objects.get(pk=place.pk)
    curation.change_record(place, {"lat": 34.519876, "name": "The clinic"}, by=author)
    incident = {"title": "Raid", "place": place, "project": project}
    curation.create_record(Incident, incident, by=author)
    return place


def read(client, path):
    answer = client.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body.decode("utf-8", "replace")


def doors(place):
    """Every address, with the ids of this place's rows, and the exports in each format."""
    incident = Incident.objects.get(place=place)
    ids = {"place": place.pk, "incident": incident.pk}
    for address in addresses():
        if not address.names and address.path != "/api/v1/schema/":
            yield address.path
    for key, pk in ids.items():
        yield from (
            f"/{key}s/{pk}/",
            f"/history/{key}/{pk}/",
            f"/api/v1/{key}s/{pk}/",
            f"/api/v1/{key}s/{pk}/history/",
        )
    yield from (
        "/api/v1/places/export/?format=csv",
        "/api/v1/places/export/?format=jsonl",
        "/api/v1/incidents/export/?format=geojson",
        "/api/v1/incidents/export/?format=csv",
        "/?project=sahel",
        "/places/?project=sahel",
        "/incidents/?project=sahel",
        "/review/?project=sahel",
    )


@pytest.mark.parametrize("signed_in", [False, True])
def test_no_door_tells_a_stranger_the_position(clinic, signed_in):
    client = Client()
    if signed_in:
        client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    statuses = {}
    for path in doors(clinic):
        statuses[path], body = read(client, path)
        assert not EXACT.search(body), path
    assert statuses[f"/places/{clinic.pk}/"] == 200
    assert statuses["/api/v1/incidents/export/?format=geojson"] == 200


def test_members_are_told_what_is_recorded(clinic, project):
    client = Client()
    reader = member(project, "reader", username="reader")
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    for path in (
        f"/places/{clinic.pk}/",
        f"/api/v1/places/{clinic.pk}/",
        "/places/?project=sahel",
        f"/api/v1/places/{clinic.pk}/history/",
        "/api/v1/incidents/export/?format=geojson",
        "/api/v1/places/export/?format=csv",
        "/api/v1/proposals/",
        f"/history/place/{clinic.pk}/",
    ):
        assert EXACT.search(read(client, path)[1]), path


def test_a_stranger_is_told_the_rounded_position(clinic):
    body = json.loads(read(Client(), f"/api/v1/places/{clinic.pk}/")[1])
    assert (body["lat"], body["lon"], body["uncertainty_m"]) == (34.5, 69.2, ROUNDED_M)
    features = json.loads(read(Client(), "/api/v1/incidents/export/?format=geojson")[1])
    assert features["features"][0]["geometry"]["coordinates"] == [69.2, 34.5]
    assert clinic.position_for(AnonymousUser()) == (34.5, 69.2, ROUNDED_M)


def test_the_rest_of_a_change_is_told(clinic):
    rows = json.loads(read(Client(), "/api/v1/proposals/")[1])["results"]
    assert [set(row["diff"]) for row in rows] == [{"name"}]
