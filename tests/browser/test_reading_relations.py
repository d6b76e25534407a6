"""Two passages are related from the panel, by keys alone, and the relation is removed again."""

import pytest
from playwright.sync_api import expect

from annotations.models import AnnotationRelation, Code
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make


@pytest.fixture
def desk():
    project, lena = project_with_codes()
    article = make.article(project=project, by=lena)
    code = Code.objects.get(label="attack")
    pair = [make.annotation(article, lena, words, code=code) for words in ("gunmen", "market")]
    return lena, article, pair


@pytest.fixture
def reader(desk, page, sign_in):
    lena, article, _pair = desk
    return Reader(sign_in(page, lena), article).open()


def choose_attack(page):
    page.locator("[data-part=relating] select").last.select_option(label="Event · attack")


def test_two_passages_are_related_by_keys_and_apart_again(desk, reader, axe, shot, looks_right):
    _lena, _article, (first, second) = desk
    page = reader.page
    reader.click("gunmen")
    reader.panel.wait_for()
    summary = page.get_by_text("Relate to…")
    summary.focus()
    reader.press("Enter")
    other, code = (
        page.get_by_label("Other passage"),
        page.locator("[data-part=relating] select").last,
    )
    expect(code.locator("option").first).to_have_text("Choose a relation…")
    expect(other.locator("option")).to_have_text(["market · Event · attack · ¶1 · Lena Harcourt"])
    page.get_by_role("button", name="Relate", exact=True).focus()
    reader.press("Enter")
    expect(reader.problem).to_contain_text("Choose the relation between the two passages.")
    expect(code).to_be_focused()
    code.select_option(label="Detail · time")
    page.get_by_label("Note on the relation").fill("in the same minute")
    assert axe(page) == []
    looks_right(page, "reading-relate")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="Relate", exact=True).focus()
    reader.press("Enter")
    stated = reader.panel.locator(".passage-stated")
    expect(stated).to_contain_text("→ To another passage: time: “market” (in the same minute)")
    expect(reader.problem).to_be_hidden()
    relation = AnnotationRelation.objects.get()
    assert (relation.code.label, relation.author.username) == ("time", "lena")
    assert relation.note == "in the same minute"
    assert [each.annotation for each in relation.members.order_by("position")] == [first, second]
    shot(page, "reading-related")
    assert axe(page) == []
    reader.press("Escape")
    reader.click("market")
    expect(stated).to_contain_text("← From another passage: time: “gunmen”")
    page.get_by_role("button", name="Remove the relation").focus()
    reader.press("Enter")
    expect(stated).to_be_hidden()
    assert not AnnotationRelation.objects.filter(deleted=None).exists()


def test_a_relation_that_was_made_is_undone_by_a_key(desk, reader):
    reader.click("gunmen")
    reader.page.get_by_text("Relate to…").click()
    choose_attack(reader.page)
    reader.page.get_by_role("button", name="Relate", exact=True).click()
    expect(reader.panel.locator(".passage-stated")).to_contain_text("attack: “market”")
    reader.press("Escape", "u")
    expect(reader.page.get_by_text("Undone: the relation of")).to_be_visible()
    assert not AnnotationRelation.objects.filter(deleted=None).exists()


def test_what_the_server_refuses_is_said_in_the_panel(desk, reader, open_tab):
    open_tab.forgiven.append("409 (Conflict)")
    lena, _article, pair = desk
    make.relation(pair, lena, Code.objects.get(label="attack"))
    reader.open()
    reader.click("gunmen")
    reader.page.get_by_text("Relate to…").click()
    choose_attack(reader.page)
    reader.page.get_by_role("button", name="Relate", exact=True).click()
    expect(reader.problem).to_contain_text("You have related these annotations by this code")


def test_a_passage_alone_offers_no_relation(desk, reader):
    _lena, _article, (_first, second) = desk
    second.delete()
    reader.open()
    reader.click("gunmen")
    reader.panel.wait_for()
    expect(reader.page.get_by_text("Relate to…")).to_be_hidden()
