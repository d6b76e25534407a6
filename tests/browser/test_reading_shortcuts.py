"""Keys of the reading page that must not collide, unsaved input under Esc, and undo."""

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation, Code, Comment, PassageLink
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make
from tests.factories.accounts import member
from tests.factories.incidents import IncidentFactory


@pytest.fixture
def desk():
    project, lena = project_with_codes()
    return lena, make.article(project=project, by=lena)


@pytest.fixture
def reader(desk, page, sign_in):
    lena, article = desk
    return Reader(sign_in(page, lena), article).open()


@pytest.fixture
def siege(desk):
    return IncidentFactory(project=desk[1].project, title="Market attack", published=True)


def active():
    return Annotation.objects.filter(deleted=None)


@pytest.mark.parametrize("taken", ["C", "S", "F", "L", "G"])
def test_code_with_a_letter_of_the_panel_gets_another_and_words_stay_words(
    desk, page, sign_in, taken
):
    lena, article = desk
    Code.objects.filter(label="attack").update(key=taken)
    reader = Reader(sign_in(page, lena), article).open()
    reader.drag("gunmen")
    reader.press("1")
    attack = page.locator(".code-children label", has_text="attack")
    expect(attack.locator("kbd")).to_have_text("A")
    reader.press("c")
    expect(page.locator("#passage-note")).to_be_focused()
    page.keyboard.type("just u and k")
    expect(page.locator("#passage-note")).to_have_value("just u and k")
    expect(page.locator("input[name=child]:checked")).to_have_count(0)
    page.locator("[data-part=reference]").click()
    reader.press("a")
    reader.save()
    mark = active().get()
    assert (mark.code.label, mark.note) == ("attack", "just u and k")


def test_letters_printed_beside_codes_are_those_of_the_codebook_page(desk, page, sign_in):
    lena, _article = desk
    code = Code.objects.get(label="attack")
    Code.objects.filter(pk=code.pk).update(key="S")
    sign_in(page, lena).goto(f"/codebooks/{code.codebook_id}/")
    row = page.locator("tr", has_text="attack").first
    expect(row.locator("kbd")).to_have_text("A")


def test_digits_in_the_grade_are_grades(reader, siege):
    page = reader.page
    reader.drag("gunmen")
    reader.press("1", "t", "l")
    page.keyboard.type("market")
    page.get_by_role("option", name="Market attack").click()
    expect(page.locator("#passage-field")).to_be_visible()
    page.locator("[data-part=reference]").click()
    reader.press("g", "3")
    expect(page.locator("[data-part=gradeWords]")).to_have_text("3 possibly true")
    reader.save()
    assert (PassageLink.objects.get().credibility, active().get().code.label) == (3, "attack")


def test_comment_key_answers_the_mark_of_somebody_else(desk, page, sign_in):
    lena, article = desk
    mara = member(article.project, "annotator", username="mara", name="Mara Keita")
    make.annotation(article, mara, note="Hers")
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("j", "Enter", "c")
    page.keyboard.type("u agree?")
    expect(page.get_by_role("textbox", name="Answer")).to_have_value("u agree?")


def test_foot_prints_the_keys_that_work_now(reader):
    foot = reader.page.locator(".reading-foot")
    expect(foot.get_by_text("undo")).to_be_visible()
    expect(foot.locator("[data-keys=text] kbd", has_text="3")).to_be_visible()
    reader.drag("gunmen")
    expect(foot.get_by_text("undo")).to_be_hidden()
    expect(foot.get_by_text("save")).to_be_visible()
    reader.press("Escape")
    expect(foot.get_by_text("undo")).to_be_visible()


def test_escape_asks_before_words_are_lost(reader):
    page = reader.page
    reader.drag("gunmen")
    reader.press("1", "t", "c")
    page.keyboard.type("Half a thought")
    reader.press("Escape")
    expect(page.get_by_text("What you entered here is not saved.")).to_be_visible()
    page.keyboard.type("ujk")  # no command, and no loss
    reader.press("Escape")
    expect(page.get_by_text("What you entered here is not saved.")).to_be_hidden()
    expect(page.locator("#passage-note")).to_be_focused()
    expect(page.locator("#passage-note")).to_have_value("Half a thought")
    reader.press("Escape", "Enter")
    expect(reader.panel).to_be_hidden()
    assert active().get().note == "Half a thought"


def test_escape_can_discard(desk, page, sign_in):
    lena, article = desk
    mark = make.annotation(article, lena, note="As it was")
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("j", "Enter", "c")
    page.keyboard.type(" and more")
    reader.press("Escape")
    page.get_by_role("button", name="Discard").click()
    expect(reader.panel).to_be_hidden()
    mark.refresh_from_db()
    assert mark.note == "As it was"


@pytest.mark.parametrize("key", ["j", "v", "r", "u", "Delete"])
def test_no_key_closes_the_panel_over_unsaved_words(desk, page, sign_in, key):
    lena, article = desk
    make.annotation(article, lena, note="First")
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("j", "Enter", "c")
    page.keyboard.type(" and more")
    page.locator("[data-part=reference]").click()
    reader.press(key)
    expect(page.get_by_text("What you entered here is not saved.")).to_be_visible()
    assert active().count() == 1


