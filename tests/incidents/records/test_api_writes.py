"""Records over the API: what is refused by its field, and who changes what."""

import pytest

from incidents.models import Incident
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory
from tests.incidents.conftest import client_of
from tests.incidents.records.test_api import V1, pointers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("resource", "values", "pointer"),
    [
        ("incidents", {"title": ""}, "/title"),
        ("incidents", {"date": "2023-02-29"}, "/date"),
        ("incidents", {"date": "22/03/2024"}, "/date"),
        ("incidents", {"date": 2024.5}, "/date"),
        ("incidents", {"country": "ZZ"}, "/country"),
        ("incidents", {"attack_types": ["tickling"]}, "/attack_types/0"),
        ("incidents", {"attack_types": "bombing"}, "/attack_types"),
        ("incidents", {"attack_types": ["bombing"] * 2}, "/attack_types"),
        ("incidents", {"record_kind": "party"}, "/record_kind"),
        ("incidents", {"place": "nowhere"}, "/place"),
        ("incidents", {"place": "0190a1b2-0000-7000-8000-000000000000"}, "/place"),
        ("incidents", {"absences": {"date": "lost"}}, "/absences"),
        ("incidents", {"absences": []}, "/absences"),
        ("incidents", {"absences": None}, "/absences"),
        ("incidents", {"embargo_until": "tomorrow"}, "/embargo_until"),
        ("incidents", {"project": "nowhere"}, "/project"),
        ("places", {"name": "X", "lat": 1}, "/"),
        ("places", {"name": "X", "lat": 91, "lon": 0}, "/"),
        ("places", {"name": "X", "lat": "NaN", "lon": 0}, "/lat"),
        ("places", {"name": "X", "names": ["Y"]}, "/names"),
        ("actors", {"name": "X", "active": "soon"}, "/active"),
        ("actors", {"name": "X", "aliases": "Y"}, "/aliases"),
        ("sources", {"name": "X", "reliability": "G"}, "/reliability"),
        ("sources", {"name": "X", "url": "not an address"}, "/url"),
        ("assessments", {"statement": "X", "likelihood": "60 %"}, "/likelihood"),
        ("assessments", {"statement": "X", "horizon": "someday"}, "/horizon"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(api, project, resource, values, pointer):
    title = {"title": "Attack"} if resource == "incidents" else {}
    body = {"project": "sahel", **title, **values}

    response = api.post(f"{V1}/{resource}/", body, format="json")

    assert (response.status_code, pointers(response)) == (400, [pointer])
    assert api.get(f"{V1}/{resource}/", {"project": "sahel", "kind": []}).json()["results"] == []


@pytest.mark.parametrize(
    ("resource", "values", "pointer"),
    [
        ("casualties", {"kind": "killed", "low": 3, "best": 2}, "/low"),
        ("casualties", {"kind": "killed", "low": -1}, "/low"),
        ("casualties", {"kind": "killed", "low": 99999999999999}, "/low"),
        ("casualties", {"kind": "bored"}, "/kind"),
        ("participations", {"role": "perpetrator", "actor": None}, "/actor"),
        ("responsibility", {"kind": "claims", "date": "yesterday"}, "/speaker"),
    ],
)
def test_bad_child_rows_name_the_field(api, project, author, resource, values, pointer):
    incident = make.IncidentFactory(project=project, created_by=author)

    response = api.post(
        f"{V1}/{resource}/", {"incident": str(incident.pk), **values}, format="json"
    )

    assert response.status_code == 400
    assert pointer in pointers(response)


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"likelihood": "likely", "probability": "0.3"}, "/probability"),
        ({"probability": "1.000"}, "/probability"),
        ({"probability": "0.12345"}, "/probability"),
        ({}, "/"),
    ],
)
def test_a_judgement_outside_its_band_is_refused(api, project, author, values, pointer):
    assessment = make.AssessmentFactory(project=project, created_by=author)
    body = {"assessment": str(assessment.pk), **values}

    response = api.post(f"{V1}/judgements/", body, format="json")

    assert (response.status_code, set(pointers(response))) == (400, {pointer})


def test_a_second_participation_of_the_same_kind_is_refused(api, project, author):
    part = make.ParticipationFactory(incident__project=project, incident__created_by=author)
    body = {
        "incident": str(part.incident_id),
        "actor": str(part.actor_id),
        "role": "perpetrator",
    }

    response = api.post(f"{V1}/participations/", body, format="json")

    assert response.status_code == 400
    assert "already" in response.json()["errors"][0]["message"]


def test_records_of_another_project_do_not_exist_in_a_body(api, project):
    place = make.PlaceFactory()
    body = {"project": "sahel", "title": "Attack", "place": str(place.pk)}

    response = api.post(f"{V1}/incidents/", body, format="json")

    assert (response.status_code, pointers(response)) == (400, ["/place"])
    assert "does not exist" in response.json()["errors"][0]["message"]
    hidden = make.IncidentFactory()
    body = {"incident": str(hidden.pk), "kind": "killed"}
    response = api.post(f"{V1}/casualties/", body, format="json")
    assert (response.status_code, pointers(response)) == (400, ["/incident"])


