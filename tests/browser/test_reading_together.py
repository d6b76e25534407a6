"""Two people on one text, and a network that fails."""

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation, Code
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make
from tests.factories.accounts import member


@pytest.fixture
def desk():
    project, lena = project_with_codes()
    return lena, make.article(project=project, by=lena)


@pytest.fixture
def reader(desk, page, sign_in):
    lena, article = desk
    return Reader(sign_in(page, lena), article).open()


def test_marks_of_others_appear_by_themselves(desk, reader, open_tab, sign_in):
    _lena, article = desk
    mara = member(article.project, "annotator", username="mara", name="Mara Keita")
    other = Reader(sign_in(open_tab(), mara), article).open()
    other.drag("more than 150")
    other.press("2", "n", "c")
    other.page.keyboard.type("Hers")
    other.save()
    expect(reader.notes).to_contain_text(["Hers"], timeout=5_000)
    expect(reader.said).to_have_text("Mara Keita added 1 mark.")
    assert reader.marks()["line-ochre-1-certain"] == 1
    other.press("u")
    expect(reader.notes).to_have_count(0, timeout=5_000)


def test_words_being_written_survive_what_others_do(desk, reader):
    _lena, article = desk
    reader.drag("gunmen")
    reader.press("1", "t", "c")
    reader.page.keyboard.type("Half a thou")
    mara = member(article.project, "annotator", username="mara", name="Mara Keita")
    make.annotation(article, mara, "market", note="Hers")
    expect(reader.notes).to_contain_text(["Hers"], timeout=5_000)
    reader.page.keyboard.type("ght")
    expect(reader.page.locator("#passage-note")).to_have_value("Half a thought")
    reader.save()
    assert set(Annotation.objects.values_list("note", flat=True)) == {"Hers", "Half a thought"}


def test_mark_made_offline_is_kept_over_a_reload_and_sent_once(reader, open_tab):
    open_tab.forgiven.append("Failed to load resource")
    page = reader.page
    page.route("**/api/v1/**", lambda route: route.abort())
    reader.drag("gunmen")
    reader.press("1", "t")
    reader.save()
    expect(page.locator(".note-unsent")).to_be_visible()
    expect(page.locator("#saving-state")).to_contain_text("1 unsent")
    assert Annotation.objects.count() == 0
    page.unroute("**/api/v1/**")
    reader.open()
    expect(page.locator("#saving-state")).to_contain_text("All saved")
    expect(page.locator(".note-unsent")).to_have_count(0)
    assert Annotation.objects.get().quote == "gunmen"


def test_answer_that_got_lost_makes_no_twin(reader, open_tab):
    open_tab.forgiven.append("Failed to load resource")
    page, lost = reader.page, []

    def lose(route):
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append(route.fetch())  # the server did its work; nobody hears of it
        return route.abort()

    page.route("**/api/v1/annotations/", lose)
    reader.drag("gunmen")
    reader.press("1", "t")
    reader.save()
    expect(page.locator("#saving-state")).to_contain_text("All saved", timeout=8_000)
    assert Annotation.objects.filter(deleted=None).count() == 1


def test_mark_refused_later_stays_with_its_reason(reader, open_tab):
    open_tab.forgiven.append("Failed to load resource")
    page = reader.page
    page.route("**/api/v1/**", lambda route: route.abort())
    reader.drag("gunmen")
    reader.press("1", "t")
    reader.save()
    page.unroute("**/api/v1/**")
    problem = '{"title": "No", "status": 403, "detail": "You may read, not annotate."}'
    page.route(
        "**/api/v1/annotations/",
        lambda route: route.fulfill(
            status=403, content_type="application/problem+json", body=problem
        ),
    )
    expect(page.locator(".note-unsent")).to_contain_text("You may read", timeout=12_000)
    page.unroute("**/api/v1/annotations/")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#saving-state")).to_contain_text("All saved")
    assert Annotation.objects.count() == 1


def test_same_mark_twice_is_refused_in_the_panel(desk, page, sign_in, open_tab):
    lena, article = desk
    make.annotation(article, lena, "gunmen", code=Code.objects.get(label="attack"))
    open_tab.forgiven.append("Failed to load resource")
    reader = Reader(sign_in(page, lena), article).open()
    reader.drag("gunmen")
    reader.press("1", "t", "c")
    page.keyboard.type("Again")
    reader.press("Control+Enter")
    expect(reader.problem).to_be_visible()
    expect(page.locator("#passage-note")).to_have_value("Again")
    expect(page.locator("#saving-state")).to_contain_text("All saved")
    assert Annotation.objects.count() == 1


def test_hidden_tab_asks_nothing(reader):
    asked = []
    page = reader.page
    page.evaluate(
        "() => Object.defineProperty(document, 'hidden', { get: () => true, configurable: true })"
    )
    page.wait_for_timeout(4_000)  # a question that was due is over
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(4_500)
    assert asked == []
    page.evaluate(
        "() => { delete document.hidden; document.dispatchEvent(new Event('visibilitychange')); }"
    )
    page.wait_for_timeout(500)
    assert len(asked) == 1


def test_unchanged_layer_is_not_sent_again(reader):
    with reader.page.expect_response("**/annotations/", timeout=6_000) as answer:
        pass
    assert answer.value.status == 304


def test_session_that_ended_is_said_and_loses_no_mark(desk, reader, open_tab, sign_in):
    lena, _article = desk
    open_tab.forgiven.append("Failed to load resource")
    page = reader.page
    page.context.clear_cookies()
    reader.drag("gunmen")
    reader.press("1", "t")
    reader.save()
    expect(page.locator("#saving-state")).to_contain_text("Signed out", timeout=6_000)
    assert Annotation.objects.count() == 0
    sign_in(page, lena)
    reader.open()
    expect(page.locator("#saving-state")).to_contain_text("All saved")
    assert Annotation.objects.get().quote == "gunmen"
