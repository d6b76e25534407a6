"""The reading page by mouse: mark, see, change, delete, bring back; read-only; deep links."""

import pytest
from playwright.sync_api import expect

from annotations.annotations.services import change_annotation
from annotations.models import Annotation, Code, Comment
from ctplatform.accounts.models import User
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make
from tests.factories.accounts import member

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
HARD = (
    f"A caf\u00e9 by the sea {FAMILY} was hit, said Jos\u00e9, before dawn on Sunday.\r\n\r\n"
    "قالت الوزارة إن 23 رهينة قتلوا في الهجوم على المصنع صباح اليوم.\r\n\r\n"
    f"Old script {chr(0x10348)} stands beside new {FAMILY} words in this last paragraph."
)


@pytest.fixture
def desk():
    """A project with codes, a reader who may annotate, and an article."""
    project, lena = project_with_codes()
    return lena, make.article(project=project, by=lena)


@pytest.fixture
def reader(desk, page, sign_in):
    lena, article = desk
    return Reader(sign_in(page, lena), article).open()


def stored():
    return Annotation.objects.filter(deleted=None)


def test_passage_is_dragged_coded_noted_and_saved(reader):
    reader.drag("more than 150 people")
    expect(reader.quote).to_have_text("more than 150 people")
    reader.press("2", "n", "c")
    reader.page.keyboard.type("No best figure given.")
    reader.save()
    mark = stored().get()
    assert (mark.quote, mark.code.label, mark.note) == (
        "more than 150 people",
        "casualties",
        "No best figure given.",
    )
    expect(reader.notes).to_contain_text(["No best figure given."])
    expect(reader.said).to_have_text(f"Saved: ¶2 · {mark.start}\u2013{mark.end}.")


def test_selection_across_paragraphs_keeps_the_text_between_them(reader):
    reader.drag("old town", "A spokesman")
    reader.press("1", "t")
    reader.save()
    assert stored().get().quote == "old town.\n\nA spokesman"


def test_outer_white_space_is_left_out(reader):
    reader.drag(" Nobody claimed ")
    expect(reader.quote).to_have_text("Nobody claimed")


def test_texts_that_are_easily_counted_wrong_keep_their_quotes(desk, page, sign_in):
    lena, article = desk
    article = make.article(project=article.project, by=lena, text=HARD)
    reader = Reader(sign_in(page, lena), article).open()
    for words in (FAMILY, "José", "23 رهينة", f"new {FAMILY} words", chr(0x10348)):
        reader.drag(words)
        reader.press("1", "t")
        reader.save()
    text = article.current_version.text
    assert {mark.quote for mark in stored()} == {
        FAMILY,
        "José",
        "23 رهينة",
        f"new {FAMILY} words",
        chr(0x10348),
    }
    assert all(text[mark.start : mark.end] == mark.quote for mark in stored())


def test_family_without_its_child_is_asked_for(reader):
    reader.drag("gunmen")
    reader.press("1", "Control+Enter")
    expect(reader.problem).to_contain_text("Event")
    assert stored().count() == 0


def test_mark_without_a_code_is_a_remark(reader):
    reader.drag("gunmen")
    reader.press("c")
    reader.page.keyboard.type("Who counted them?")
    reader.save()
    assert stored().get().code is None
    expect(reader.notes).to_contain_text(["Remark"])


def test_clicking_one_spot_again_reaches_the_longer_mark(desk, page, sign_in):
    lena, article = desk
    make.annotation(article, lena, "more than 150 people died")
    make.annotation(article, lena, "150 people")
    reader = Reader(sign_in(page, lena), article).open()
    reader.click("150")
    expect(reader.quote).to_have_text("150 people")
    reader.click("150")
    expect(reader.quote).to_have_text("more than 150 people died")
    reader.click("The group")
    expect(reader.panel).to_be_hidden()


def test_note_is_changed_in_place(desk, page, sign_in):
    lena, article = desk
    mark = make.annotation(article, lena, note="Frist thought")
    reader = Reader(sign_in(page, lena), article).open()
    reader.notes.click()
    reader.page.locator("#passage-note").fill("First thought")
    reader.page.locator("[data-part=certainty] label").nth(2).click()
    reader.save()
    mark.refresh_from_db()
    assert (mark.note, mark.certainty, mark.version) == ("First thought", "unsure", 2)
    expect(reader.notes).to_contain_text(["First thought"])


