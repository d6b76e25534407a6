"""A whole day's work without a pointer: from a passage to an incident that a second person
publishes."""

import pytest
from playwright.sync_api import expect

from annotations.models import PassageLink
from incidents.models import Incident
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make
from tests.factories.accounts import member

MOST_STOPS = 60  # of the Tab key on a page
HAS_FOCUS = "element => element === document.activeElement"


@pytest.fixture
def desk():
    project, lena = project_with_codes()
    jonas = member(project, "reviewer", username="jonas", name="Jonas Weber")
    return lena, jonas, make.article(project=project, by=lena)


def tab_to(page, locator):
    """Press Tab until this has the focus; fails where it is not reached."""
    locator.wait_for()
    for _ in range(MOST_STOPS):
        if locator.evaluate(HAS_FOCUS):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {locator}.")


def mark_and_link(page, article):
    """From the library into the text; a passage, its code, a new incident, a field, saved."""
    page.goto("/articles/?project=sahel")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("[data-painted]").wait_for()
    reader = Reader(page, article)
    reader.press("v", "Shift+ArrowRight", "Shift+ArrowRight", "Enter")
    expect(reader.quote).to_have_text("Two gunmen attacked")
    reader.press("1", "t", "l")
    page.keyboard.type("Attack on the old market")
    new = page.get_by_role("option", name="New incident: “Attack on the old market”")
    new.wait_for()
    while new.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#passage-field")).to_be_visible()
    tab_to(page, page.locator("#passage-field"))
    page.keyboard.type("Title")
    reader.press("Control+Enter")
    expect(reader.panel).to_be_hidden()
    reader.press("j", "r")


def fill_in(page):
    """On the dossier: open the form, say when, save."""
    expect(page.locator("h1")).to_have_text("Attack on the old market")
    page.wait_for_load_state()
    page.keyboard.press("e")
    expect(page.locator("h1")).to_have_text("Edit")
    tab_to(page, page.locator("#id_date"))
    page.keyboard.type("March 2024")
    page.keyboard.press("Enter")  # saves: a form of many boxes is not walked to its end
    expect(page.locator("#field-date")).to_contain_text("March 2024")


def publish(page):
    """The second person: from home to the list, to the record, to the button."""
    page.goto("/?project=sahel")
    places = page.get_by_role("navigation", name="Places")
    tab_to(page, places.get_by_role("link", name="Incidents"))
    page.keyboard.press("Enter")
    page.locator("tr[data-row]").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Attack on the old market")
    tab_to(page, page.get_by_role("button", name="Publish"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)


def test_from_passage_to_published_incident_by_keyboard_alone(desk, open_tab, sign_in):
    lena, jonas, article = desk
    page = sign_in(open_tab(), lena)
    mark_and_link(page, article)
    fill_in(page)
    link = PassageLink.objects.get()
    assert (link.annotation.quote, link.field) == ("Two gunmen attacked", "title")
    publish(sign_in(open_tab(), jonas))
    incident = Incident.objects.get()
    assert (incident.title, incident.date, incident.state) == (
        "Attack on the old market",
        "2024-03",
        "published",
    )
    assert (incident.created_by, incident.published_by) == (lena, jonas)
