"""Findings about the members of a series: what is counted, what leads to it, and what is hidden."""

import csv
import datetime as dt
import io
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from ctplatform.curation import services as curation
from incidents.findings import services
from incidents.findings.due_series import due
from incidents.findings.models import SeriesFindings
from incidents.findings.observed_series import observe
from incidents.findings.parts import members, responsibility
from incidents.findings.queries.rows import COLUMNS
from incidents.findings.vocabulary import RESPONSIBILITY
from incidents.models import Incident
from incidents.responsibility.queries import level_of_incident
from incidents.series.queries import points
from incidents.series.queries.points import recount_dirty_days
from incidents.series.queries.population import Population
from tests.factories import incidents as make
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def web(team):
    client = APIClient()
    client.force_authenticate(team.reader)
    return client


def incident(team, n=1, **values):
    values = {"project": team.project, "date": f"2024-03-{n:02}", "published": True} | values
    return make.IncidentFactory(**values)


def counted(team, **values):
    series = make.SeriesFactory(project=team.project, **values)
    points.rebuild_series(series, lambda done, total: None)
    series.refresh_from_db()
    return series


def found_in(series):
    services.compute(series)
    rows = SeriesFindings.objects.get(series=series).results
    return {(each["method"], each["group"]): each for each in rows}


def shown(web, series):
    """{(method, group): finding as the API answers it}."""
    services.compute(series)
    rows = web.get(f"/api/v1/series/{series.pk}/findings/").json()["results"]
    return {(each["method"], each["group"]): each for each in rows}


def part_counts(result):
    return {part: each["part"] for part, each in result["shares"].items() if each["part"]}


def says(row, kind, speaker=None, **values):
    actor = speaker or make.ActorFactory(project=row.project)
    return make.ResponsibilityFactory(incident=row, speaker=actor, kind=kind, **values)


@pytest.fixture
def claimed(team):
    """Nine incidents, one in each part of the ladder, by the part."""
    rows = {}
    for n, part in enumerate(
        (
            "claimed_undisputed",
            "claimed_disputed",
            "heralded_only",
            "attributed_official",
            "attributed_analyst",
            "recorded_only",
            "suspected_only",
            "denied_only",
            "nobody_named",
        ),
        1,
    ):
        rows[part] = incident(team, n, title=part)
    says(rows["claimed_undisputed"], "claims")
    says(rows["claimed_disputed"], "claims")
    says(rows["claimed_disputed"], "denies")
    says(rows["heralded_only"], "heralds")
    state = make.ActorFactory(project=team.project, kind="state")
    says(rows["attributed_official"], "attributes", state)
    says(rows["attributed_analyst"], "suspects")
    make.ParticipationFactory(incident=rows["recorded_only"])
    make.ParticipationFactory(incident=rows["suspected_only"], certainty="alleged")
    says(rows["denied_only"], "denies")
    return rows


def test_each_incident_counts_once_by_the_strongest_that_is_said(team, web, claimed):
    series = counted(team)
    finding = shown(web, series)["responsibility", None]
    assert part_counts(finding["result"]) == dict.fromkeys(claimed, 1)
    assert finding["result"]["denied"]["part"] == 2
    assert finding["sentence"].startswith(
        "Of 9 incidents 2 are claimed by somebody. Somebody denies having done 2."
    )
    words = [each["words"] for each in finding["links"]]
    assert words[0] == "claimed, and not disputed (1: 11.1 %, 2 % to 43.5 %)"
    assert [each.split(" (")[0] for each in words[:-1]] == list(RESPONSIBILITY.values())


def test_each_number_leads_to_its_incidents(team, web, claimed, client):
    series = counted(team)
    finding = shown(web, series)["responsibility", None]
    client.force_login(team.reader)
    seen = {}
    for link in finding["links"]:
        rows = web.get(f"/api/v1{link['url']}").json()["results"]
        part = link["url"].split("finding=")[1]
        seen[part] = {each["title"] for each in rows}
        page = client.get(link["url"])
        assert page.status_code == 200
        assert "Attacks: " in page.content.decode()
    denied = seen.pop("denied")
    assert seen == {part: {part} for part in claimed}
    assert denied == {"claimed_disputed", "denied_only"}


