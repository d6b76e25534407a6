"""A report is composed with the keyboard alone, read, and fits a phone, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from incidents.models import Report
from incidents.series.queries.points import rebuild_series
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.curation import Team


@pytest.fixture
def team():
    return Team(policy="open")


def press(page, name):
    """Focus a button, as Tab does, and press Enter."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def test_report_is_composed_by_keyboard_and_read(page, sign_in, looks_right, axe, team):
    team.published(date="2024-03-22", country="ML", title="Raid " + "of Timbuktu " * 12)
    series = make.SeriesFactory(project=team.project, title="Attacks in Mali")
    rebuild_series(series, lambda _done, _total: None)
    article = texts.article(team.project, team.author, text="They raided the old town.")
    texts.annotation(article, team.author, quote="raided the old town")
    report = make.ReportFactory(project=team.project, title="On Mali", created_by=team.author)
    sign_in(page, team.author).goto(f"/reports/{report.pk}/blocks/")
    assert axe(page) == []
    press(page, "Add text")
    expect(page.get_by_role("textbox", name="Text", exact=True)).to_be_focused()
    page.keyboard.type("# Findings\nIt was **bad**.")
    page.get_by_label("Series").select_option("Attacks in Mali")
    press(page, "Add a chart of it")
    expect(page.get_by_text("is pinned when you save")).to_be_visible()
    page.get_by_label("Words of a passage or an assessment").fill("raided")
    press(page, "Find")
    expect(page.get_by_role("button", name="Add this quote")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Address of a list of incidents").fill("/incidents/?country=ML")
    press(page, "Add these incidents")
    expect(page.get_by_role("group", name=re.compile("Block 4"))).to_be_visible()
    press(page, "Move up block 3")
    expect(page.get_by_role("button", name="Move up block 2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move down block 1")).to_be_focused()
    press(page, "Move down block 1")
    expect(page.get_by_role("button", name="Move down block 2")).to_be_focused()
    looks_right(page, "report-blocks")
    press(page, "Save")
    page.wait_for_url(re.compile(f"/reports/{report.pk}/$"))
    kinds = [each["kind"] for each in Report.objects.get(pk=report.pk).blocks]
    assert kinds == ["text", "quote", "chart", "table"]
    expect(page.get_by_role("heading", name="Findings")).to_be_visible()
    expect(page.get_by_text("The data have not changed since.")).to_be_visible()
    assert axe(page) == []
    looks_right(page, "report")
    page.set_viewport_size({"width": 390, "height": 800})
    for address in (f"/reports/{report.pk}/", f"/reports/{report.pk}/blocks/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"/reports/{report.pk}/")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Download as DOCX")).to_be_hidden()
    expect(page.get_by_role("heading", name="Fields")).to_be_hidden()
