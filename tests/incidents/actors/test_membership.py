"""Which incidents are an actor's: lists, the API, facets and the actor's page give one answer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from incidents.events.queries.actor_activity import events_of, parts_of, years_of
from incidents.models import Actor, Incident
from tests.factories.accounts import UserFactory, member
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    ActorRelationFactory,
    IncidentFactory,
    ParticipationFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def group(team):
    return ActorFactory(project=team.project)


def acts(team, actor, role="perpetrator", date="2024-03-22", **part):
    incident = IncidentFactory(project=team.project, published=True, date=date)
    ParticipationFactory(incident=incident, actor=actor, role=role, **part)
    return incident


def listed(user, **query):
    """How many incidents the API, its facets and the page of the list each give."""
    client = APIClient()
    client.force_authenticate(user)
    rows = client.get("/api/v1/incidents/", {**query, "page_size": 100}).json()["results"]
    total = client.get("/api/v1/incidents/facets/", query).json()["total"]
    client = APIClient()
    client.force_login(user)
    page = client.get("/incidents/", {**query, "part": "facets"}).context["total"]
    assert len(rows) == total == page
    return total


def test_roles_and_certainty_are_asked_of_one_participation(team, group):
    both = acts(team, group, role="target")
    ParticipationFactory(
        incident=both, actor=ActorFactory(project=team.project), role="belligerent"
    )
    acts(team, group, role="belligerent", certainty="suspected")
    query = {"project": team.project.slug, "actor": group.pk}
    assert listed(team.reader, **query) == 2
    assert listed(team.reader, **query, role="belligerent") == 1
    assert listed(team.reader, **query, role=["belligerent", "target"]) == 2
    assert listed(team.reader, **query, certainty="suspected") == 1
    assert listed(team.reader, **query, certainty="suspected", role="target") == 0
    assert listed(team.reader, project=team.project.slug, role="belligerent") == 2


def test_participation_of_a_merged_record_counts_for_the_one_that_stands(team, group):
    kept = IncidentFactory(project=team.project, published=True, date="2024-03-22")
    gone = acts(team, group)
    Incident.objects.filter(pk=gone.pk).update(merged_into=kept)
    other = ActorFactory(project=team.project)
    acts(team, other)
    Actor.objects.filter(pk=other.pk).update(merged_into=group)
    for actor in (group, other):
        assert listed(team.reader, project=team.project.slug, actor=actor.pk) == 2
    assert events_of(group, team.reader).count() == 2
    roles = parts_of(group, team.reader).order_by().values_list("role", "counted")
    assert [role for role, _event in set(roles)] == ["perpetrator"] * 2


def test_hidden_participants_are_found_by_nobody_who_may_not_know_them(team):
    hidden = ActorFactory(project=team.project, marking="red", created_by=team.owner)
    acts(team, hidden)
    query = {"project": team.project.slug, "actor": hidden.pk}
    assert listed(team.owner, **query) == 1
    assert listed(team.reader, **query) == 0
    assert listed(team.reader, project=team.project.slug, role="perpetrator") == 0
    stranger = APIClient()
    stranger.force_authenticate(UserFactory())
    assert stranger.get("/api/v1/incidents/", query).json()["results"] == []


def test_a_parent_counts_with_its_branches_where_one_asks_for_them(team, group):
    branch, part, affiliate, foe = (ActorFactory(project=team.project) for _ in range(4))
    ActorRelationFactory(subject=branch, object=group, kind="branch_of")
    ActorRelationFactory(subject=part, object=branch, kind="part_of")
    ActorRelationFactory(subject=affiliate, object=part, kind="affiliate_of")
    ActorRelationFactory(subject=group, object=affiliate, kind="part_of")  # a circle
    ActorRelationFactory(subject=foe, object=group, kind="rival_of")
    for actor in (group, branch, part, affiliate, foe):
        acts(team, actor)
    query = {"project": team.project.slug, "actor": group.pk}
    assert listed(team.reader, **query) == 1
    assert listed(team.reader, **query, branches="none") == 1
    assert listed(team.reader, **query, branches="branches") == 3
    assert listed(team.reader, **query, branches="affiliates") == 4


@pytest.mark.parametrize(
    "values",
    [
        {"status": "hypothesised"},
        {"status": "alleged", "claimant_words": "a ministry"},
        {"status": "rejected"},
        {"polarity": "denies"},
        {"status": "ended"},
        {"date": "2024-04/.."},
        {"date": "2023", "status": "ended"},
        {"date": "2022/2023"},
    ],
)
def test_branches_count_only_where_and_when_it_is_asserted(team, group, values):
    branch = ActorFactory(project=team.project)
    ActorRelationFactory(subject=branch, object=group, kind="branch_of", **values)
    acts(team, branch, date="2024-03-22")
    query = {"project": team.project.slug, "actor": group.pk, "branches": "branches"}
    assert listed(team.reader, **query) == 0


@pytest.mark.parametrize(
    "values", [{"date": "2015"}, {"date": "2024-03/.."}, {"date": "2023/2024", "status": "ended"}]
)
def test_branches_count_within_the_dates_of_their_relation(team, group, values):
    branch = ActorFactory(project=team.project)
    ActorRelationFactory(subject=branch, object=group, kind="branch_of", **values)
    acts(team, branch, date="2024-03-22")
    acts(team, branch, date="2012")
    query = {"project": team.project.slug, "actor": group.pk, "branches": "branches"}
    assert listed(team.reader, **query) == 1


def test_relation_that_a_reader_may_not_know_of_leads_to_no_branch(team, group):
    branch = ActorFactory(project=team.project)
    middle = ActorFactory(project=team.project, marking="red", created_by=team.owner)
    ActorRelationFactory(subject=branch, object=middle, kind="branch_of")
    ActorRelationFactory(subject=middle, object=group, kind="branch_of")
    acts(team, branch)
    query = {"project": team.project.slug, "actor": group.pk, "branches": "branches"}
    assert listed(team.owner, **query) == 1
    assert listed(member(team.project, "reader"), **query) == 0


def test_page_of_an_actor_draws_suspicion_apart(team, group):
    acts(team, group, date="2023-05-01")
    acts(team, group, date="2024-03-22", role="suspected_perpetrator")
    acts(team, group, date="2024-05-01", role="belligerent", certainty="alleged")
    acts(team, group, date="2024-06-01", role="target")
    bars, undrawn = years_of(group, team.reader)
    assert [(bar.year, bar.low, bar.high) for bar in bars.bars] == [(2023, 1, 1), (2024, 0, 2)]
    assert undrawn == 0


@pytest.mark.parametrize(("name", "value"), [("role", "leader"), ("branches", "all")])
def test_unknown_choice_of_participants_names_its_parameter(team, name, value):
    client = APIClient()
    client.force_authenticate(team.reader)
    answer = client.get("/api/v1/incidents/", {name: value})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"?{name}"
    client.force_login(team.reader)
    assert client.get("/incidents/", {name: value}).status_code == 200


def test_number_of_queries_does_not_grow_with_branches(team, group):
    client = APIClient()
    client.force_authenticate(team.reader)
    asked = []
    for n in range(4):
        branch = ActorFactory(project=team.project)
        ActorRelationFactory(subject=branch, object=group, kind="branch_of")
        acts(team, branch)
        with CaptureQueriesContext(connection) as queries:
            found = client.get("/api/v1/incidents/", {"actor": group.pk, "branches": "branches"})
        assert len(found.json()["results"]) == n + 1
        asked.append(len(queries))
    assert asked[1] == asked[-1]
