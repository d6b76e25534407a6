"""The register over HTTP: shapes, filters, visibility."""

import datetime as dt

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member
from tests.incidents.conftest import client_of

pytestmark = pytest.mark.django_db
V1 = "/api/v1"

RESOURCES = {
    "sources": make.SourceFactory,
    "places": make.PlaceFactory,
    "actors": make.ActorFactory,
    "incidents": make.IncidentFactory,
    "assessments": make.AssessmentFactory,
}
CHILDREN = {
    "actor-aliases": make.ActorAliasFactory,
    "actor-relations": make.ActorRelationFactory,
    "participations": make.ParticipationFactory,
    "casualties": make.CasualtyEstimateFactory,
    "responsibility": make.ResponsibilityFactory,
    "judgements": make.JudgementFactory,
}
PARENTS = {"actor-aliases": "actor", "actor-relations": "subject", "judgements": "assessment"}


def in_project(resource, project, **values):
    """A row of any resource that belongs to the project."""
    if resource in RESOURCES:
        return RESOURCES[resource](project=project, **values)
    return CHILDREN[resource](**{f"{PARENTS.get(resource, 'incident')}__project": project})


def pointers(response):
    return [error["pointer"] for error in response.json()["errors"]]


def ids(response):
    return [row["id"] for row in response.json()["results"]]


def test_incident_comes_back_as_it_was_entered(api, project):
    place = make.PlaceFactory(
        project=project, name="Moscow", parent=make.CountryFactory(name="Russia", iso_alpha2="RU")
    )
    body = {
        "project": "sahel",
        "title": "Attack on Crocus City Hall",
        "summary": "Four gunmen attacked a concert hall.",
        "record_kind": "event",
        "lifecycle": "completed",
        "date": "2024-03",
        "date_words": "Last month",
        "place": str(place.pk),
        "attack_types": ["armed_assault", "hostage_barricade"],
        "absences": {"injured": "unknown"},
    }

    response = api.post(f"{V1}/incidents/", body, format="json")

    assert response.status_code == 201
    created = response.json()
    assert {name: created[name] for name in body} == body
    assert {
        "date_earliest": "2024-03-01",
        "date_latest": "2024-03-31",
        "date_precision": "month",
        "country": "RU",
        "place_name": "Moscow",
        "state": "candidate",
        "version": 1,
    }.items() <= created.items()
    assert api.get(response["Location"]).json() == created


def test_the_central_incident_has_three_speakers_and_an_open_figure(api, project):
    core, branch, writer = (
        api.post(f"{V1}/actors/", {"project": "sahel", **values}, format="json").json()
        for values in (
            {"name": "Islamic State", "kind": "armed_group", "aliases": ["IS", "Daesh"]},
            {"name": "ISKP", "kind": "armed_group_branch"},
            {"name": "Tricia Bacon", "kind": "individual"},
        )
    )
    incident = api.post(
        f"{V1}/incidents/",
        {"project": "sahel", "title": "Moscow", "date": "2024-03", "date_words": "Last month"},
        format="json",
    ).json()["id"]

    killed = api.post(
        f"{V1}/casualties/",
        {"incident": incident, "kind": "killed", "stated": "more than 150"},
        format="json",
    ).json()
    for speaker, kind, about in (
        (core, "claims", branch),
        (branch, "heralds", branch),
        (writer, "attributes", branch),
    ):
        body = {
            "incident": incident,
            "speaker": speaker["id"],
            "kind": kind,
            "about": about["id"],
        }
        assert api.post(f"{V1}/responsibility/", body, format="json").status_code == 201

    assert (killed["low"], killed["best"], killed["high"]) == (151, None, None)
    assert core["aliases"] == ["IS", "Daesh"]
    rows = api.get(f"{V1}/responsibility/", {"incident": incident}).json()["results"]
    assert {(row["speaker"], row["kind"]) for row in rows} == {
        (core["id"], "claims"),
        (branch["id"], "heralds"),
        (writer["id"], "attributes"),
    }


def test_actor_place_source_and_assessment_come_back_as_entered(api, project):
    bodies = {
        "actors": {"name": "TTP", "kind": "armed_group", "country": "PK", "active": "2007/..",
                   "description": "Not the Afghan Taliban."},
        "places": {"name": "Kabul", "kind": "city", "lat": 34.5, "lon": 69.2,
                   "uncertainty_m": 5000, "names": [{"name": "کابل", "language": "fa"}]},
        "sources": {"name": "Desert Papers", "kind": "think_tank", "reliability": "B",
                    "url": "https://papers.example/"},
        "assessments": {"statement": "The decline is likely only temporary.", "kind": "forecast",
                        "estimative": "likely", "likelihood": "likely", "confidence": "low",
                        "horizon": "2024/2025", "horizon_source": "assigned"},
    }  # fmt: skip
    for resource, body in bodies.items():
        response = api.post(f"{V1}/{resource}/", {"project": "sahel", **body}, format="json")

        assert response.status_code == 201, response.json()
        assert body.items() <= response.json().items()


def test_judgements_are_dated_and_keep_likelihood_and_confidence_apart(api, project, author):
    assessment = make.AssessmentFactory(project=project, created_by=author)
    body = {
        "assessment": str(assessment.pk),
        "date": timezone.localdate().isoformat(),
        "likelihood": "likely",
        "probability": "0.650",
        "confidence": "low",
        "note": "Past waves came back.",
    }

    response = api.post(f"{V1}/judgements/", body, format="json")

    assert response.status_code == 201
    assert body.items() <= response.json().items()


