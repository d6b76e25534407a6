"""Nothing typed is lost: a session that ended, a server that is away, a reload, another person."""

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation, Comment
from ctplatform.accounts.models import Role
from incidents.models import Incident
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make
from tests.factories.accounts import member

PASSWORD = "correct horse battery staple"
BACK = "What you entered here before is back."


@pytest.fixture
def desk():
    project, lena = project_with_codes(role="editor")
    lena.set_password(PASSWORD)
    lena.save()
    return lena, make.article(project=project, by=lena)


@pytest.fixture
def reader(desk, page, sign_in):
    lena, article = desk
    return Reader(sign_in(page, lena), article).open()


@pytest.fixture
def form(desk, page, sign_in):
    """The form of a new incident, with words in it."""
    lena, article = desk
    sign_in(page, lena).goto(f"/incidents/new/?project={article.project.slug}")
    page.locator("[name=title]").fill("Attack on the old market")
    page.locator("[name=summary]").fill("Two gunmen, on a Friday.")
    page.wait_for_timeout(400)
    return page


def send(page):
    page.locator("main form [type=submit].button-primary").first.click()


def sign_in_again(page):
    dialog = page.get_by_role("dialog", name="You are signed out")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("User name")).to_have_value("lena")
    dialog.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


def test_mark_is_sent_after_signing_in_within_the_page(reader, open_tab):
    open_tab.forgiven.append("Failed to load resource")
    page = reader.page
    reader.drag("gunmen")
    reader.press("1", "t", "c")
    page.keyboard.type("Written while the session ended")
    page.context.clear_cookies()
    reader.press("Control+Enter")
    sign_in_again(page)
    expect(reader.panel).to_be_hidden()
    expect(page.locator("#saving-state")).to_contain_text("All saved")
    assert Annotation.objects.get().note == "Written while the session ended"


def test_change_and_comment_are_sent_after_signing_in(desk, page, sign_in, open_tab):
    open_tab.forgiven.append("Failed to load resource")
    lena, article = desk
    mark = make.annotation(article, lena, note="One")
    reader = Reader(sign_in(page, lena), article).open()
    reader.press("j", "Enter")
    page.get_by_role("textbox", name="Answer").fill("An answer")
    page.locator("#passage-note").fill("Two")
    page.context.clear_cookies()
    reader.press("Control+Enter")
    sign_in_again(page)
    expect(reader.panel).to_be_hidden()
    mark.refresh_from_db()
    assert (mark.note, Comment.objects.get().text) == ("Two", "An answer")


def test_wrong_password_is_said_and_words_stay(reader, open_tab):
    open_tab.forgiven.append("Failed to load resource")
    page = reader.page
    reader.drag("gunmen")
    reader.press("1", "t")
    page.context.clear_cookies()
    reader.press("Control+Enter")
    dialog = page.get_by_role("dialog", name="You are signed out")
    dialog.get_by_label("Password").fill("no such password")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_role("button", name="Later").click()
    expect(page.locator("#saving-state")).to_contain_text("Signed out")
    expect(page.locator(".note-unsent")).to_be_visible()
    page.locator("#sign-in-button").click()
    sign_in_again(page)
    expect(page.locator("#saving-state")).to_contain_text("All saved")
    assert Annotation.objects.count() == 1


def test_server_that_is_away_is_not_called_a_sign_out(reader, open_tab):
    open_tab.forgiven.append("Failed to load resource")
    page = reader.page
    page.route("**/*", lambda route: route.abort())
    expect(page.locator("#saving-state")).to_contain_text("Not reached", timeout=8_000)
    reader.drag("gunmen")
    reader.press("1", "t")
    reader.save()
    expect(page.get_by_role("dialog", name="You are signed out")).to_be_hidden()
    expect(reader.said).to_contain_text("cannot be reached")
    page.unroute("**/*")
    expect(page.locator("#saving-state")).to_contain_text("All saved", timeout=12_000)
    assert Annotation.objects.count() == 1


def test_text_that_was_taken_away_is_not_called_a_sign_out(desk, reader, open_tab):
    open_tab.forgiven.append("Failed to load resource")
    desk[1].project.memberships.filter(role=Role.EDITOR, user=desk[0]).delete()
    state = reader.page.locator("#saving-state")
    expect(state).to_contain_text("can no longer be read", timeout=6_000)


def test_panel_is_as_it_was_after_a_reload(reader):
    page = reader.page
    page.on("dialog", lambda dialog: dialog.accept())
    reader.drag("gunmen")
    reader.press("1", "t", "c")
    page.keyboard.type("Half a thought")
    page.wait_for_timeout(400)
    reader.open()
    expect(reader.quote).to_have_text("gunmen")
    expect(page.locator("#passage-note")).to_have_value("Half a thought")
    expect(page.get_by_text("It is not saved yet.")).to_be_visible()
    reader.save()
    assert Annotation.objects.get().code.label == "attack"
    reader.open()
    expect(reader.panel).to_be_hidden()


def test_form_is_back_after_the_session_ended(form):
    page = form
    page.context.clear_cookies()
    send(page)
    page.wait_for_load_state()
    page.goto("/sign-in/") if "sign-in" not in page.url else None
    expect(page.get_by_text("What you entered is kept in this tab.")).to_be_visible()
    page.get_by_label("User name").fill("lena")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/incidents/new/**")
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value("Attack on the old market")
    expect(page.locator("[name=summary]")).to_have_value("Two gunmen, on a Friday.")
    send(page)
    page.wait_for_url(lambda url: "/new/" not in url)
    assert Incident.objects.get().title == "Attack on the old market"


def test_form_that_was_stored_is_blank_the_next_time(desk, form):
    page = form
    send(page)
    page.wait_for_url(lambda url: "/new/" not in url)
    page.goto(f"/incidents/new/?project={desk[1].project.slug}")
    expect(page.locator("[name=title]")).to_have_value("")
    expect(page.get_by_text(BACK)).to_have_count(0)


def test_form_is_back_after_a_reload_and_can_be_discarded(form):
    page = form
    page.reload()
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value("Attack on the old market")
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator("[name=title]")).to_have_value("")
    page.reload()
    expect(page.get_by_text(BACK)).to_have_count(0)


def test_refused_form_keeps_its_words_without_a_notice(form):
    page = form
    page.locator("[name=title]").fill("")
    send(page)
    expect(page.locator("[name=summary]")).to_have_value("Two gunmen, on a Friday.")
    expect(page.get_by_text(BACK)).to_have_count(0)


def test_nobody_else_in_this_browser_sees_the_words(desk, form, sign_in):
    page, article = form, desk[1]
    mara = member(article.project, "editor", username="mara", name="Mara Keita")
    address = f"/incidents/new/?project={article.project.slug}"
    sign_in(page, mara).goto(address)
    expect(page.locator("[name=title]")).to_have_value("")
    expect(page.get_by_text(BACK)).to_have_count(0)
    sign_in(page, desk[0]).goto(address)
    expect(page.locator("[name=title]")).to_have_value("Attack on the old market")


def test_signing_out_forgets_the_words(form):
    page = form
    page.locator("header details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
    kept = page.evaluate("() => Object.keys(sessionStorage).filter((n) => n.includes('draft'))")
    assert kept == []
