"""The timeline of a project: its lanes, its period, what it leaves out, and who sees what."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from incidents.timelines import queries
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", visibility="public")


@pytest.fixture
def browser(project):
    return signed_in(member(project, "annotator"))


@pytest.fixture
def register(project):
    own = {"project": project}
    for title, date in (
        ("Raid", "2015-03-14"),
        ("Siege", "2015/2016"),
        ("Campaign", "2014/.."),
        ("Feud", "2013/"),
        ("Ambush", None),
    ):
        make.IncidentFactory(title=title, date=date, published=True, **own)
    make.IncidentFactory(title="Rumour", date="2015-05", **own)
    make.IncidentFactory(title="Gone", date="2015-05", state="withdrawn", **own)
    make.IncidentFactory(title="In sum", date="2015", record_kind="series", published=True, **own)
    make.WarningFactory(title="Cable", date="2015-02", heeded="no", **own)
    judged = make.AssessmentFactory(statement="There will be more", published=True, **own)
    make.JudgementFactory(assessment=judged, date=dt.date(2015, 4, 1), probability="0.6")
    return own


def lane(page, key):
    return page.split(f'id="lane-{key}"')[1].split("</section>")[0]


def drawing(page):
    return page.split('<svg class="chart-svg chart-wide"')[1].split("</svg>")[0]


def test_each_lane_lists_and_draws_its_items(browser, register):
    page = page_of(browser.get("/timeline/?project=sahel"))
    for title in ("Raid", "Siege", "Campaign", "Feud", "Rumour"):
        assert f">{title}</a>" in lane(page, "incidents"), title
        assert f">{title}</text>" in drawing(page), title
    assert "1 without a date, in no period" in lane(page, "incidents")
    for absent in ("Ambush", "Gone", "In sum"):
        assert absent not in page
    assert "not published" in lane(page, "incidents").split("Rumour")[1].split("</li>")[0]
    assert ">Cable</a>" in lane(page, "warnings")
    assert "60 %" in lane(page, "judgements")
    assert "None in this period." in lane(page, "releases")
    assert drawing(page).count("time-open") == 1
    assert drawing(page).count("time-unknown") == 1
    assert 'class="mark time-candidate"' in drawing(page)


def test_a_period_leaves_out_the_rest(browser, register):
    page = page_of(browser.get("/timeline/?project=sahel&from=2015-04&to=2015-06"))
    assert "1 April 2015 to 30 June 2015" in page
    listed = lane(page, "incidents")
    assert ">Siege</a>" in listed
    assert ">Campaign</a>" in listed  # it may go on
    assert ">Raid</a>" not in listed
    assert ">Cable</a>" not in page
    assert "time-end" in drawing(page)
    assert "from=2015-04-24" in page  # zoomed in
    assert "2014-12-31" not in page


def test_a_period_that_cannot_be_read_says_so(browser, register):
    for query in ("from=soon", "from=2016&to=2015", "to=2015-02-30"):
        page = page_of(browser.get(f"/timeline/?project=sahel&{query}"))
        assert "This period cannot be read" in page, query


def test_nothing_dated(browser, project):
    assert "Nothing in this period has a date." in page_of(browser.get("/timeline/?project=sahel"))


def test_releases_are_shown_on_the_day_they_were_approved(project, browser, register):
    people = [member(project, role) for role in ("editor", "reviewer")]
    make.release(project, *people, title="Attacks")
    page = page_of(browser.get("/timeline/?project=sahel"))
    assert "Attacks, version 1" in lane(page, "releases")
    assert str(timezone.localdate().year) in lane(page, "releases")


def test_of_many_the_first_are_shown_and_lead_to_the_next(project, browser, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 3)
    for month in range(1, 8):
        make.IncidentFactory(
            project=project, title=f"Raid {month}", date=f"2015-{month:02}-10", published=True
        )
    seen, url = [], "/timeline/?project=sahel"
    while url:
        listed = lane(page_of(browser.get(url)), "incidents")
        seen += [n for n in range(1, 8) if f">Raid {n}</a>" in listed]
        url = ""
        if "Show the next" in listed:
            assert "The first 3 are drawn and listed." in " ".join(listed.split())
            url = listed.split("<p>")[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert seen == list(range(1, 8))


def test_hidden_records_change_nothing(project, register):
    before = Client().get("/timeline/?project=sahel").content.split(b"<main")[1]
    hidden = {"project": project, "marking": "red", "date": "1990"}
    make.IncidentFactory(title="Hidden", published=True, **hidden)
    make.IncidentFactory(title="Hidden too", published=True, **hidden | {"date": None})
    assert Client().get("/timeline/?project=sahel").content.split(b"<main")[1] == before


def test_queries_do_not_grow(project, register, browser, count_queries):
    def count(n):
        for _ in range(n):
            make.IncidentFactory(project=project, date="2015-03", published=True)
            make.WarningFactory(project=project, date="2015-03")
            assessment = make.AssessmentFactory(project=project, published=True)
            make.JudgementFactory(assessment=assessment, date=dt.date(2015, 4, 1))
        return count_queries(lambda: browser.get("/timeline/?project=sahel"))

    assert count(1) == count(5)


def by_time(page):
    return page.split('id="by-time-head"')[1].split("</section>")[0]


def test_the_list_for_narrow_screens_has_all_lanes_in_order(browser, register):
    page = by_time(page_of(browser.get("/timeline/?project=sahel&from=2014-06&to=2015-06")))
    titles = (
        "Begins or may begin before this period",
        "Feud",
        "Campaign",
        "January 2015",
        "Siege",
        "Cable",
        "Raid",
        "more",
    )
    places = [page.index(each) for each in titles]
    assert places == sorted(places)
    assert page.count("<h3>") == 6


def test_the_list_for_narrow_screens_says_where_a_lane_is_not_whole(
    browser, project, register, monkeypatch
):
    monkeypatch.setattr(queries, "MOST", 3)
    page = by_time(page_of(browser.get("/timeline/?project=sahel")))
    assert "Incidents: some items from 14 March 2015 on are not listed." in page
    assert ">Raid</a>" not in page
    assert page.index("There will be more") > page.index("are not listed")
