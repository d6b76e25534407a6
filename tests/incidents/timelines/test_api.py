"""The timeline in the API: lanes, period, what is left out, and who sees what."""

import datetime as dt

import pytest
from rest_framework.test import APIClient

from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", visibility="private")


@pytest.fixture
def web(project):
    client = APIClient()
    client.force_authenticate(member(project, "annotator"))
    return client


def timeline(web, query=""):
    answer = web.get(f"/api/v1/timeline/?project=sahel{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def lanes(web, query=""):
    return {each["lane"]: each for each in timeline(web, query)["lanes"]}


def titles(lane):
    return [each["title"] for each in lane["items"]]


def test_each_lane_has_its_records_with_their_dates(project, web):
    own = {"project": project, "published": True}
    raid = make.IncidentFactory(title="Raid", date="2015-03-14", **own)
    make.IncidentFactory(title="Campaign", date="2014/..", **own)
    make.IncidentFactory(title="Feud", date="2013/", **own)
    make.IncidentFactory(title="Ambush", date=None, **own)
    make.WarningFactory(title="Cable", date="2015-02", heeded="no", project=project)
    judged = make.AssessmentFactory(statement="There will be more", **own)
    make.JudgementFactory(assessment=judged, date=dt.date(2015, 4, 1), probability="0.6")
    people = [member(project, role) for role in ("editor", "reviewer")]
    release = make.release(project, *people, title="Attacks")

    found = lanes(web)
    assert list(found) == ["incidents", "warnings", "judgements", "releases"]
    incidents = {each["title"]: each for each in found["incidents"]["items"]}
    assert incidents["Raid"] == {
        "id": str(raid.pk),
        "type": "incident",
        "title": "Raid",
        "date": "2015-03-14",
        "words": "14 March 2015",
        "start": "2015-03-14",
        "end": "2015-03-14",
        "date_precision": "day",
        "unknown": None,
        "state": "published",
        "assessment": None,
        "detail": "",
        "url": f"/incidents/{raid.pk}/",
    }
    assert (incidents["Campaign"]["start"], incidents["Campaign"]["end"]) == ("2014-01-01", None)
    assert incidents["Feud"]["unknown"] == "end"
    assert (found["incidents"]["total"], found["incidents"]["undated"]) == (3, 1)
    (cable,) = found["warnings"]["items"]
    assert (cable["start"], cable["end"], cable["date_precision"]) == (
        "2015-02-01",
        "2015-02-28",
        "month",
    )
    assert (cable["state"], cable["detail"]) == ("candidate", "not heeded · not published")
    (judgement,) = found["judgements"]["items"]
    assert (judgement["assessment"], judgement["detail"]) == (str(judged.pk), "likely · 60 %")
    assert [each["id"] for each in found["releases"]["items"]] == [str(release.pk)]


def test_a_period_and_lanes_are_chosen(project, web):
    for month in (1, 6, 12):
        make.IncidentFactory(
            project=project, title=f"Raid {month}", date=f"2015-{month:02}", published=True
        )
    make.WarningFactory(project=project, date="2015-06")
    found = timeline(web, "&from=2015-05&to=2015-07&lane=incidents")
    assert (found["from"], found["to"]) == ("2015-05-01", "2015-07-31")
    assert (found["first"], found["last"]) == ("2015-01-01", "2015-12-31")
    assert [each["lane"] for each in found["lanes"]] == ["incidents"]
    assert titles(found["lanes"][0]) == ["Raid 6"]


def test_what_is_left_out_is_said_and_reached(project, web):
    for month in range(1, 8):
        make.IncidentFactory(
            project=project, title=f"Raid {month}", date=f"2015-{month:02}-10", published=True
        )
    seen, since = [], ""
    for left_out in (4, 1, 0):
        lane = lanes(web, f"&most=3{since}")["incidents"]
        assert (lane["total"], lane["left_out"]) == (len(lane["items"]) + left_out, left_out)
        seen += titles(lane)
        since = f"&from={lane['next']}"
    assert lane["next"] is None
    assert seen == [f"Raid {month}" for month in range(1, 8)]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("project=sahel&from=soon", "?from"),
        ("project=sahel&to=2015-02-30", "?to"),
        ("project=sahel&from=2016&to=2015", "?from"),
        ("project=sahel&from=" + "9" * 50, "?from"),
        ("project=sahel&lane=rumours", "?lane"),
        ("project=sahel&most=0", "?most"),
        ("project=sahel&most=201", "?most"),
        ("from=2015", "?project"),
    ],
)
def test_bad_parameters_are_named(web, query, field):
    answer = web.get(f"/api/v1/timeline/?{query}")
    assert answer.status_code == 400
    assert [each["pointer"] for each in answer.json()["errors"]] == [field]


def test_nobody_sees_the_timeline_of_a_hidden_project(web):
    web.force_authenticate(UserFactory())
    assert web.get("/api/v1/timeline/?project=sahel").status_code == 404


def test_hidden_records_change_nothing(project, web):
    make.IncidentFactory(project=project, date="2015", published=True)
    before = timeline(web)
    hidden = {"project": project, "marking": "red", "date": "1990", "published": True}
    make.IncidentFactory(**hidden)
    make.IncidentFactory(**hidden | {"date": None})
    assert timeline(web) == before


def test_queries_do_not_grow(project, web, count_queries):
    def count(n):
        for _ in range(n):
            make.IncidentFactory(project=project, date="2015-03", published=True)
            make.WarningFactory(project=project, date="2015-03")
            assessment = make.AssessmentFactory(project=project, published=True)
            make.JudgementFactory(assessment=assessment, date=dt.date(2015, 4, 1))
        return count_queries(lambda: web.get("/api/v1/timeline/?project=sahel"))

    assert count(1) == count(4)
