"""Named regions: shared ones, a project's own, and which of them a filter uses."""

import pytest
from rest_framework.test import APIClient

from incidents.countries import countries
from incidents.models import RegionSet
from incidents.regions.services import load_region_sets
from incidents.regions.standard_sets import SHARED_SETS
from incidents.services import load_gazetteer
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team
from tests.factories.incidents import IncidentFactory, IncidentPlaceFactory, PlaceFactory

pytestmark = pytest.mark.django_db
V1 = "/api/v1"


@pytest.fixture
def team():
    load_region_sets()
    team = Team(visibility="public")
    for code in ("AF", "IR", "PK", "ML"):
        IncidentFactory(project=team.project, title=code, country=code)
    return team


def api_of(user):
    api = APIClient()
    api.force_authenticate(user)
    return api


def titles(team, user=None, **query):
    query = {"project": team.project.slug, **query}
    rows = api_of(user or team.reader).get(f"{V1}/incidents/", query).json()["results"]
    return {row["title"] for row in rows}


def facets(team, **query):
    query = {"project": team.project.slug, **query}
    return api_of(team.reader).get(f"{V1}/incidents/facets/", query).json()


def test_shared_sets_name_known_countries_and_load_once():
    assert load_region_sets() == len(SHARED_SETS) > 8
    assert load_region_sets() == 0
    for each in RegionSet.objects.all():
        each.full_clean()
        assert all(countries.name_of(code) != code for code in each.countries)


def test_within_takes_a_set_and_says_which_definition_it_used(team, client):
    assert titles(team, within="south-asia") == {"AF", "PK"}
    assert titles(team, region="034") == {"AF", "IR", "PK"}
    assert facets(team, within="south-asia")["within"] == ["South Asia, shared set: 8 countries"]
    assert facets(team, region="034")["within"] == ["Southern Asia, UN M49: 9 countries"]
    assert "within" not in facets(team)
    client.force_login(team.reader)
    address = f"/incidents/?project={team.project.slug}"
    page = client.get(f"{address}&within=south-asia").content.decode()
    assert "Within: South Asia, shared set: 8 countries." in page
    page = client.get(f"{address}&within=atlantis").content.decode()
    assert "There is no region “atlantis” here." in page
    assert titles(team, within="atlantis") == set()
    refused = api_of(team.reader).get(f"{V1}/incidents/", {"within": "not a slug!"})
    assert (refused.status_code, "within" in refused.content.decode()) == (400, True)


def test_within_a_place_of_un_m49_says_so(team):
    load_gazetteer()
    place = api_of(team.reader).get(f"{V1}/places/", {"un_m49": "034"}).json()["results"][0]
    assert titles(team, within=place["id"]) == {"AF", "IR", "PK"}
    assert facets(team, within=place["id"])["within"] == ["Southern Asia, UN M49: 9 countries"]


def test_an_editor_changes_a_copy_that_holds_in_the_project_alone(team, client):
    shared = RegionSet.objects.get(key="south-asia")
    other = Team(visibility="public")
    IncidentFactory(project=other.project, title="elsewhere", country="AF")
    client.force_login(team.editor)
    address = f"/region-sets/{shared.pk}/?project={team.project.slug}"
    assert "makes a copy for this project" in client.get(address).content.decode()
    form = {"name": "South Asia", "countries": "India, Pakistan, Iran", "note": ""}
    assert client.post(address, form).status_code == 302
    assert titles(team, within="south-asia") == {"IR", "PK"}
    assert facets(team, within="south-asia")["within"] == ["South Asia, project set: 3 countries"]
    assert titles(other, other.reader, within="south-asia") == {"elsewhere"}
    shared.refresh_from_db()
    assert (shared.version, len(shared.countries)) == (1, 8)
    own = RegionSet.objects.get(project=team.project)
    listed = client.get(f"/region-sets/?project={team.project.slug}").content.decode()
    assert "this project, version 1" in listed
    wrong = client.post(f"/region-sets/{own.pk}/", form | {"countries": "Atlantis"})
    assert "There is no country “Atlantis”" in wrong.content.decode()
    assert client.post(f"/region-sets/{own.pk}/delete/").status_code == 302
    assert titles(team, within="south-asia") == {"AF", "PK"}


def test_the_api_makes_and_changes_sets_for_editors_alone(team):
    values = {
        "project": team.project.slug,
        "key": "our-area",
        "name": "Our area",
        "countries": ["ML", "AF"],
    }
    address = f"{V1}/region-sets/"
    assert api_of(team.annotator).post(address, values, format="json").status_code == 403
    api = api_of(team.editor)
    made = api.post(address, values, format="json")
    assert made.status_code == 201, made.json()
    assert made.json()["definition"] == "Our area, project set: 2 countries"
    assert titles(team, within=made.json()["id"]) == {"ML", "AF"}
    wrong = api.post(address, values | {"key": "b", "countries": ["QQ"]}, format="json")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/countries")
    again = api.post(address, values, format="json")
    assert again.status_code == 400
    shared = RegionSet.objects.get(project=None, key="sahel")
    refused = api.patch(f"{address}{shared.pk}/", {"name": "X"}, format="json")
    assert refused.status_code == 403
    changed = api.patch(
        f"{address}{made.json()['id']}/",
        {"countries": ["ML"]},
        format="json",
        HTTP_IF_MATCH=made["ETag"],
    )
    assert (changed.json()["version"], changed.json()["countries"]) == (2, ["ML"])


def test_a_set_of_a_private_project_is_hidden_from_others(team):
    hidden = Team()
    RegionSet.objects.create(project=hidden.project, key="mine", name="M", countries=["ML"])
    stranger = UserFactory()
    rows = api_of(stranger).get(f"{V1}/region-sets/", {"page_size": 100}).json()["results"]
    assert {row["project"] for row in rows} == {None}
    assert titles(team, stranger, within="mine") == set()


def test_a_set_sees_the_further_places_of_an_incident(team):
    incident = IncidentFactory(project=team.project, title="two", country="ML")
    pakistan = PlaceFactory(project=None, kind="country", name="Pakistan", iso_alpha2="PK")
    IncidentPlaceFactory(incident=incident, place=pakistan)
    assert titles(team, within="south-asia") == {"AF", "PK", "two"}
