"""Whose incidents a series counts, and what becomes of every record that it is about."""

import datetime as dt
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from ctplatform.curation import services as curation
from incidents.models import ActorRelation, DirtyBucket, Series
from incidents.series.queries import points as aggregates
from incidents.series.queries.left_out import left_out
from incidents.vocabularies import INITIATING_ROLES
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    ActorRelationFactory,
    CasualtyEstimateFactory,
    IncidentFactory,
    ParticipationFactory,
    SeriesFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def group(team):
    return ActorFactory(project=team.project, published=True)


def acts(team, actor, role="perpetrator", certainty=None, **values):
    values = {"date": "2024-03-22", **values}
    incident = IncidentFactory(project=team.project, published=True, **values)
    ParticipationFactory(incident=incident, actor=actor, role=role, certainty=certainty)
    return incident


def series_of(team, actor=None, **values):
    filters = {"actor": [str(actor.pk)]} if actor else {}
    return SeriesFactory(project=team.project, filters=filters, **values)


def march(series, group=""):
    """(min, expected, max) of March 2024."""
    aggregates.rebuild_series(series, lambda done, total: None)
    point = series.points.get(bucket=dt.date(2024, 3, 1), group=group)
    return point.n_min, point.n_expected, point.n_max


def test_every_role_of_those_who_act_counts_once(team, group):
    for role in ("perpetrator", "co_perpetrator", "belligerent", "target", "responder"):
        acts(team, group, role)
    both = acts(team, group, "belligerent")
    ParticipationFactory(incident=both, actor=group, role="perpetrator")
    assert march(series_of(team, group)) == (4, 4.0, 4)
    assert march(series_of(team, group, group_by="actor"), str(group.pk)) == (4, 4.0, 4)
    assert march(series_of(team, group, group_by="country", roles=["target"])) == (1, 1.0, 1)


@pytest.mark.parametrize("measure", ["count", "fatalities"])
@pytest.mark.parametrize("group_by", [None, "country", "actor"])
def test_suspicion_widens_the_maximum_alone(team, group, measure, group_by):
    parts = [
        ("suspected_perpetrator", None),
        ("suspected_perpetrator", "confirmed"),
        ("perpetrator", "suspected"),
        ("belligerent", "alleged"),
        ("perpetrator", "inferred"),
    ]
    for role, certainty in parts:
        incident = acts(team, group, role, certainty, country="RU")
        CasualtyEstimateFactory(incident=incident, low=1, best=1, high=1)
    series = series_of(team, group, measure=measure, group_by=group_by)
    name = {"country": "RU", "actor": str(group.pk)}.get(group_by, "")
    assert march(series) == march(series, name) == (1, 1.0, 5)
    assert left_out(series)["suspected"] == 4
    assert series.points.get(bucket=dt.date(2024, 3, 1), group=name).suspected == 4


def test_month_of_a_suspected_attack_is_not_nought(client, team, group):
    """The attack on the Crocus City Hall, 22 March 2024, of which ISKP is suspected."""
    acts(team, group, "suspected_perpetrator", country="RU")
    series = series_of(team, group)
    assert march(series) == (0, 0.0, 1)
    client.force_login(team.reader)
    text = client.get(f"/figures/{series.pk}/").content.decode()
    assert "1 more suspected" in text
    assert "1 counts only in the maximum: participation is suspected" in text
    assert "0 to 1" in text


def test_certain_part_outweighs_a_suspected_one(team, group):
    incident = acts(team, group, "suspected_perpetrator")
    ParticipationFactory(incident=incident, actor=group, role="belligerent")
    assert march(series_of(team, group)) == (1, 1.0, 1)
    assert march(series_of(team, group_by="actor"), str(group.pk)) == (1, 1.0, 1)


