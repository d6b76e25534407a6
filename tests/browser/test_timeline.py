"""The timeline in a browser: lanes, keyboard, the period in the address, and all sizes."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member


@pytest.fixture
def desk():
    project = ProjectFactory(slug="sahel")
    own = {"project": project, "published": True}
    for title, date in (
        ("Raid on the barracks", "2015-03-14"),
        ("Siege of the town", "2015/2016"),
        ("Campaign in the north", "2014/.."),
        ("Feud without an end that is known", "2013/"),
        ("هجوم على السوق", "2015-08-02"),
    ):
        make.IncidentFactory(title=title, date=date, **own)
    make.IncidentFactory(title="Rumour", date="2015-05", project=project)
    make.WarningFactory(title="Cable to the ministry", date="2015-02", heeded="no", **own)
    judged = make.AssessmentFactory(statement="There will be more attacks on markets", **own)
    make.JudgementFactory(assessment=judged, date=dt.date(2015, 4, 1), probability="0.6")
    make.release(project, *(member(project, role) for role in ("editor", "reviewer")))
    return project, member(project, "annotator")


@pytest.fixture
def timeline(desk, page, sign_in):
    sign_in(page, desk[1]).goto("/timeline/?project=sahel")
    expect(page.get_by_role("heading", name="Timeline", level=1)).to_be_visible()
    return page


def test_it_reads_well_in_every_size(timeline, looks_right):
    looks_right(timeline, "timeline")


def test_each_lane_is_drawn_and_listed(timeline):
    for name in ("Incidents", "Warnings", "Judgements", "Releases"):
        lane = timeline.get_by_role("region", name=name)
        listed = lane.locator("li").count()
        drawn = timeline.locator(f".time-{name.lower()} a.mark").count()
        assert listed == drawn > 0, name
    expect(timeline.locator(".time-warnings .mark")).to_have_accessible_name(
        re.compile("Cable to the ministry: February 2015 · not heeded")
    )


def test_keys_lead_along_a_lane_and_to_the_next(timeline):
    marks = timeline.locator(".time-incidents a.mark")
    marks.first.focus()
    said = [marks.nth(n).get_attribute("aria-label") for n in range(marks.count())]
    focused = timeline.locator("a.mark:focus")
    assert said[1] == "Campaign in the north: from 2014, onwards"
    for words in said[1:]:
        timeline.keyboard.press("ArrowRight")
        expect(focused).to_have_accessible_name(words)
        expect(timeline.locator(".chart-tip b")).to_have_text(words)
    timeline.keyboard.press("ArrowDown")
    expect(timeline.locator(".time-warnings a.mark:focus")).to_have_count(1)
    timeline.keyboard.press("ArrowDown")
    expect(focused).to_have_accessible_name(
        "There will be more attacks on markets: 1 April 2015 · likely · 60 %"
    )
    timeline.keyboard.press("ArrowUp")
    timeline.keyboard.press("Enter")
    expect(timeline.get_by_role("heading", name="Cable to the ministry", level=1)).to_be_visible()


def test_the_period_is_in_the_address(timeline):
    timeline.get_by_role("textbox", name="From").fill("2015-03")
    timeline.get_by_role("textbox", name="To").fill("2015-05")
    timeline.keyboard.press("Enter")
    expect(timeline).to_have_url(re.compile("from=2015-03&to=2015-05"))
    expect(timeline.locator(".page-meta")).to_have_text("1 March 2015 to 31 May 2015")
    incidents = timeline.get_by_role("region", name="Incidents")
    expect(incidents.get_by_role("link", name="Raid on the barracks")).to_be_visible()
    expect(incidents.get_by_role("link", name="هجوم على السوق")).to_have_count(0)
    timeline.get_by_role("link", name="Later").click()
    expect(timeline).to_have_url(re.compile("from=2015-04-16&to=2015-07-16"))
    timeline.go_back()
    expect(timeline.get_by_role("textbox", name="From")).to_have_value("2015-03")


def test_on_a_phone_one_list_has_all_lanes_in_order_of_time(timeline, axe, scrolls_sideways):
    timeline.set_viewport_size({"width": 390, "height": 800})
    expect(timeline.locator(".timeline-lanes")).to_be_hidden()
    expect(timeline.locator(".timeline-lane li:visible")).to_have_count(0)
    listed = timeline.get_by_role("region", name="In order of time")
    heads = listed.get_by_role("heading", level=3).all_inner_texts()
    assert heads[:3] == ["2013", "2014", "2015"]
    items = listed.get_by_role("listitem")
    expect(items).to_have_count(9)
    expect(items.filter(has_text="Cable to the ministry")).to_contain_text("February 2015")
    expect(items.filter(has_text="Cable to the ministry")).to_contain_text("warning")
    hollow = items.filter(has_text="Rumour")
    dot = "(li) => getComputedStyle(li, '::before').backgroundColor"
    assert hollow.evaluate(dot) != items.filter(has_text="Raid on the barracks").evaluate(dot)
    assert not scrolls_sideways(timeline)
    assert axe(timeline) == []
    timeline.keyboard.press("j")
    expect(listed.get_by_role("link", name="Feud without an end")).to_be_focused()
    timeline.keyboard.press("j")
    timeline.keyboard.press("Enter")
    expect(timeline.get_by_role("heading", name="Campaign in the north", level=1)).to_be_visible()


def test_on_paper_the_lanes_are_drawn_and_listed(timeline):
    timeline.set_viewport_size({"width": 700, "height": 1000})
    timeline.emulate_media(media="print")
    expect(timeline.locator(".timeline-lanes .chart-wide")).to_be_visible()
    expect(timeline.locator(".timeline-narrow")).to_be_hidden()
    expect(timeline.locator(".timeline-lane li").first).to_be_visible()