def test_delete_with_a_new_passage_open_spares_the_mark_walked_to(desk, page, sign_in):
    lena, article = desk
    make.annotation(article, lena, "market")
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("j")
    reader.drag("gunmen")
    reader.press("Delete")
    page.wait_for_timeout(300)
    assert active().count() == 1


def test_undo_takes_back_the_link_made_last_and_not_the_mark(desk, siege, page, sign_in):
    lena, article = desk
    make.annotation(article, lena)
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("j", "Enter", "l")
    page.keyboard.type("market")
    page.get_by_role("option", name="Market attack").click()
    reader.save()
    expect(reader.notes.locator(".chip")).to_have_count(1)
    reader.press("u")
    expect(page.get_by_text("Undone: the link of")).to_be_visible()
    expect(reader.notes.locator(".chip")).to_have_count(0)
    assert active().count() == 1
    assert not PassageLink.objects.filter(deleted=None).exists()


def test_undo_brings_back_an_unlinked_record_with_all_it_said(desk, siege, page, sign_in):
    lena, article = desk
    mark = make.annotation(article, lena)
    make.link(mark, siege, lena, field="target", stated_value="the market", credibility=2)
    reader = Reader(sign_in(page, lena), article).open()
    reader.notes.locator(".note-code").click()
    page.get_by_role("button", name="Unlink").click()
    expect(reader.notes.locator(".chip")).to_have_count(0)
    reader.press("u")
    expect(reader.notes.locator(".chip")).to_have_count(1)
    link = PassageLink.objects.get(deleted=None)
    assert (link.annotation, link.field, link.stated_value, link.credibility) == (
        mark,
        "target",
        "the market",
        2,
    )


def test_undo_takes_back_the_last_comment(desk, page, sign_in):
    lena, article = desk
    make.annotation(article, lena, note="Mine")
    reader = Reader(sign_in(page, lena), article).open()
    reader.notes.locator(".note-code").click()
    answer = page.get_by_role("textbox", name="Answer")
    answer.fill("A hasty word")
    answer.press("Control+Enter")
    expect(page.locator(".comment")).to_have_count(1)
    expect(page.get_by_text("Comment saved")).to_be_visible()
    reader.press("Escape")
    expect(reader.panel).to_be_hidden()
    reader.press("u")
    expect(page.get_by_text("Undone: the comment on")).to_be_visible()
    assert not Comment.objects.filter(deleted=None).exists()
    assert active().count() == 1


def test_undo_goes_back_step_by_step_and_says_when_nothing_is_left(desk, page, sign_in):
    lena, article = desk
    mark = make.annotation(article, lena, note="One")
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("j", "Enter")
    page.locator("#passage-note").fill("Two")
    reader.save()
    reader.press("Delete")
    expect(reader.notes).to_have_count(0)
    reader.press("u")
    expect(reader.notes).to_contain_text(["Two"])
    reader.press("u")
    expect(reader.notes).to_contain_text(["One"])
    reader.press("u")
    expect(page.get_by_text("Nothing was done here that could be undone.")).to_be_visible()
    mark.refresh_from_db()
    assert (mark.note, mark.deleted) == ("One", None)


def test_undo_leaves_what_somebody_changed_since(desk, page, sign_in, open_tab):
    lena, article = desk
    mark = make.annotation(article, lena, note="One")
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("j", "Enter")
    page.locator("#passage-note").fill("Two")
    reader.save()
    expect(reader.notes).to_contain_text(["Two"])
    Annotation.objects.filter(pk=mark.pk).update(note="Hers", version=9)
    expect(reader.notes).to_contain_text(["Hers"], timeout=6_000)
    reader.press("u")
    expect(page.get_by_text("Somebody changed this since")).to_be_visible()
    mark.refresh_from_db()
    assert mark.note == "Hers"


def test_undo_forgets_a_mark_that_was_not_sent_yet(reader, open_tab):
    open_tab.forgiven.append("Failed to load resource")
    page = reader.page
    page.route("**/api/v1/**", lambda route: route.abort())
    reader.drag("gunmen")
    reader.press("1", "t")
    reader.save()
    expect(page.locator("#saving-state")).to_contain_text("1 unsent")
    reader.press("u")
    expect(page.locator("#saving-state")).not_to_contain_text("unsent")
    page.unroute("**/api/v1/**")
    reader.open()
    assert not Annotation.objects.exists()


def test_answer_that_was_not_sent_goes_with_the_save(desk, page, sign_in):
    lena, article = desk
    make.annotation(article, lena, note="Mine")
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("j", "Enter")
    page.get_by_role("textbox", name="Answer").fill("And this too")
    page.locator("#passage-note").fill("Mine, longer")
    reader.save()
    assert Comment.objects.get().text == "And this too"
    assert active().get().note == "Mine, longer"
