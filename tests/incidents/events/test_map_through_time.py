"""The map of incidents through time: what is drawn in a period, what is not, and what is said."""

import datetime as dt
import json
import re
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser

from incidents.events.queries import map_periods
from incidents.events.queries.map_periods import edtf_of, period_in_words, periods_of
from incidents.models import Incident
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MAP = "/incidents/map.json?project=sahel"
PAGE = "/incidents/?project=sahel&view=map"


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", visibility="public")


@pytest.fixture
def gao(project):
    return make.PlaceFactory(project=project, name="Gao", country="ML", lat=16.27, lon=-0.04)


@pytest.fixture
def register(project, gao):
    """Four incidents of March 2015, one of them nowhere; some that may have been then."""
    for date in ("2015-03-02", "2015-03", "2015-03-30/2015-03-31"):
        make.IncidentFactory(project=project, place=gao, date=date, published=True)
    make.IncidentFactory(project=project, date="2015-03-09", published=True)
    for date in ("2015", "2015-02-27/2015-03-01", "2015-03-31/2015-04-01", "2014/..", "../2016"):
        make.IncidentFactory(project=project, place=gao, date=date, published=True)
    for date in ("2015-02-28", "2015-04-01", "2016/..", "../2014", None):
        make.IncidentFactory(project=project, place=gao, date=date, published=True)
    return project


@pytest.fixture
def reader(client, project):
    client.force_login(member(project, "reader", username="reader"))
    return client


def test_only_what_was_certainly_then_is_drawn_and_the_rest_is_named(reader, register):
    found = reader.get(f"{MAP}&dated_in=2015-03").json()
    assert [each["properties"]["n"] for each in found["features"]] == [3]
    assert (found["total"], found["nowhere"]) == (4, 1)
    assert found["words"] == "March 2015: 4 incidents, of which 1 without a position"
    assert found["across"].startswith("5 more may have been then;")
    rows = reader.get(f"/api/v1/incidents/?{found['across_query']}").json()["results"]
    assert sorted(row["date"] for row in rows) == [
        "../2016", "2014/..", "2015", "2015-02-27/2015-03-01", "2015-03-31/2015-04-01",
    ]  # fmt: skip
    assert len(reader.get("/api/v1/incidents/?dated_in=2015-03").json()["results"]) == 4
    whole = reader.get(MAP).json()
    assert whole["total"] == 14
    assert "words" not in whole


def test_every_dated_incident_is_drawn_or_named_in_each_period(register, reader):
    """No incident is in two periods of one size, and none is both drawn and named as uncertain."""
    rows = Incident.objects.all()
    for size in ("week", "month", "quarter", "year"):
        drawn = []
        for date, _words in periods_of(rows, size).steps:
            get = {
                name: {
                    row["id"]
                    for row in reader.get("/api/v1/incidents/", {name: date}).json()["results"]
                }
                for name in ("dated_in", "dated_across")
            }
            assert not get["dated_in"] & get["dated_across"]
            drawn += get["dated_in"]
        assert len(drawn) == len(set(drawn))


def test_page_has_the_slider_its_periods_and_a_link_for_each(reader, register):
    text = reader.get(f"{PAGE}&by=month").content.decode()
    found = re.search(r'<script id="map-periods" type="application/json">(.*?)</script>', text)
    steps = json.loads(found[1])
    assert steps[0] == ["2014-01", "January 2014"]
    assert ["2015-03", "March 2015"] in steps
    assert steps[-1] == ["2016-12", "December 2016"]
    assert "1 has no date and is in no period." in text
    links = re.findall(r'href="([^"]*dated_in=2015-03)"', text)
    shown = reader.get("/incidents/" + unescape(links[0])).content.decode()
    assert "March 2015: 4 incidents, of which 1 without a position" in shown
    assert "5 more may have been then; their dates are not exact enough to draw them" in shown
    assert 'data-map="/incidents/map.json?project=sahel"' in shown  # the slider has all periods
    assert 'data-given="2015-03"' in shown
    assert "aria-current" in shown


def test_sizes_with_too_many_periods_are_not_offered(register, monkeypatch):
    rows = Incident.objects.all()
    found = periods_of(rows, "week")
    assert (found.size, found.sizes[0], len(found.steps)) == ("week", "week", 157)
    assert periods_of(rows, "day").size == "month"
    monkeypatch.setattr(map_periods, "MOST_STEPS", 20)
    found = periods_of(rows, "week")
    assert found.sizes == ["quarter", "year"]
    assert (found.size, len(found.steps)) == ("year", 3)
    part = periods_of(rows, "week", dt.date(2015, 3, 1), dt.date(2015, 3, 31))
    assert [date for date, _words in part.steps][:2] == [
        "2015-02-23/2015-03-01", "2015-03-02/2015-03-08",
    ]  # fmt: skip
    assert periods_of(rows, "month", dt.date(2030, 1, 1)).steps == []
    assert periods_of(rows.filter(date=None)).undated == 1


def test_periods_follow_the_filters_of_the_list(reader, register):
    text = reader.get(f"{PAGE}&by=week&date_after=2015-03-02&date_before=2015-03-15").content
    found = re.search(rb'<script id="map-periods" type="application/json">(.*?)</script>', text)
    assert [date for date, _words in json.loads(found[1])] == [
        "2015-03-02/2015-03-08", "2015-03-09/2015-03-15",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["dated_in", "dated_across"])
@pytest.mark.parametrize("value", ["yesterday", "2015/..", "2015-13", "../2015"])
def test_period_that_cannot_be_read_is_refused_by_name(reader, register, name, value):
    answer = reader.get("/api/v1/incidents/", {name: value})
    assert answer.status_code == 400
    assert f"?{name}" in str(answer.json())
    found = reader.get(f"{MAP}&{name}={value}").json()
    assert (found["total"], found["features"], "words" in found) == (0, [], False)
    assert "Write a period" in reader.get(PAGE, {name: value}).content.decode()


def test_hidden_incidents_are_in_no_period_and_positions_stay_rounded(client, project, gao):
    make.PlaceFactory._meta.model.objects.filter(pk=gao.pk).update(kind="venue")
    make.IncidentFactory(project=project, place=gao, date="2015-03-02", published=True)
    red = {"marking": "red", "published": True}
    for date in ("1950-03-02", "2015-03-03", "2015", None):
        make.IncidentFactory(project=project, place=gao, date=date, **red)
    found = client.get(f"{MAP}&dated_in=2015-03").json()
    assert found["words"] == "March 2015: 1 incident"
    assert found["across"] == ""
    assert found["features"][0]["geometry"]["coordinates"] == [-0.0, 16.3]
    seen = periods_of(Incident.objects.visible_to(AnonymousUser()), "year")
    assert ([date for date, _words in seen.steps], seen.undated) == (["2015"], 0)


def test_queries_do_not_grow_with_incidents(reader, register, gao, count_queries):
    few = count_queries(lambda: reader.get(f"{MAP}&dated_in=2015-03"))
    for _ in range(5):
        make.IncidentFactory(project=register, place=gao, date="2015-03-04", published=True)
    assert count_queries(lambda: reader.get(f"{MAP}&dated_in=2015-03")) == few


def test_periods_are_written_as_edtf():
    day = dt.date(2015, 4, 1)
    assert [edtf_of(day, size) for size in ("year", "quarter", "month")] == [
        "2015", "2015-04/2015-06", "2015-04",
    ]  # fmt: skip
    assert edtf_of(dt.date(476, 1, 1), "year") == "0476"
    assert period_in_words("2015", 1, 0) == "2015: 1 incident"