def test_deleting_offers_the_way_back(desk, page, sign_in):
    lena, article = desk
    make.annotation(article, lena, note="Keep me")
    reader = Reader(sign_in(page, lena), article).open()
    reader.notes.click()
    reader.page.get_by_role("button", name="Delete").click()
    expect(reader.notes).to_have_count(0)
    assert stored().count() == 0
    reader.page.get_by_role("button", name="Undo").click()
    expect(reader.notes).to_have_count(1)
    assert stored().count() == 1


def test_change_over_a_newer_one_shows_both(desk, page, sign_in, open_tab):
    lena, article = desk
    mark = make.annotation(article, lena, note="Mine")
    reader = Reader(sign_in(page, lena), article).open()
    reader.notes.click()
    reader.page.locator("#passage-note").fill("Mine, longer")
    open_tab.forgiven.append("412")
    change_annotation(mark, {"note": "Theirs"}, by=User.objects.get(username="editor"))
    reader.press("Control+Enter")
    expect(reader.problem).to_contain_text("Theirs")
    expect(reader.page.locator("#passage-note")).to_have_value("Mine, longer")
    reader.save()
    mark.refresh_from_db()
    assert mark.note == "Mine, longer"


def test_comments_are_answers_to_a_mark(desk, page, sign_in):
    lena, article = desk
    mara = member(article.project, "annotator", username="mara", name="Mara Keita")
    mark = make.annotation(article, mara, note="The first count")
    make.comment(mark, mara, "Is this the first?")
    reader = Reader(sign_in(page, lena), article).open()
    reader.notes.click()
    expect(reader.page.locator(".comment")).to_contain_text(["Mara Keita"])
    answer = reader.page.get_by_role("textbox", name="Answer")
    answer.fill("Yes: see ¶2.")
    answer.press("Control+Enter")
    expect(reader.page.locator(".comment")).to_have_count(2)
    assert Comment.objects.order_by("id").last().text == "Yes: see ¶2."
    expect(reader.page.locator("#passage-note")).to_be_hidden()  # hers is not mine to change


def test_somebody_who_may_only_read_is_offered_no_marking(desk, page, sign_in):
    lena, article = desk
    mark = make.annotation(article, lena, note="Look")
    guest = member(article.project, "reader", username="guest")
    reader = Reader(sign_in(page, guest), article).open()
    reader.notes.click()
    expect(reader.quote).to_have_text(mark.quote)
    expect(reader.page.get_by_role("button", name="Save")).to_be_hidden()
    reader.press("Escape", "v")
    expect(reader.panel).to_be_hidden()


def test_address_of_a_mark_opens_it(desk, page, sign_in):
    lena, article = desk
    mark = make.annotation(article, lena, "heralded it")
    for tail in (f"#a-{mark.pk}", f"?annotation={mark.pk}"):
        reader = Reader(sign_in(page, lena), article).open(tail)
        expect(reader.quote).to_have_text("heralded it")
        page.goto("about:blank")


def test_number_of_a_paragraph_is_its_address(reader):
    reader.page.get_by_role("link", name="3", exact=True).click()
    assert reader.page.url.endswith("#p3")
    expect(reader.page.locator(".block[data-here] .block-number")).to_have_text("3")


def test_codes_of_the_text_are_counted_and_shown_alone(desk, page, sign_in):
    lena, article = desk
    attack = Code.objects.get(label="attack")
    make.annotation(article, lena, "gunmen", code=attack, note="An event")
    make.annotation(article, lena, "market", note="A remark")
    reader = Reader(sign_in(page, lena), article).open()
    event = page.locator("[data-family]", has_text="Event")
    expect(event.locator("[data-count]")).to_have_text("1")
    event.click()
    expect(reader.notes).to_have_count(1)
    event.click()
    expect(reader.notes).to_have_count(2)


def test_lines_show_code_level_and_certainty(desk, page, sign_in):
    lena, article = desk
    attack = Code.objects.get(label="attack")
    make.annotation(article, lena, "Two gunmen attacked", code=attack)
    make.annotation(article, lena, "gunmen", code=attack, certainty="unsure")
    reader = Reader(sign_in(page, lena), article).open()
    assert reader.marks() == {
        "tint-madder": 3,
        "line-madder-1-certain": 1,
        "line-madder-2-unsure": 1,
    }
