"""Incidents on a map: grouped, bounded, as exact as one is told, and with what is on no map."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from incidents.events.queries import map_clusters
from incidents.events.queries.map_clusters import MOST, Spot, cluster_spots, spots_of
from incidents.models import Incident, Place
from incidents.templatetags.register import coordinates
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", visibility="public")


@pytest.fixture
def reader(project):
    return member(project, "reader", username="reader")


@pytest.fixture
def register(project):
    """Two incidents in a town, one in a clinic, one in a country, one nowhere."""
    mali = make.CountryFactory(iso_alpha2="ML", name="Mali")
    town = make.PlaceFactory(
        project=project, name="Gao", parent=mali, lat=16.27, lon=-0.04, uncertainty_m=5000
    )
    clinic = make.PlaceFactory(
        project=project, name="Clinic", kind="venue", parent=town, lat=16.2714, lon=-0.0471
    )
    for place in (town, town, clinic, mali, None):
        make.IncidentFactory(project=project, place=place, attack_types=["bombing"])
    make.IncidentFactory(project=project, country="NE")
    return {"town": town, "clinic": clinic}


def of(user, **filters):
    return spots_of(Incident.objects.visible_to(user).filter(**filters), user)


def test_places_countries_and_what_is_nowhere(register, reader):
    found = of(reader)
    assert [(spot.name, spot.n) for spot in found.spots] == [("Gao", 2), ("Clinic", 1)]
    assert sorted((area.country, area.n) for area in found.areas) == [("ML", 1), ("NE", 1)]
    assert (found.nowhere, found.total, found.step) == (1, 6, 0)
    assert sum(spot.n for spot in found.spots) + 2 + found.nowhere == found.total


def test_a_stranger_sees_the_clinic_to_a_tenth_of_a_degree(register):
    told = {spot.name: spot for spot in of(AnonymousUser()).spots}
    assert (told["Clinic"].lat, told["Clinic"].lon) == (16.3, -0.0)
    assert told["Gao"].lat == 16.27


def test_a_place_shown_by_its_country_alone_is_an_area(register):
    Place.objects.filter(name="Clinic").update(public_precision="country_only")
    found = of(AnonymousUser())
    assert [spot.name for spot in found.spots] == ["Gao"]
    assert {area.country: area.n for area in found.areas} == {"ML": 2, "NE": 1}


def test_the_map_follows_the_filters_and_names_what_it_leaves_out(register, reader):
    client = Client()
    client.force_login(reader, backend=BACKEND)
    answer = client.get("/incidents/map.json?project=sahel&country=ML").json()
    assert [each["properties"]["n"] for each in answer["features"]] == [2, 1]
    assert answer["features"][0]["geometry"] == {"type": "Point", "coordinates": [-0.04, 16.27]}
    assert answer["areas"] == [{"country": "ML", "name": "Mali", "n": 1, "numeric": "466"}]
    page = client.get("/incidents/?project=sahel&view=map").content.decode()
    assert "1 without a place or country are not on the map" in page
    assert 'data-map="/incidents/map.json?project=sahel"' in page
    assert "Gao" in page
    table = client.get("/incidents/?project=sahel").content.decode()
    assert "?project=sahel&amp;view=map" in table


@pytest.mark.parametrize(
    ("lat", "lon", "words"),
    [(12, 8.5, "12.0, 8.5"), (12.0, 8.0, "12, 8"), (16.27, -0.00001, "16.27, 0.00"),
     (1.23456, -7, "1.2346, -7.0000")],
)  # fmt: skip
def test_both_coordinates_of_the_table_have_as_many_decimals(lat, lon, words):
    assert coordinates(Spot(lat, lon, None, 1, "Gao", "1")) == words


def test_many_circles_are_gathered_and_none_is_lost():
    many = [
        Spot(
            10 + number % 100 / 50, 5 + number // 100 / 50, None, 1, f"Place {number}", str(number)
        )
        for number in range(10_000)
    ]
    step, found = cluster_spots(many)
    assert step > 0
    assert len(found) <= MOST
    assert sum(spot.n for spot in found) == sum(spot.places for spot in found) == 10_000


def test_a_part_of_the_map_shows_apart_what_was_gathered(
    register, reader, project, monkeypatch, django_assert_max_num_queries
):
    far = make.PlaceFactory(project=project, name="Far", lat=50, lon=30)
    make.IncidentFactory(project=project, place=far)
    for name, lon in (("town", 0.04), ("clinic", 0.0471)):  # of one cell, however exactly told
        Place.objects.filter(pk=register[name].pk).update(lon=lon)
    monkeypatch.setattr(map_clusters, "MOST", 2)
    client = Client()
    client.force_login(reader, backend=BACKEND)

    def asked(**query):
        with django_assert_max_num_queries(12) as queries:
            answer = client.get("/incidents/map.json", {"project": "sahel", **query})
        assert answer.status_code == 200
        return answer.json(), len(queries)

    whole, first = asked()
    assert [each["properties"]["places"] for each in whole["features"]] == [2, 1]
    box = whole["features"][0]["properties"]["box"]
    assert box == [16.27, 0.04, 16.2714, 0.0471]
    part, again = asked(box=",".join(map(str, box)))
    assert again == first
    assert [each["properties"]["name"] for each in part["features"]] == ["Gao", "Clinic"]
    assert (part["total"], part["step"]) == (whole["total"], 0)
    # Where a position is rounded, the box is of what is told, and finds no more than that.
    client.logout()
    told = asked()[0]["features"][0]["properties"]["box"]
    assert told == [16.27, 0, 16.3, 0.04]
    assert len(asked(box=",".join(map(str, told)))[0]["features"]) == 2
    assert asked(box="16.2713,0.047,16.2715,0.048")[0]["features"] == []


@pytest.mark.parametrize("most", [2, 1_500])
def test_a_circle_counts_an_incident_with_two_places_in_it_once(
    register, reader, project, monkeypatch, most
):
    far = make.PlaceFactory(project=project, name="Far", lat=50, lon=30)
    Place.objects.filter(pk__in=[each.pk for each in register.values()]).update(lon=0.04)
    if most > 2:  # at one position, circles are one whatever their number
        Place.objects.filter(pk=register["clinic"].pk).update(lat=16.27)
    crossing = make.IncidentFactory(project=project, place=far)
    for place in register.values():
        make.IncidentPlaceFactory(incident=crossing, place=place)
    from_town = make.IncidentFactory(project=project, place=register["town"])
    make.IncidentPlaceFactory(incident=from_town, place=register["clinic"])
    monkeypatch.setattr(map_clusters, "MOST", most)
    drawn = {spot.places: spot for spot in of(reader).spots}
    assert (drawn[2].n, drawn[1].n) == (5, 1)  # three with one place, and each of these once
    box = drawn[2].box
    listed = Incident.objects.filter(map_clusters.spots_within(Incident.objects.all(), reader, box))
    assert listed.count() == drawn[2].n


@pytest.mark.parametrize(
    "box", ["1,2,3", "a,b,c,d", "nan,0,1,1", "inf,0,1,1", "2,0,1,0", "0,2,0,1", ",,,", "1,2,3,4,5"]
)
def test_a_part_that_is_none_is_named(box, register, reader):
    client = Client()
    client.force_login(reader, backend=BACKEND)
    answer = client.get("/incidents/map.json", {"project": "sahel", "box": box})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "?box"


def test_a_dossier_shows_a_town_as_a_circle_and_a_country_as_an_area(register, reader, project):
    client = Client()
    client.force_login(reader, backend=BACKEND)
    town = Incident.objects.filter(place=register["town"]).first()
    page = client.get(f"/incidents/{town.pk}/").content.decode()
    assert 'data-within="5000"' in page
    country = Incident.objects.get(project=project, country="NE")
    page = client.get(f"/incidents/{country.pk}/").content.decode()
    assert 'data-numeric="562"' in page
    assert "data-lat" not in page
    nowhere = Incident.objects.get(project=project, country=None)
    assert "data-world" not in client.get(f"/incidents/{nowhere.pk}/").content.decode()