def test_a_candidate_is_changed_by_its_maker_with_if_match(api, project, author):
    incident = make.IncidentFactory(project=project, created_by=author)
    address = f"{V1}/incidents/{incident.pk}/"

    assert api.patch(address, {"date": "2024"}, format="json").status_code == 428
    tag = api.get(address)["ETag"]
    response = api.patch(address, {"date": "2024"}, format="json", headers={"If-Match": tag})
    assert (response.status_code, response.json()["version"]) == (200, 2)
    stale = api.patch(address, {"date": "2023"}, format="json", headers={"If-Match": tag})
    assert stale.status_code == 412
    history = api.get(f"{address}history/").json()["results"]
    assert [row["changes"] for row in history] == [{"date": {"from": None, "to": "2024"}}]


def test_a_published_incident_is_changed_by_proposal_only(api, project, author, reviewer):
    incident = make.IncidentFactory(project=project, created_by=author, published=True)
    address = f"{V1}/incidents/{incident.pk}/"
    tag = api.get(address)["ETag"]

    response = api.patch(address, {"date": "2024"}, format="json", headers={"If-Match": tag})
    child = api.post(
        f"{V1}/casualties/",
        {"incident": str(incident.pk), "kind": "killed", "stated": "at least 39"},
        format="json",
    )

    assert (response.status_code, child.status_code) == (202, 202)
    assert response.json()["diff"]["date"] == {"from": None, "to": "2024"}
    assert Incident.objects.get().date is None
    accept = f"{V1}/proposals/{response.json()['id']}/accept/"
    body = {"reason": "Read.", "version": 1}
    accepted = client_of(reviewer).post(accept, body, format="json")
    assert accepted.status_code == 200
    assert str(Incident.objects.get().date_latest) == "2024-12-31"


def test_aliases_are_changed_at_their_own_address(api, project, author):
    actor = make.ActorFactory(project=project, created_by=author)
    address = f"{V1}/actors/{actor.pk}/"
    tag = api.get(address)["ETag"]

    same = api.patch(address, {"aliases": []}, format="json", headers={"If-Match": tag})
    other = api.patch(address, {"aliases": ["X"]}, format="json", headers={"If-Match": tag})

    assert (same.status_code, other.status_code, pointers(other)) == (200, 400, ["/aliases"])


def test_a_record_stays_in_its_project(api, project, author):
    ProjectFactory(slug="other", visibility="public")
    incident = make.IncidentFactory(project=project, created_by=author)
    address = f"{V1}/incidents/{incident.pk}/"
    tag = api.get(address)["ETag"]

    response = api.patch(address, {"project": "other"}, format="json", headers={"If-Match": tag})

    assert (response.status_code, pointers(response)) == (400, ["/project"])


def test_sources_are_changed_with_if_match_by_those_who_may(api, project, author, reviewer):
    source = make.SourceFactory(project=project, created_by=author)
    address = f"{V1}/sources/{source.pk}/"
    tag = api.get(address)["ETag"]

    assert api.patch(address, {"note": "x"}, format="json").status_code == 428
    response = api.patch(address, {"note": "x"}, format="json", headers={"If-Match": tag})
    assert (response.status_code, response.json()["note"]) == (200, "x")
    stale = api.patch(address, {"note": "y"}, format="json", headers={"If-Match": tag})
    assert stale.status_code == 412
    stranger = client_of(reviewer)
    assert stranger.patch(address, {"note": "z"}, format="json").status_code == 403


def test_a_new_place_may_name_its_country_instead_of_a_place_above(api, project):
    russia = make.CountryFactory(name="Russia", iso_alpha2="RU")
    body = {"project": "sahel", "name": "Moscow", "country": "RU"}

    created = api.post(f"{V1}/places/", body, format="json").json()
    at_odds = {**body, "parent": str(make.CountryFactory(iso_alpha2="FR", name="France").pk)}
    refused = api.post(f"{V1}/places/", at_odds, format="json")

    assert (created["country"], created["parent"]) == ("RU", str(russia.pk))
    assert (refused.status_code, pointers(refused)) == (400, ["/country"])


def test_null_is_as_good_as_empty_for_text_without_the_three_absences(api, project, author):
    incident = make.IncidentFactory(project=project, created_by=author)
    body = {"incident": str(incident.pk), "kind": "killed", "group": None, "low": 151,
            "best": None, "high": None, "qualifier": "more_than", "stated": None}  # fmt: skip

    response = api.post(f"{V1}/casualties/", body, format="json")

    assert (response.status_code, response.json()["group"]) == (201, "")
    body = {"project": "sahel", "title": None, "date_words": None}
    refused = api.post(f"{V1}/incidents/", body, format="json")
    assert (refused.status_code, pointers(refused)) == (400, ["/title"])


def test_a_term_outside_its_vocabulary_is_told_which_there_are(api, project):
    body = {"project": "sahel", "title": "Attack", "record_kind": "party"}

    error = api.post(f"{V1}/incidents/", body, format="json").json()["errors"][0]

    assert error["message"] == "“party” is none of: event, series, reference, context."
