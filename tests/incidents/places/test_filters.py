"""Subtrees, regions and codes as filters; doubts that warn and block nothing."""

import pytest
from django.core.management import call_command
from django.test import Client

from ctplatform.curation import services as curation
from incidents import services
from incidents.models import Incident, Place
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member
from tests.incidents.conftest import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
V1 = "/api/v1"


@pytest.fixture(scope="module")
def gazetteer(django_db_setup, django_db_blocker):
    """The shared places, as committed rows."""
    with django_db_blocker.unblock():
        services.load_gazetteer()
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def places(gazetteer, project):
    division = Place.objects.get(iso_3166_2="AF-KAB")
    city = make.PlaceFactory(project=project, name="Kabul", parent=division, wikidata="Q5838")
    school = make.PlaceFactory(project=project, name="School", kind="venue", parent=city)
    return {
        "AF": Place.objects.get(iso_alpha2="AF"),
        "034": Place.objects.get(un_m49="034"),
        "division": division,
        "city": city,
        "school": school,
    }


@pytest.fixture
def incidents(project, places):
    made = {
        "school": {"place": places["school"]},
        "city": {"place": places["city"]},
        "country": {"place": places["AF"]},
        "code": {"country": "AF"},
        "IN": {"country": "IN"},
        "region": {"place": places["034"]},
        "RU": {"country": "RU"},
        "nowhere": {},
    }
    return {
        name: make.IncidentFactory(project=project, title=name, **each)
        for name, each in made.items()
    }


def titles(api, **query):
    answer = api.get(f"{V1}/incidents/", {"project": "sahel", **query})
    assert answer.status_code == 200, answer.json()
    return {each["title"] for each in answer.json()["results"]}


def test_within_a_place_is_all_below_it(api, places, incidents):
    assert titles(api, within=places["city"].pk) == {"school", "city"}
    assert titles(api, within=places["division"].pk) == {"school", "city"}
    assert titles(api, within=places["AF"].pk) == {"school", "city", "country", "code"}
    south = {"school", "city", "country", "code", "IN", "region"}
    assert titles(api, within=places["034"].pk) == south


def test_within_a_place_is_what_lies_in_one_that_was_merged_into_it(
    api, project, author, places, incidents
):
    editor = member(project, "editor")
    again = make.PlaceFactory(project=project, name="Kaboul", parent=places["division"])
    street = make.PlaceFactory(project=project, name="Street", kind="venue", parent=again)
    for name, place in (("again", again), ("street", street)):
        make.IncidentFactory(project=project, title=name, place=place)
    assert titles(api, within=places["city"].pk) == {"school", "city"}
    curation.merge(again, places["city"], by=editor)
    inside = {"school", "city", "again", "street"}
    for place in (places["city"], places["division"], again):
        assert titles(api, within=place.pk) == inside
    curation.unmerge(again, by=editor)
    assert titles(api, within=places["city"].pk) == {"school", "city"}
    assert titles(api, within=again.pk) == {"again", "street"}


def test_a_region_is_its_countries_and_itself(api, places, incidents):
    south = {"school", "city", "country", "code", "IN", "region"}
    assert titles(api, region="034") == titles(api, region="142") == south
    assert titles(api, region="151") == {"RU"}
    refused = api.get(f"{V1}/incidents/", {"region": "999"})
    assert refused.status_code == 400


def test_places_are_found_by_subtree_and_codes(api, places):
    def names(**query):
        found = api.get(f"{V1}/places/", query).json()["results"]
        return {each["name"] for each in found}

    assert names(within=str(places["city"].pk)) == {"Kabul", "School"}
    assert names(iso_3166_2="AF-KAB") == {"Kābul"}
    assert names(un_m49="034") == {"Southern Asia"}
    assert names(wikidata="Q5838") == {"Kabul"}
    assert "Taiwan" in names(disputed="true")
    assert api.get(f"{V1}/places/", {"within": "x"}).status_code == 400


def test_a_loop_in_the_tree_ends(api, project):
    one = make.PlaceFactory(project=project, kind="region")
    two = make.PlaceFactory(project=project, kind="region", parent=one)
    Place.objects.filter(pk=one.pk).update(parent=two)
    found = api.get(f"{V1}/places/", {"within": str(one.pk)}).json()["results"]
    assert len(found) == 2


@pytest.fixture
def afghan():
    return make.CountryFactory()


def put(api, project, **values):
    body = {"project": project.slug, "name": "Somewhere", "kind": "city", "country": "AF"} | values
    answer = api.post(f"{V1}/places/", body, format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()


def test_a_position_outside_its_country_warns_and_is_kept(api, project, afghan, author):
    far = put(api, project, lat=33.68, lon=73.05)
    assert (far["lat"], far["lon"], far["country"]) == (33.68, 73.05, "AF")
    assert "km outside Afghanistan" in far["warnings"][0]
    page = Client()
    page.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    assert "km outside Afghanistan" in page.get(f"/places/{far['id']}/").content.decode()
    assert put(api, project, name="Kabul", lat=34.53, lon=69.17)["warnings"] == []


def test_nothing_is_said_of_what_is_disputed_or_contested(api, project, afghan):
    pakistan = make.CountryFactory(iso_alpha2="PK", name="Pakistan")
    there = {"country": "PK", "lat": 34.08, "lon": 74.80}
    assert put(api, project, name="Srinagar", **there)["warnings"] == []
    assert put(api, project, disputed=True, lat=33.68, lon=73.05)["warnings"] == []
    Place.objects.filter(pk=pakistan.pk).update(disputed=True)
    assert put(api, project, name="Elsewhere", country="PK", lat=55.8, lon=37.6)["warnings"] == []


def test_a_form_warns_and_saves(author, project, afghan):
    page = Client()
    page.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    form = {
        "name": "Somewhere",
        "kind": "city",
        "parent_searched": "Afghanistan",
        "lat": "33.68",
        "lon": "73.05",
        "names": "کابل | fa | Arab | official\nCabul",
        "disputed_note": "",
    }
    answer = page.post("/places/new/?project=sahel", form, follow=True)
    assert "km outside Afghanistan" in answer.content.decode()
    place = Place.objects.get(project=project)
    assert place.names == [
        {"name": "کابل", "language": "fa", "script": "Arab", "kind": "official"},
        {"name": "Cabul"},
    ]
    shown = page.get(f"/places/{place.pk}/edit/").content.decode()
    assert "کابل | fa | Arab | official" in shown
    bad = page.post("/places/new/?project=sahel", form | {"names": "Kabul | fa | arabic"})
    assert "has the script “arabic”" in bad.content.decode()


def test_a_stranger_is_warned_of_what_they_are_told_alone(api, project, afghan):
    project.visibility = "public"
    project.save()
    made = put(api, project, kind="venue", lat=33.68, lon=73.05, public_precision="country_only")
    assert made["warnings"]
    assert client_of(None).get(f"{V1}/places/{made['id']}/").json()["warnings"] == []
    assert Incident.objects.count() == 0


def test_every_list_counts_beside_its_filters(client):
    project = ProjectFactory(slug="sahel")
    client.force_login(member(project, "owner"))
    for name in ("incidents", "actors", "assessments", "warnings", "allegations", "sources"):
        assert client.get(f"/{name}/?part=facets&project=sahel").status_code == 200, name
