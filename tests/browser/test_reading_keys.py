"""The reading page by keyboard alone, left to right and right to left."""

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make

ARABIC = (
    "في صباح السادس عشر من يناير اقتحم مسلحون منشأة للغاز في جنوب شرق الجزائر.\n\n"
    "قالت وزارة الداخلية إن رهائن قتلوا في الهجوم على المصنع صباح اليوم."
)
SELECTED = "() => String(getSelection())"


@pytest.fixture
def desk():
    project, lena = project_with_codes()
    return lena, make.article(project=project, by=lena)


@pytest.fixture
def reader(desk, page, sign_in):
    lena, article = desk
    return Reader(sign_in(page, lena), article).open()


def test_passage_is_marked_without_a_pointer(reader):
    reader.press("v", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft", "Enter")
    expect(reader.quote).to_have_text("Two gunmen")
    expect(reader.panel).to_be_focused()
    reader.press("1", "t", "c")
    reader.page.keyboard.type("1 is typed here, not chosen")
    reader.save()
    mark = Annotation.objects.get()
    assert (mark.quote, mark.code.label) == ("Two gunmen", "attack")
    assert mark.note == "1 is typed here, not chosen"


def test_number_of_a_code_ends_the_selection_too(reader):
    reader.press("v", "2", "n")
    reader.save()
    mark = Annotation.objects.get()
    assert (mark.quote, mark.code.label) == ("Two", "casualties")


def test_selection_moves_grows_by_word_and_by_letter(reader):
    reader.press("v")
    assert reader.page.evaluate(SELECTED) == "Two"
    reader.press("ArrowRight")
    assert reader.page.evaluate(SELECTED) == "gunmen"
    reader.press("Shift+ArrowRight", "Alt+Shift+ArrowLeft")
    assert reader.page.evaluate(SELECTED) == "gunmen attacke"
    reader.press("Alt+ArrowRight")
    assert reader.page.evaluate(SELECTED) == "unmen attacke"
    reader.press("Escape")
    assert reader.page.evaluate(SELECTED) == ""


def test_selection_starts_in_the_paragraph_that_one_walked_to(reader):
    reader.press("]", "v")
    assert reader.page.evaluate(SELECTED) == "A"
    reader.press("Escape", "]", "v")
    assert reader.page.evaluate(SELECTED) == "The"


def test_arrows_follow_the_script(desk, page, sign_in):
    lena, article = desk
    text = make.article(project=article.project, by=lena, text=ARABIC, language="ar")
    reader = Reader(sign_in(page, lena), text).open()
    reader.press("v", "Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowRight", "1", "t")
    expect(reader.quote).to_have_text("في صباح")
    reader.save()
    assert Annotation.objects.get().quote == "في صباح"


def test_passages_are_walked_opened_deleted_and_brought_back(desk, page, sign_in):
    lena, article = desk
    make.annotation(article, lena, "gunmen")
    make.annotation(article, lena, "market")
    make.annotation(article, lena, "heralded")
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("j", "j", "Enter")
    expect(reader.quote).to_have_text("market")
    reader.press("Escape", "j", "k", "k", "Enter")
    expect(reader.quote).to_have_text("gunmen")
    reader.press("Escape", "Delete")
    expect(reader.page.get_by_text("Annotation deleted from ¶1.")).to_be_visible()
    assert Annotation.objects.filter(deleted=None).count() == 2
    reader.press("u")
    expect(reader.said).to_have_text("Undone.")
    assert Annotation.objects.filter(deleted=None).count() == 3


def test_undo_takes_back_a_mark_just_made(reader):
    reader.press("v", "1", "t")
    reader.save()
    reader.press("u")
    expect(reader.said).to_have_text("Undone.")
    assert not Annotation.objects.filter(deleted=None).exists()


def test_focus_returns_where_it_was(desk, page, sign_in):
    lena, article = desk
    make.annotation(article, lena, note="Here")
    reader = Reader(sign_in(page, lena), article).open()
    link = page.locator(".note-code")
    link.focus()
    reader.press("Enter")
    expect(reader.panel).to_be_focused()
    reader.press("Escape")
    expect(link).to_be_focused()


def test_notes_are_hidden_and_shown(desk, page, sign_in):
    lena, article = desk
    make.annotation(article, lena, note="Here")
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("m")
    expect(reader.notes).to_be_hidden()
    reader.press("m")
    expect(reader.notes).to_be_visible()


def test_single_keys_rest_where_the_account_says_so(desk, page, sign_in):
    lena, article = desk
    lena.shortcuts = False
    lena.save()
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("v")
    assert reader.page.evaluate(SELECTED) == ""
    page.get_by_role("button", name="Start a selection").click()
    assert reader.page.evaluate(SELECTED) == "Two"
    reader.press("Enter")
    expect(reader.quote).to_have_text("Two")
    reader.press("1")
    expect(page.locator("input[name=family]:checked")).to_have_count(0)


def test_letters_after_g_go_to_other_pages(reader):
    reader.press("g", "l")
    reader.page.wait_for_url("**/articles/?project=*")


def test_last_paragraph_is_reached_although_the_page_scrolls_no_further(reader):
    reader.press("]", "]", "]")
    expect(reader.page.locator(".block[data-here] .block-number")).to_have_text("3")
    reader.page.wait_for_timeout(200)  # a late scroll event must not take it back
    expect(reader.page.locator(".block[data-here] .block-number")).to_have_text("3")
    reader.press("[")
    expect(reader.page.locator(".block[data-here] .block-number")).to_have_text("2")
