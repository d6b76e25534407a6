"""Links in the reading panel: changed in place, started from what is known, repeated by one key."""

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation, PassageLink
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make
from tests.factories.incidents import (
    ActorFactory,
    CasualtyEstimateFactory,
    IncidentFactory,
)


@pytest.fixture
def desk():
    project, lena = project_with_codes()
    return lena, make.article(project=project, by=lena)


@pytest.fixture
def siege(desk):
    _lena, article = desk
    return IncidentFactory(project=article.project, title="Market attack", created_by=desk[0])


@pytest.fixture
def reader(desk, siege, page, sign_in):
    lena, article = desk
    return Reader(sign_in(page, lena), article).open()


@pytest.fixture
def linked(desk, siege):
    lena, article = desk
    passage = make.annotation(article, lena, "more than 150")
    return make.link(
        passage,
        siege,
        lena,
        field="killed",
        stated_value="more than 150",
        role="supports",
        credibility=2,
    )


def open_first(reader):
    reader.press("j", "Enter")
    expect(reader.panel).to_be_visible()


def test_the_panel_says_what_each_link_says(linked, reader):
    open_first(reader)
    said = reader.panel.locator(".passage-linked")
    expect(said).to_contain_text("Market attack")
    expect(said).to_contain_text("supports")
    expect(said).to_contain_text("more than 150")
    expect(said).to_contain_text("probably true")


def test_a_link_is_changed_in_place_and_u_takes_the_change_back(linked, reader):
    page = reader.page
    open_first(reader)
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.locator("#passage-field")).to_be_focused()
    expect(page.locator("#passage-record")).to_have_value("Market attack")
    expect(page.locator("#passage-stated")).to_have_value("more than 150")
    page.locator("#passage-field").select_option("injured")
    page.locator("#passage-stated").fill("151")
    page.locator("[data-part=stance] label", has_text="contradicts").click()
    page.locator("[data-part=grade] label", has_text="4").click()
    reader.save()
    expect(reader.notes.locator("code")).to_have_text("injured = 151")
    linked.refresh_from_db()
    assert (linked.field, linked.stated_value, linked.role, linked.credibility) == (
        "injured",
        151,
        "contradicts",
        4,
    )
    assert PassageLink.objects.count() == 1
    reader.press("u")
    expect(reader.notes.locator("code")).to_have_text("killed = more than 150")
    linked.refresh_from_db()
    assert (linked.field, linked.stated_value, linked.role, linked.credibility) == (
        "killed",
        "more than 150",
        "supports",
        2,
    )


def test_a_change_begun_is_left_without_a_trace(linked, reader):
    open_first(reader)
    reader.page.get_by_role("button", name="Change", exact=True).click()
    reader.page.get_by_role("button", name="Leave it as it is").click()
    expect(reader.page.locator("#passage-record")).to_have_value("")
    reader.press("Escape")
    expect(reader.panel).to_be_hidden()
    linked.refresh_from_db()
    assert linked.version == 1


def test_the_one_estimate_that_a_passage_is_about_is_named(desk, siege, page, sign_in):
    lena, article = desk
    CasualtyEstimateFactory(incident=siege, best=9)
    estimate = CasualtyEstimateFactory(incident=siege, best=150)
    reader = Reader(sign_in(page, lena), article).open()
    reader.drag("more than 150")
    reader.press("2", "n", "l")
    page.keyboard.type("market")
    page.get_by_role("option", name="Market attack").click()
    expect(page.locator("#passage-field")).to_have_value("killed")
    expect(page.locator("#passage-stated")).to_have_value("more than 150")
    page.get_by_label("Which one").select_option(str(estimate))
    reader.save()
    expect(reader.notes.locator(".note-link")).to_contain_text(str(estimate))
    link = PassageLink.objects.get()
    assert (link.casualty_estimate, link.stated_value) == (estimate, "more than 150")
    open_first(reader)
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_label("Which one")).to_have_value(f"casualty_estimate {estimate.pk}")