def test_parent_is_counted_with_its_branches_where_the_series_says_so(team, group):
    branch, affiliate = (ActorFactory(project=team.project) for _ in range(2))
    ActorRelationFactory(subject=branch, object=group, kind="branch_of")
    ActorRelationFactory(subject=affiliate, object=branch, kind="affiliate_of", date="2024-04/..")
    acts(team, branch)
    acts(team, affiliate)
    acts(team, affiliate, date="2024-03-30/2024-04-02")
    both = acts(team, branch)
    ParticipationFactory(incident=both, actor=group)
    for branches, expected in (("none", 1), ("branches", 2)):
        series = series_of(team, group, branches=branches, group_by="actor")
        assert march(series) == march(series, str(group.pk)) == (expected, expected, expected)
    series = series_of(team, group, branches="affiliates", group_by="actor")
    assert march(series) == march(series, str(group.pk)) == (2, 2.5, 3)


def test_relation_that_is_stricter_than_the_series_leads_to_no_branch(team, group):
    branch = ActorFactory(project=team.project)
    voice = ActorFactory(project=team.project, marking="amber")
    ActorRelationFactory(subject=branch, object=group, kind="branch_of", claimant=voice)
    acts(team, branch)
    assert march(series_of(team, group, branches="branches", marking="green")) == (0, 0.0, 0)
    assert march(series_of(team, group, branches="branches", marking="amber")) == (1, 1.0, 1)


def test_summaries_of_several_events_count_where_the_series_says_so(team, group):
    for kind in ("event", "series", "reference", "context"):
        incident = acts(team, group, record_kind=kind)
        CasualtyEstimateFactory(incident=incident, low=2, best=2, high=2)
    assert march(series_of(team)) == (1, 1.0, 1)
    assert march(series_of(team, summaries=True)) == (2, 2.0, 2)
    assert march(series_of(team, group, summaries=True, measure="fatalities")) == (4, 4.0, 4)
    reasons = {"summaries": 1, "references": 1, "context": 1}
    assert {name: left_out(series_of(team))[name] for name in reasons} == reasons
    assert "summaries" not in left_out(series_of(team, summaries=True))


def a_record_for_each_reason(team, group):
    """Records that a series of 2024 about a group, covered to September, is about."""
    other = ActorFactory(project=team.project)
    acts(team, group, country="AF")
    acts(team, group, "belligerent", "alleged", country="AF")
    acts(team, group, "target")
    acts(team, group, "target", date=None, record_kind="context")
    for kind in ("series", "reference", "context"):
        acts(team, group, record_kind=kind)
    for date in (None, "2024-03/..", "../2023"):
        acts(team, group, date=date)
    for date in ("2023-12-31", "2024-10-01", "2025"):
        acts(team, group, date=date)
    acts(team, group, embargo_until=timezone.now() + timedelta(days=1))
    acts(team, other)
    IncidentFactory(project=team.project, date="2024-03-22")


@pytest.mark.parametrize("group_by", [None, "country", "actor"])
@pytest.mark.parametrize("measure", ["count", "fatalities"])
def test_every_count_beside_the_chart_leads_to_exactly_its_records(
    client, team, group, group_by, measure
):
    a_record_for_each_reason(team, group)
    window = [{"start": "2024-01-01", "end": "2024-09-30", "sources": []}]
    series = series_of(team, group, coverage=window, group_by=group_by, measure=measure)
    aggregates.rebuild_series(series, lambda done, total: None)
    api = APIClient()
    api.force_authenticate(team.editor)
    found = api.get(f"/api/v1/series/{series.pk}/points/").json()["left_out"]
    base = {"suspected": 1, "other_roles": 2, "summaries": 1, "references": 1, "context": 1}
    base |= {"undated": 3, "outside": 3, "embargoed": 1}
    assert {name: found[name] for name in base} == base
    client.force_login(team.editor)
    seen = {}
    for name in ("counted", *found):
        query = {"project": team.project.slug, "series": series.pk, "reason": name}
        rows = api.get("/api/v1/incidents/", {**query, "page_size": 100}).json()["results"]
        seen[name] = {row["id"] for row in rows}
        assert len(rows) == found.get(name, len(rows))
        page = client.get("/incidents/", query)
        assert len(page.context["object_list"]) == len(rows)
    # Each record that the series is about has one reason: they add up to all of them.
    apart = [seen[name] for name in seen if name not in ("suspected", "unknown", "unplaced")]
    everything = set().union(*apart)
    assert sum(map(len, apart)) == len(everything) == 15 - 1


