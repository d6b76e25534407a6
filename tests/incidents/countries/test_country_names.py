"""Countries by the names that people type, in forms of incidents, actors, places and series."""

import pytest
from django.test import Client

from incidents.countries import country_names
from incidents.models import Actor, Incident, Place, RegionSet, Series
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def client(db):
    project = ProjectFactory(slug="sahel")
    client = Client()
    client.force_login(member(project, "editor"), backend=BACKEND)
    return client


@pytest.mark.pure
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("mali", "ML"),
        ("ML", "ML"),
        ("مالي", "ML"),
        ("Афганистан", "AF"),
        ("افغانستان", "AF"),
        ("turkiye", "TR"),
        ("Turkey", "TR"),
        ("COTE D'IVOIRE", "CI"),
        ("cote d ivoire", "CI"),
        ("Россия", "RU"),
        ("kosovo", "XK"),
        ("Burkina-Faso", "BF"),
        ("中国", "CN"),
        ("DR Congo (Zaire)", "CD"),
        ("nowhere", None),
        ("United", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_its_names_in_many_languages(typed, code):
    assert country_names.country_code_of(typed) == code


def options(client, typed):
    answer = client.get("/register/find/country/", {"q": typed}).json()
    return [(each["id"], each["label"], each["hint"]) for each in answer["results"]]


def test_countries_are_offered_while_one_types(client):
    assert options(client, "афган") == [("AF", "Afghanistan", "Афганистан")]
    assert options(client, "ivory")[0] == ("CI", "Côte d'Ivoire", "Ivory Coast")
    assert options(client, "congo")[0][:2] == ("CG", "Congo")
    assert options(client, "so")[0][:2] == ("SO", "Somalia")
    assert options(client, "somlia")[0][:2] == ("SO", "Somalia")
    assert options(client, "qqqqq") == []
    assert len(options(client, "")) == 20


def sent(client, path, **values):
    return client.post(f"{path}?project=sahel", values)


def test_an_incident_takes_the_name_of_a_country_and_shows_it_again(client):
    values = {"title": "Raid", "record_kind": "event", "country": "Мали"}
    values["target_nationalities"] = "France; Cote d'Ivoire, 中国"
    assert sent(client, "/incidents/new/", **values).status_code == 302
    incident = Incident.objects.get()
    assert incident.country == "ML"
    assert incident.target_nationalities == ["FR", "CI", "CN"]
    page = client.get(f"/incidents/{incident.pk}/edit/").content.decode()
    assert 'name="country" value="Mali"' in page
    assert 'value="France; Côte d&#x27;Ivoire; China"' in page
    values |= {"title": "The raid", "version": 1, "country": "Mali"}
    values["target_nationalities"] = "France; Côte d'Ivoire; China"
    sent(client, f"/incidents/{incident.pk}/edit/", **values)
    incident.refresh_from_db()
    assert (incident.title, incident.country) == ("The raid", "ML")
    values |= {"version": 2, "country": "", "target_nationalities": ""}
    sent(client, f"/incidents/{incident.pk}/edit/", **values)
    incident.refresh_from_db()
    assert (incident.country, incident.target_nationalities) == (None, None)


def test_an_unknown_country_is_refused_at_its_field_with_near_names(client):
    values = {"title": "Raid", "record_kind": "event"}
    page = sent(client, "/incidents/new/", **values, country="Somlia").content.decode()
    assert "There is no country “Somlia”. Similar names: Somalia" in page
    assert 'value="Somlia"' in page
    page = sent(client, "/incidents/new/", **values, country="United").content.decode()
    assert "“United” is not the whole name of a country. Choose one of: United States;" in page


def test_actors_places_region_sets_and_series_take_names_of_countries(client):
    assert sent(client, "/actors/new/", name="Front", country="Нигер").status_code == 302
    assert Actor.objects.get().country == "NE"
    line = {"name": "Durand Line", "kind": "line_feature", "borders": "Afghanistan; پاکستان"}
    assert sent(client, "/places/new/", **line).status_code == 302
    assert Place.objects.get(name="Durand Line").borders == ["AF", "PK"]
    liptako = {"key": "liptako", "name": "Liptako", "countries": "Niger; mali, Burkina Faso"}
    assert sent(client, "/region-sets/new/", **liptako).status_code == 302
    assert RegionSet.objects.get().countries == ["BF", "ML", "NE"]
    series = {
        "title": "Attacks",
        "measure": "count",
        "bucket": "month",
        "start": "2013",
        "end": "2014",
        "countries": "Mali; نيجر",
        "roles": ["perpetrator"],
        "marking": "clear",
    }
    page = sent(client, "/figures/new/", **series)
    assert page.status_code == 302, page.content.decode()
    row = Series.objects.get()
    assert row.filters["country"] == ["ML", "NE"]
    assert 'value="Mali; Niger"' in client.get(f"/figures/{row.pk}/edit/").content.decode()


def test_a_diff_names_the_country(client):
    project = ProjectFactory._meta.model.objects.get(slug="sahel")
    incident = make.IncidentFactory(project=project, country="ML")
    values = {"title": incident.title, "record_kind": "event", "version": 1, "country": "Niger"}
    sent(client, f"/incidents/{incident.pk}/edit/", **values)
    history = client.get(f"/history/incident/{incident.pk}/").content.decode()
    assert "Mali" in history
    assert "Niger" in history