def test_only_what_all_readers_see_decides(team, claimed):
    hidden = make.ActorFactory(project=team.project, marking="red")
    says(claimed["nobody_named"], "claims", hidden)
    says(claimed["claimed_undisputed"], "denies", hidden)
    says(claimed["claimed_undisputed"], "attributes", about=hidden)
    make.ParticipationFactory(incident=claimed["denied_only"], actor=hidden)
    accused = make.AllegationFactory(
        project=team.project,
        incident=claimed["claimed_undisputed"],
        kind="direct_involvement",
        subject=make.ActorFactory(project=team.project),
        published=True,
    )
    make.ClaimantFactory(allegation=accused, actor=hidden)
    found = found_in(counted(team))["responsibility", ""]["result"]
    assert part_counts(found) == dict.fromkeys(claimed, 1)


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"authenticity": "fake"}, "claimed_disputed"),
        ({"authenticity": "verified"}, "claimed_undisputed"),
    ],
)
def test_a_claim_that_may_be_false_is_disputed(team, values, part):
    row = incident(team)
    says(row, "claims", **values)
    [found] = responsibility.with_parts(Incident.objects.all(), Population(counted(team)))
    assert found.responsibility_part == part


def test_an_accusation_of_somebody_else_disputes_a_claim_once_it_is_published(team):
    row = incident(team)
    says(row, "claims")
    values = {"project": team.project, "kind": "sponsorship", "incident": row}
    accused = make.AllegationFactory(subject=make.ActorFactory(project=team.project), **values)
    series = counted(team)

    def part():
        rows = Incident.objects.filter(pk=row.pk)
        return responsibility.with_parts(rows, Population(series)).get().responsibility_part

    assert part() == "claimed_undisputed"
    type(accused).objects.update(
        state="published", published_at=timezone.now(), publish_policy="open"
    )
    assert part() == "claimed_disputed"


def test_statements_on_merged_records_and_by_merged_actors_count_as_one(team):
    row, twin = incident(team), incident(team)
    group, alias = (make.ActorFactory(project=team.project) for _ in range(2))
    says(row, "claims", group)
    says(twin, "claims", alias)
    series = counted(team)

    def part():
        rows = Incident.objects.filter(pk=row.pk)
        return responsibility.with_parts(rows, Population(series)).get().responsibility_part

    Incident.objects.filter(pk=twin.pk).update(merged_into=row)
    assert part() == "claimed_disputed"  # two claim it
    type(alias).objects.filter(pk=alias.pk).update(merged_into=group)
    assert part() == "claimed_undisputed"
    says(twin, "retracts", group)
    assert part() == "nobody_named"


def test_the_parts_are_those_of_the_responsibility_level(team):
    """Random statements and participations, compared with the pure rule of the incident's page."""
    choice = random.Random(7)
    people = [
        make.ActorFactory(project=team.project, kind=kind)
        for kind in ("state", "armed_group", "individual", "coalition")
    ]
    kinds = ("claims", "claims_via_parent", "heralds", "attributes", "accuses", "suspects")
    kinds += ("denies", "retracts")
    for n in range(60):
        row = incident(team, n % 28 + 1)
        for _each in range(choice.randrange(4)):
            about = choice.choice([None, *people])
            says(row, choice.choice(kinds), choice.choice(people), about=about)
        for actor in choice.sample(people, choice.randrange(3)):
            make.ParticipationFactory(incident=row, actor=actor)
    rows = Incident.objects.prefetch_related("participations", "responsibility__speaker")
    seen = set()
    for row in responsibility.with_parts(rows, Population(counted(team))):
        level = level_of_incident(row, row.responsibility.all())
        expected = level.level
        if level.claimed:
            disputed = level.contested or level.competing_claims
            expected = "claimed_disputed" if disputed else "claimed_undisputed"
        elif expected == "none" and row.participations.all():
            expected = "recorded_only"
        elif expected == "none":
            expected = "denied_only" if level.denied else "nobody_named"
        assert row.responsibility_part == expected, list(row.responsibility.values())
        seen.add(expected)
    assert len(seen) >= 7