def test_reader_is_not_given_what_is_under_embargo_nor_a_hidden_series(team, group):
    a_record_for_each_reason(team, group)
    series = series_of(team, group, marking="amber+strict")
    query = {"project": team.project.slug, "series": series.pk, "reason": "embargoed"}
    for person, expected in ((team.editor, 1), (team.annotator, 0)):
        api = APIClient()
        api.force_authenticate(person)
        assert len(api.get("/api/v1/incidents/", query).json()["results"]) == expected
    for person in (team.reader, UserFactory()):
        api = APIClient()
        api.force_authenticate(person)
        assert api.get("/api/v1/incidents/", query | {"reason": "counted"}).json()["results"] == []


def test_definition_names_its_roles_over_http(team):
    api = APIClient()
    api.force_authenticate(team.editor)
    given = {"project": team.project.slug, "title": "All", "start": "2024", "end": "2024"}
    made = api.post("/api/v1/series/", given, format="json").json()
    assert tuple(made["roles"]) == INITIATING_ROLES
    assert (made["branches"], made["summaries"]) == ("none", False)
    values = {"roles": ["target"], "branches": "affiliates", "summaries": True}
    made = api.post("/api/v1/series/", given | values, format="json").json()
    assert {name: made[name] for name in values} == values
    for name, value in (("roles", ["leader"]), ("roles", []), ("roles", 3), ("branches", "all")):
        answer = api.post("/api/v1/series/", given | {name: value}, format="json")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"].startswith(f"/{name}")


def test_editor_chooses_actor_roles_branches_and_summaries_on_the_form(client, team, group):
    client.force_login(team.editor)
    given = {
        "title": "ISKP",
        "measure": "count",
        "bucket": "month",
        "group_by": "",
        "start": "2024",
        "end": "2024",
        "actor": str(group.pk),
        "roles": ["perpetrator", "facilitator"],
        "branches": "affiliates",
        "summaries": "on",
    }
    assert client.post("/figures/new/", given).status_code == 302
    series = Series.objects.get()
    assert series.filters == {"actor": [str(group.pk)]}
    assert (series.roles, series.branches) == (["perpetrator", "facilitator"], "affiliates")
    assert series.summaries
    page = client.get(f"/figures/{series.pk}/edit/").content.decode()
    assert group.name in page
    given |= {"actor": "", "roles": [], "version": 1}
    del given["summaries"]
    assert client.post(f"/figures/{series.pk}/edit/", given).status_code == 302
    series.refresh_from_db()
    assert (series.filters, len(series.roles), series.summaries) == ({}, 4, False)


def test_relation_marks_the_days_that_it_moves(team, group):
    branch = ActorFactory(project=team.project)
    incident = acts(team, branch, date="2024-05-01")
    DirtyBucket.objects.all().delete()
    values = {"subject": branch, "object": group, "kind": "branch_of"}
    curation.create_record(ActorRelation, values, by=team.editor)
    assert incident.date_earliest in set(DirtyBucket.objects.values_list("start", flat=True))


def test_series_of_an_actor_that_its_readers_may_not_see_leaves_out_nought(team, group):
    acts(team, group, role="target")
    series = series_of(team, group)
    assert left_out(series)["other_roles"] == 1
    type(group).objects.filter(pk=group.pk).update(marking="red")
    assert set(left_out(series).values()) == {0}


def test_branch_that_joins_is_counted_at_once_among_what_is_left_out(team, group):
    branch = ActorFactory(project=team.project)
    acts(team, branch, role="target")
    series = series_of(team, group, branches="branches")
    assert left_out(series)["other_roles"] == 0
    ActorRelationFactory(subject=branch, object=group, kind="branch_of")
    assert left_out(series)["other_roles"] == 1
