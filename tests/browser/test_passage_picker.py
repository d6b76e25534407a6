"""Passages in forms, by keyboard and pointer, with the script and without it."""

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation, PassageLink
from tests.browser.reader import project_with_codes
from tests.factories import annotations as make
from tests.factories.incidents import IncidentFactory


@pytest.fixture
def desk():
    project, lena = project_with_codes()
    article = make.article(project=project, by=lena)
    for quote in ("gunmen", "more than 150", "Nobody claimed the attack"):
        make.annotation(article, lena, quote)
    return lena, IncidentFactory(project=project, title="Market attack", created_by=lena)


def test_a_passage_is_found_and_chosen_by_keys_alone(desk, page, sign_in, axe):
    lena, incident = desk
    sign_in(page, lena)
    page.goto(f"/incidents/{incident.pk}/edit/")
    page.get_by_label("Title").fill("Attack on the market")
    page.get_by_label("Find passages by their words").focus()
    page.keyboard.type("more 150")
    found = page.get_by_role("checkbox", name="more than 150")
    expect(found).to_be_visible()
    page.keyboard.press("Enter")  # it searches, and does not save
    expect(page.locator("[data-results] .passage-choice")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(found).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("[data-chosen] .passage-choice")).to_have_count(1)
    expect(found).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("About")).to_be_focused()
    assert axe(page) == []
    page.get_by_label("Title").press("Enter")
    page.wait_for_url(f"**/incidents/{incident.pk}/")
    link = PassageLink.objects.get()
    assert (link.annotation.quote, link.field, link.stated_value) == (
        "more than 150",
        "title",
        "Attack on the market",
    )


def test_without_a_script_the_button_finds_passages(desk, open_tab, sign_in):
    lena, incident = desk
    page = open_tab(java_script_enabled=False)
    sign_in(page, lena)
    page.goto(f"/incidents/{incident.pk}/casualties/new/")
    page.get_by_label("In the source's words").fill("more than 150")
    page.get_by_label("Find passages by their words").fill("150")
    page.get_by_role("button", name="Find passages").click()
    expect(page.get_by_label("In the source's words")).to_have_value("more than 150")
    page.get_by_role("checkbox", name="more than 150").check()
    page.get_by_label("Kind of casualties").select_option("killed")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**/incidents/{incident.pk}/")
    assert PassageLink.objects.get().casualty_estimate == incident.casualties.get()


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 1440), ("light", 390)])
def test_the_picker_reads_well(desk, open_tab, sign_in, axe, shot, theme, width):
    lena, incident = desk
    page = open_tab(width=width, theme=theme)
    sign_in(page, lena)
    passage = Annotation.objects.first()
    page.goto(f"/incidents/{incident.pk}/edit/?passage={passage.pk}")
    page.get_by_label("Find passages by their words").fill("the")
    page.get_by_role("button", name="Find passages").click()
    expect(page.locator("[data-results] .passage-choice").first).to_be_visible()
    page.locator("[data-results] .passage-choice input[name=passage]").first.check()
    page.locator(".passages").scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
    shot(page, f"passages-{theme}-{width}")