def test_linking_starts_with_what_the_quote_names_and_what_was_linked_last(
    desk, siege, linked, page, sign_in
):
    lena, article = desk
    ActorFactory(project=article.project, name="The GROUP")
    ActorFactory(project=article.project, name="Nobody in the text")
    reader = Reader(sign_in(page, lena), article).open()
    reader.drag("The group later")
    reader.press("3", "m", "l")
    options = page.locator("#passage-records [role=option]")
    expect(options).to_have_count(2)
    expect(options.nth(0)).to_contain_text("The GROUP")
    expect(options.nth(0)).to_contain_text("named in the passage")
    expect(options.nth(1)).to_contain_text("Market attack")
    expect(options.nth(1)).to_contain_text("linked last")
    reader.press("ArrowDown", "Enter")
    expect(page.locator("#passage-record")).to_have_value("The GROUP")
    expect(page.locator("#passage-field")).to_have_value("name")
    reader.save()
    expect(reader.notes.locator(".chip", has_text="The GROUP")).to_be_visible()


def test_one_key_makes_the_last_link_again_and_u_takes_it_back(desk, siege, linked, page, sign_in):
    lena, article = desk
    second = make.annotation(article, lena, "Two gunmen")
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("j", ".")
    expect(page.get_by_text("No link has been made here yet")).to_be_visible()
    reader.drag("Nobody claimed the attack")
    reader.press("1", "t", "l")
    page.keyboard.type("market")
    page.get_by_role("option", name="Market attack").click()
    page.locator("#passage-field").select_option("title")
    page.locator("[data-part=grade] label", has_text="3").click()
    reader.save()
    expect(reader.panel).to_be_hidden()
    reader.press("k", "k", "k", ".")
    expect(page.get_by_text("Linked to “Market attack”.")).to_be_visible()
    link = PassageLink.objects.filter(annotation=second).get()
    assert (link.incident, link.field, link.role, link.credibility) == (
        siege,
        "title",
        "supports",
        3,
    )
    reader.press("u")
    expect(page.get_by_text("Undone: the link")).to_be_visible()
    assert not PassageLink.objects.filter(annotation=second, deleted=None).exists()
    assert Annotation.objects.filter(deleted=None).count() == 3


def test_the_key_stands_in_the_list_of_shortcuts(reader):
    reader.press("?")
    expect(reader.page.get_by_text("Link this passage as the last one was linked")).to_be_visible()


def test_find_a_passage_opens_the_text_with_record_and_field_filled_in(
    desk, siege, linked, page, sign_in
):
    lena, article = desk
    sign_in(page, lena)
    page.goto(f"/incidents/{siege.pk}/")
    page.get_by_role("link", name="Find a passage Date").click()
    page.wait_for_url(f"**/articles/{article.pk}/**")
    reader = Reader(page, article)
    page.locator("[data-painted]").wait_for()
    expect(page.get_by_text("Looking for a passage:")).to_be_visible()
    reader.drag("attacked the market")
    expect(page.locator("#passage-record")).to_have_value("Market attack")
    expect(page.locator("#passage-field")).to_have_value("date")
    reader.press("1", "t")
    reader.save()
    expect(reader.notes.locator(".chip")).to_have_count(2)
    link = PassageLink.objects.latest("id")
    assert (link.incident, link.field, link.role) == (siege, "date", "supports")


def test_a_row_is_added_from_a_passage_by_its_form(linked, siege, reader):
    page = reader.page
    open_first(reader)
    page.get_by_text("Add…").click()
    page.get_by_role("link", name="Casualties").click()
    page.wait_for_url("**/casualties/new/**")
    expect(page.get_by_role("checkbox", name="more than 150")).to_be_checked()
    page.get_by_label("Kind of casualties").select_option("killed")
    page.get_by_label("In the source's words").fill("more than 150")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**/incidents/{siege.pk}/")
    assert siege.casualties.get().low == 151
    assert PassageLink.objects.exclude(casualty_estimate=None).get().field == "killed"


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 1440), ("light", 390)])
def test_a_link_being_changed_reads_well(desk, linked, open_tab, sign_in, axe, shot, theme, width):
    lena, article = desk
    page = open_tab(width=width, theme=theme)
    reader = Reader(sign_in(page, lena), article).open()
    page.evaluate(f"location.hash = 'a-{linked.annotation_id}'")
    expect(reader.panel).to_be_visible()
    page.get_by_text("Add…").click()
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_text("Changing this link.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
    shot(page, f"relink-{theme}-{width}")