def test_the_funnel_counts_what_is_coded(team, web):
    statuses = ["foiled"] * 2 + ["failed"] + ["completed"] * 6 + [None] + ["threat_statement"]
    for n, status in enumerate(statuses, 1):
        incident(team, n, lifecycle=status)
    done = list(Incident.objects.filter(lifecycle="completed").order_by("date"))
    for row, killed in zip(done, (3, 1, 0, 2, 1, None), strict=True):
        Incident.objects.filter(pk=row.pk).update(killed_figure=killed)
    finding = shown(web, counted(team))["lifecycle_funnel", None]
    stages = finding["result"]["stages"]
    assert [each["n"] for each in stages.values()] == [9, 7, 6, 4]
    assert finding["sentence"] == (
        "Planned: 9, whatever became of them. Attempted: 7 of 9, 77.8 % (45.3 % to 93.7 %). Carried"
        " out: 6 of 7, 85.7 % (48.7 % to 97.4 %). With fatalities: 4 of 5 that have a figure of"
        " them, 80 % (37.6 % to 96.4 %). Not in these numbers: 1 without a status, 1 threat."
    )
    numbers = {each["url"].split("finding=")[1]: each["url"] for each in finding["links"]}
    listed = {
        part: len(web.get(f"/api/v1{url}").json()["results"]) for part, url in numbers.items()
    }
    assert listed == {
        "planned": 9,
        "attempted": 7,
        "carried_out": 6,
        "with_fatalities": 4,
        "fatalities_unknown": 1,
        "stage_not_coded": 1,
        "status_threat_statement": 1,
    }
    limited = found_in(counted(team, filters={"lifecycle": ["completed"]}))
    assert limited["lifecycle_funnel", ""]["reason"] == "limited_to_it"


@pytest.fixture
def warned(team):
    rows = [incident(team, n, date=f"2024-05-{n + 10}") for n in range(1, 8)]
    for n, (row, heeded) in enumerate(
        zip(rows, ("yes", "no", "no", "partly", "no", "unknown"), strict=False), 1
    ):
        make.WarningFactory(
            project=team.project,
            incident=row,
            date=f"2024-05-{n:02}",
            heeded=heeded,
            published=True,
        )
    own = {"project": team.project, "incident": rows[0]}
    make.WarningFactory(date="2024-04", heeded="no", published=True, **own)
    make.WarningFactory(date="2024-04-01", heeded="yes", **own)  # a candidate
    make.WarningFactory(project=team.project, heeded="yes", published=True)  # about none
    hidden = make.ActorFactory(project=team.project, marking="red")
    make.WarningFactory(heeded="yes", issuer=hidden, published=True, **own)
    return rows


def test_warnings_of_the_members_say_what_became_of_them(team, web, warned, client):
    finding = shown(web, counted(team))["warnings_heeded", None]
    assert finding["result"]["counts"] == {"yes": 1, "partly": 1, "no": 4, "not_known": 1}
    assert finding["sentence"] == (
        "7 warnings about 6 of 7 incidents. Of 6 whose outcome is known 1 was heeded in full:"
        " 16.7 % (3 % to 56.4 %). Lead time of 6: median 10 days, middle half 10 to 10, all 10 to"
        " 10. 1 has none, as its days are not known or do not follow each other."
    )
    client.force_login(team.reader)
    listed = {}
    for link in finding["links"]:
        text = " ".join(client.get(link["url"]).content.decode().split())
        assert "The records behind Attacks: " in text
        part = link["url"].split("finding=")[1]
        listed[part] = len(web.get(f"/api/v1{link['url']}").json()["results"])
    assert listed == {
        "warning_heeded": 1,
        "warning_partly_heeded": 1,
        "warning_not_heeded": 4,
        "warning_outcome_not_known": 1,
        "warned": 6,
    }


def test_without_warnings_there_is_a_reason(team, web):
    for n in range(1, 7):
        incident(team, n)
    finding = shown(web, counted(team))["warnings_heeded", None]
    assert (finding["result"], finding["reason"]) == (None, "no_warnings")
    assert finding["sentence"] == "no warning is recorded about any of the incidents"


def test_an_actor_counts_with_its_branches_and_suspicion_apart(team, web):
    parent, branch, other = (make.ActorFactory(project=team.project) for _ in range(3))
    make.ActorRelationFactory(subject=branch, kind="branch_of", object=parent, date=None)
    for n in range(1, 9):
        row = incident(team, n)
        certainty = "suspected" if n > 6 else "confirmed"
        make.ParticipationFactory(
            incident=row, actor=branch if n % 2 else parent, certainty=certainty
        )
        if n < 3:
            make.ParticipationFactory(incident=row, actor=other, role="co_perpetrator")
    series = counted(team, group_by="actor", branches="branches")
    found = shown(web, series)
    share = found["actor_share", str(parent.pk)]
    result = share["result"]
    assert (result["part"], result["suspected"], result["whole"]) == (6, 2, 8)
    assert (result["share"], result["highest"]) == (0.75, 1)
    assert found["actor_share", str(branch.pk)]["result"]["part"] == 3
    assert found["actor_share", str(other.pk)]["result"]["part"] == 2
    assert "An incident with several actors counts for each" in share["note"]
    listed = [len(web.get(f"/api/v1{each['url']}").json()["results"]) for each in share["links"]]
    assert listed == [6, 2]