@pytest.mark.parametrize("resource", [*RESOURCES, *CHILDREN])
def test_what_one_may_not_see_is_absent_and_404(api, project, resource):
    mine, hidden = in_project(resource, project), in_project(resource, ProjectFactory())

    assert ids(api.get(f"{V1}/{resource}/")) == [str(mine.pk)]
    assert api.get(f"{V1}/{resource}/{hidden.pk}/").status_code == 404
    assert api.patch(f"{V1}/{resource}/{hidden.pk}/", {}, format="json").status_code == 404
    anonymous = APIClient()
    assert ids(anonymous.get(f"{V1}/{resource}/")) == []
    assert anonymous.get(f"{V1}/{resource}/{mine.pk}/").status_code == 404
    assert anonymous.post(f"{V1}/{resource}/", {}, format="json").status_code == 401


@pytest.mark.parametrize("resource", [*RESOURCES, *CHILDREN])
def test_every_list_filters_by_project_and_refuses_unknown_parameters(api, project, resource):
    other = ProjectFactory(slug="open", visibility="public")
    mine, _ = in_project(resource, project), in_project(resource, other)

    assert ids(api.get(f"{V1}/{resource}/", {"project": "sahel"})) == [str(mine.pk)]
    assert ids(api.get(f"{V1}/{resource}/", {"project": "nowhere"})) == []
    response = api.get(f"{V1}/{resource}/", {"colour": "red"})
    assert (response.status_code, pointers(response)) == (400, ["?colour"])


@pytest.mark.parametrize("resource", [*RESOURCES, *CHILDREN])
def test_query_count_of_a_list_does_not_grow(api, project, resource, django_assert_max_num_queries):
    def count():
        with django_assert_max_num_queries(30) as queries:
            assert api.get(f"{V1}/{resource}/").status_code == 200
        return len(queries)

    for _ in range(2):
        in_project(resource, project)
    few = count()
    for _ in range(18):
        in_project(resource, project)

    assert count() == few


def test_an_embargoed_incident_is_hidden_with_all_that_hangs_on_it(project, author, reviewer):
    later = timezone.now() + dt.timedelta(days=3)
    incident = make.IncidentFactory(project=project, created_by=author, embargo_until=later)
    make.CasualtyEstimateFactory(incident=incident)
    editor = member(project, "editor")

    for user, seen in ((author, 1), (editor, 1), (reviewer, 0)):
        client = client_of(user)
        assert len(ids(client.get(f"{V1}/incidents/"))) == seen
        assert len(ids(client.get(f"{V1}/casualties/"))) == seen


def test_incidents_are_filtered(api, project, django_assert_max_num_queries):
    group = make.ActorFactory(project=project)
    moscow = make.IncidentFactory(
        project=project, title="Théâtre attack", date="2024-03", country="RU",
        attack_types=["armed_assault", "bombing"], lifecycle="completed", published=True,
    )  # fmt: skip
    make.ParticipationFactory(incident=moscow, actor=group)
    campaign = make.IncidentFactory(project=project, record_kind="series", date="2015/..")
    undated = make.IncidentFactory(project=project, summary="A plot")

    def found(**filters):
        return {*ids(api.get(f"{V1}/incidents/", {"project": "sahel", **filters}))}

    only = {str(moscow.pk)}
    assert found(search="THEATRE att") == only
    assert found(search="plot") == {str(undated.pk)}
    assert found(country="RU") == only
    assert found(attack_type="bombing") == only
    assert found(attack_type="assassination") == set()
    assert found(lifecycle="completed") == only
    assert found(state="published") == only
    assert found(state=["candidate", "published"]) == found()
    assert found(record_kind="series") == {str(campaign.pk)}
    assert found(actor=str(group.pk)) == only
    assert found(date_after="2024-04-01") == {str(campaign.pk)}
    assert found(date_before="2023-12-31") == {str(campaign.pk)}
    assert found(date_after="2024-03-31", date_before="2024-03-31") == {
        str(moscow.pk),
        str(campaign.pk),
    }
    assert found(updated_since="2999-01-01T00:00:00Z") == set()
    assert api.get(f"{V1}/incidents/", {"attack_type": "tickling"}).status_code == 400
    assert api.get(f"{V1}/incidents/", {"date_after": "soon"}).status_code == 400


def test_places_of_a_project_include_the_shared_countries(api, project):
    shared = make.CountryFactory()
    mine = make.PlaceFactory(project=project, name="Kabul", parent=shared)
    make.PlaceFactory(project=ProjectFactory(visibility="public"), name="Kabul")

    found = api.get(f"{V1}/places/", {"project": "sahel"}).json()["results"]

    assert [row["id"] for row in found] == [str(mine.pk), str(shared.pk)]
    assert (found[0]["parent_name"], found[0]["country"], found[1]["project"]) == (
        "Afghanistan",
        "AF",
        None,
    )
    response = api.patch(
        f"{V1}/places/{shared.pk}/", {"name": "X"}, format="json", headers={"If-Match": "*"}
    )
    assert response.status_code == 403


def test_finders_know_other_names(api, project, author):
    actor = make.ActorFactory(project=project, created_by=author, name="Islamic State")
    body = {"actor": str(actor.pk), "text": "Daesh", "kind": "exonym"}
    assert api.post(f"{V1}/actor-aliases/", body, format="json").status_code == 201

    found = api.get(f"{V1}/actors/", {"project": "sahel", "search": "dàesh"}).json()["results"]

    assert [row["aliases"] for row in found] == [["Daesh"]]
