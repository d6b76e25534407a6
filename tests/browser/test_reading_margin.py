"""Margin notes near their passages, handles at the ends, whole words, and the hover card."""

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation, Code
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make
from tests.factories.accounts import member
from tests.factories.incidents import IncidentFactory

# How far each note lies from the first letter of its passage, in px.
DISTANCES = """() => [...document.querySelectorAll(".note")].map((note) => {
  const block = note.closest(".block").querySelector("[data-start]").getBoundingClientRect();
  const { top, bottom } = note.getBoundingClientRect();
  return bottom < block.top ? block.top - bottom : top > block.bottom ? top - block.bottom : 0;
})"""
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll(".note")].map((note) => note.getBoundingClientRect());
  return boxes.some((box, at) => at && box.top < boxes[at - 1].bottom - 1);
}"""
TINTED = """() => {
  const style = getComputedStyle(document.querySelector(".note-text"), "::selection");
  return style.backgroundColor;
}"""


@pytest.fixture
def desk():
    project, lena = project_with_codes()
    return lena, make.article(project=project, by=lena)


@pytest.fixture
def reader(desk, page, sign_in):
    lena, article = desk
    return Reader(sign_in(page, lena), article).open()


def test_statements_of_one_record_stand_under_its_name_once(desk, page, sign_in):
    lena, article = desk
    siege = IncidentFactory(project=article.project, title="Market attack")
    mark = make.annotation(article, lena)
    make.link(mark, siege, lena, field="killed", stated_value="150")
    make.link(mark, siege, lena, field="date", stated_value="2024-03")
    reader = Reader(sign_in(page, lena), article).open()
    expect(reader.notes.locator(".chip")).to_have_count(1)
    expect(reader.notes.locator("code")).to_have_text(["killed = 150", "date = 2024-03"])


def test_many_long_notes_stay_near_their_passages(desk, page, sign_in):
    lena, article = desk
    paragraphs = [f"First{n} of the words, then middle{n} and at last end{n}." for n in range(24)]
    text = make.article(project=article.project, by=lena, text="\n\n".join(paragraphs))
    for n in range(24):
        for word in (f"First{n} of", f"middle{n} and", f"end{n}."):
            make.annotation(text, lena, word, note="A remark in many words. " * 8)
    reader = Reader(sign_in(page, lena), text).open()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_timeout(300)
    assert max(page.evaluate(DISTANCES)) < 450
    assert page.evaluate(OVERLAPS) is False
    reader.notes.nth(40).click()
    expect(page.locator(".note[data-active]")).to_have_count(1)
    expect(page.locator(".note[data-active][data-short]")).to_have_count(0)


def test_half_words_become_whole_ones(reader):
    page = reader.page
    start, end = reader.boxes("unme")
    page.mouse.move(start["left"] + 0.5, start["middle"])
    page.mouse.down()
    page.mouse.move(end["right"] - 0.5, end["middle"], steps=6)
    page.mouse.up()
    expect(reader.quote).to_have_text("gunmen")
    assert page.evaluate("() => String(getSelection())") == "gunmen"


def test_letters_are_selected_with_alt(reader):
    page = reader.page
    start, end = reader.boxes("unme")
    page.keyboard.down("Alt")
    page.mouse.move(start["left"] + 0.5, start["middle"])
    page.mouse.down()
    page.mouse.move(end["right"] - 0.5, end["middle"], steps=6)
    page.mouse.up()
    page.keyboard.up("Alt")
    expect(reader.quote).to_have_text("unme")


def test_double_click_selects_a_word(desk, page, sign_in):
    lena, article = desk
    make.annotation(article, lena, "more than 150 people died")
    reader = Reader(sign_in(page, lena), article).open()
    page.mouse.dblclick(*reader.middle("gunmen"))
    expect(reader.quote).to_have_text("gunmen")
    reader.press("Escape")
    page.mouse.dblclick(*reader.middle("people"))
    expect(reader.quote).to_have_text("people")
    reader.press("1", "t")
    reader.save()
    assert Annotation.objects.filter(quote="people").exists()


def test_ends_of_a_mark_are_moved_by_keys_and_taken_back(desk, page, sign_in):
    lena, article = desk
    mark = make.annotation(article, lena, "gunmen", note="Who?")
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("j", "Enter")
    page.get_by_role("button", name="Change the ends").click()
    expect(page.get_by_role("slider", name="End of the passage")).to_be_focused()
    reader.press("ArrowRight")
    expect(reader.quote).to_have_text("gunmen attacked")
    reader.press("Alt+ArrowLeft")
    expect(reader.quote).to_have_text("gunmen attacke")
    reader.press("ArrowRight", "Shift+Tab", "ArrowLeft")
    expect(reader.quote).to_have_text("Two gunmen attacked")
    reader.save()
    mark.refresh_from_db()
    assert (mark.quote, mark.note) == ("Two gunmen attacked", "Who?")
    assert article.current_version.text[mark.start : mark.end] == mark.quote
    reader.press("u")
    expect(page.get_by_text("Undone: the change of")).to_be_visible()
    mark.refresh_from_db()
    assert mark.quote == "gunmen"


def test_end_of_a_passage_is_dragged_to_a_word(reader):
    page = reader.page
    reader.drag("gunmen")
    box = page.get_by_role("slider", name="End of the passage").bounding_box()
    end = reader.boxes("attacked")[1]
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["left"], end["middle"], steps=8)
    page.mouse.up()
    expect(reader.quote).to_have_text("gunmen attacked")
    reader.press("1", "t")
    reader.save()
    assert Annotation.objects.get().quote == "gunmen attacked"


def test_mark_of_somebody_else_has_no_handles(desk, page, sign_in):
    lena, article = desk
    make.annotation(article, member(article.project, "annotator", username="mara"))
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("j", "Enter")
    expect(reader.panel).to_be_visible()
    expect(page.get_by_role("slider")).to_have_count(0)
    expect(page.get_by_role("button", name="Change the ends")).to_be_hidden()


def test_card_at_the_pointer_says_which_of_the_marks_here(desk, page, sign_in):
    lena, article = desk
    attack = Code.objects.get(label="attack")
    make.annotation(article, lena, "more than 150 people died", note="The whole figure")
    make.annotation(article, lena, "150 people", code=attack, note="The bare figure")
    reader = Reader(sign_in(page, lena), article).open()
    page.mouse.move(*reader.middle("150"), steps=3)
    card = page.locator(".hover-card")
    expect(card).to_contain_text("Event · attack")
    expect(card).to_contain_text("The bare figure")
    expect(card).to_contain_text("1 of 2 here")
    reader.click("150")
    expect(card).to_be_hidden()
    expect(reader.panel).to_contain_text("1 of 2 here")
    page.get_by_role("button", name="1 of 2 here").click()
    expect(reader.quote).to_have_text("more than 150 people died")
    expect(reader.panel).to_contain_text("2 of 2 here")


def test_selection_over_paragraphs_does_not_tint_the_margin(desk, page, sign_in):
    lena, article = desk
    make.annotation(article, lena, "gunmen", note="Beside the text")
    reader = Reader(sign_in(page, lena), article).open()
    reader.drag("gunmen", "A spokesman")
    assert page.evaluate(TINTED) == "rgba(0, 0, 0, 0)"
    assert "Beside the text" not in page.evaluate("() => String(getSelection())")