def test_a_part_of_a_finding_is_checked(team, web, claimed):
    series = counted(team)
    for query, field in (
        ("finding=denied", "finding"),
        (f"series={series.pk}&finding=guilty", "finding"),
        (f"series={series.pk}&finding=denied&bucket=2024-03-01", "finding"),
        (f"series={series.pk}&group=AF", "group"),
    ):
        answer = web.get(f"/api/v1/incidents/?{query}")
        assert answer.status_code == 400, query
        assert field in str(answer.json()), query
    assert web.get("/api/v1/warnings/?finding=warning_heeded").status_code == 400
    wrong = f"series={series.pk}&finding=certain_part&group=x"
    assert web.get(f"/api/v1/incidents/?{wrong}").json()["results"] == []
    web.force_authenticate(UserFactory())
    for noun, part in (("incidents", "denied"), ("warnings", "warning_heeded")):
        answer = web.get(f"/api/v1/{noun}/?series={series.pk}&finding={part}")
        assert answer.json()["results"] == []


def test_findings_follow_what_is_said_of_an_incident(team):
    row = team.published(date="2024-03")
    recount_dirty_days()
    series = counted(team)

    def is_due():
        recount_dirty_days()
        return due(timezone.now()).exists()

    services.compute(series)
    assert not is_due()
    values = {"project": team.project, "title": "Cable", "incident": row, "date": "2024-02"}
    warning = curation.create_record(type(make.WarningFactory.build()), values, by=team.author)
    assert not is_due()  # a candidate does not count
    curation.publish(warning.record, by=team.second)
    assert is_due()


def test_an_edit_that_changes_no_finding_leaves_their_time(team):
    row = team.published(date="2024-03")
    series = counted(team)
    first = services.compute(series)
    curation.change_record(row, {"lifecycle": "foiled"}, by=team.owner)
    recount_dirty_days()
    series.refresh_from_db()
    assert due(timezone.now()).exists()
    again = services.compute(series)
    assert (again.computed, again.edits) == (first.computed, series.edits)
    assert not due(timezone.now()).exists()


def test_queries_of_members_do_not_grow(team):
    def count(n):
        for _ in range(n):
            row = incident(team, lifecycle="completed")
            says(row, "claims")
            make.ParticipationFactory(incident=row)
            make.WarningFactory(project=team.project, incident=row, date="2024", published=True)
        series = counted(team)
        with CaptureQueriesContext(connection) as queries:
            observe(series)
        return len(queries)

    assert count(2) == count(6)


def test_members_lie_wholly_in_the_series(team):
    incident(team, date="2024-12-30/2025-01-02")
    incident(team, date="2023/2024")
    inside = incident(team, date="2024")
    series = counted(team)
    rows = members.certain_members(series, Population(series))
    assert [row.pk for row in rows] == [inside.pk]
    assert series.end == dt.date(2024, 12, 31)


def test_the_findings_are_a_table_with_a_row_for_each_number(team, client, claimed):
    series = counted(team)
    client.force_login(team.reader)
    empty = client.get(f"/figures/{series.pk}/findings.csv").content.decode()
    assert empty.splitlines() == [",".join(COLUMNS)]
    services.compute(series)
    answer = client.get(f"/figures/{series.pk}/findings.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="findings-attacks.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    parts = {row["part"]: row for row in rows if row["method"] == "responsibility"}
    denied = parts["denied"]
    assert (denied["n"], denied["of"], denied["reason"]) == ("2", "9", "")
    assert float(denied["share"]) == pytest.approx(2 / 9)
    assert float(denied["low"]) < 2 / 9 < float(denied["high"])
    assert len(parts) == 10
    assert {row["reason"] for row in rows if row["method"] == "warnings_heeded"} == {"no_warnings"}
    client.force_login(UserFactory())
    assert client.get(f"/figures/{series.pk}/findings.csv").status_code == 404
