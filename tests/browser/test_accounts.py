"""Sign-in, account, chooser and settings: light and dark, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from ctplatform.accounts.invitations.services import invite
from tests.factories.accounts import MembershipFactory, ProjectFactory, UserFactory, member

PAGES = {
    "account": "/account/",
    "password": "/account/password",
    "chooser": "/projects/",
    "new-project": "/projects/new",
    "settings": "/projects/sahel/settings",
}
LONG = "Monitoring of remote energy sites, their garrisons and supply roads, 2011 to 2016"


@pytest.fixture
def olga():
    user = UserFactory(username="olga", name="Olga Oduya")
    project = ProjectFactory(slug="sahel", title="Sahel & Maghreb", description="From 2011 on.")
    MembershipFactory(project=project, user=user, role="owner")
    member(project, "reviewer", username="maximilian.von.keita", name="Maximilian von Keïta")
    other = ProjectFactory(slug="long", title=LONG, visibility="public")
    MembershipFactory(project=other, user=user, role="reader")
    ProjectFactory(slug="rtl", title="أوراق الصحراء", visibility="internal")
    invite(project, "somebody.with.a.long.name@university.example", "annotator", by=user)
    lake = ProjectFactory(slug="lake", title="Lake Chad basin")
    invite(lake, "olga", "reviewer", by=member(lake, "owner", name="Moussa Keïta"))
    return user


def test_pages_are_accessible_and_fit(page, sign_in, looks_right, olga):
    sign_in(page, olga)
    for name, path in PAGES.items():
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        looks_right(page, name)


def test_somebody_is_invited_and_accepts_with_the_keyboard_alone(page, sign_in, olga):
    sign_in(page, olga).goto("/projects/sahel/settings")
    page.get_by_label("User name or e-mail address").focus()
    page.keyboard.type("nadia")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Invited")
    expect(page.locator("#invitations")).to_contain_text("nadia")
    page.goto("/projects/")
    expect(page.get_by_role("heading", name="You are invited")).to_be_visible()
    page.get_by_role("button", name="Accept Lake Chad basin").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("You are a member of “Lake Chad basin” now")


def test_sign_in_is_accessible_with_its_error(page, looks_right):
    page.goto("/sign-in/")
    looks_right(page, "sign-in")
    page.get_by_label("User name").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    looks_right(page, "sign-in-error")


def test_token_is_made_and_read_once(page, sign_in, olga):
    olga.set_password("correct horse battery staple")
    olga.save()
    sign_in(page, olga).goto("/account/")
    page.get_by_label("What the token is for").fill("weekly export")
    page.get_by_label("Your password").fill("correct horse battery staple")
    page.get_by_role("button", name="Make a token").click()
    expect(page.locator(".secret")).to_be_visible()
    page.get_by_role("button", name="Revoke weekly export").click()
    expect(page.locator(".toast")).to_contain_text("no longer works")


def test_theme_choice_outlives_the_page(page, sign_in, olga):
    sign_in(page, olga).goto("/account/")
    page.locator("#main").get_by_text("Dark", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/projects/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/account/")
    page.locator("#main").get_by_text("Auto", exact=True).click()
    page.reload()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")


def test_keys_move_choose_and_explain(page, sign_in, olga):
    sign_in(page, olga).goto("/projects/?next=/account/")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first.get_by_role("link")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("[data-row]").nth(1)).to_have_attribute("data-current", "")
    page.keyboard.press("k")
    expect(page.locator("[data-row]").first.get_by_role("link")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("[data-row]").first.get_by_role("link")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("searchbox")).to_have_value("j")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page).to_have_url("/projects/new")


def test_keys_rest_where_they_are_switched_off(page, sign_in, olga):
    olga.shortcuts = False
    olga.save()
    sign_in(page, olga).goto("/projects/")
    page.keyboard.press("?")
    page.keyboard.press("a")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_url("/projects/")


def test_menu_on_a_phone_opens_and_closes(open_tab, sign_in, axe, shot, olga):
    page = sign_in(open_tab(width=390, has_touch=True), olga)
    page.goto("/projects/sahel/settings")
    toggle = page.get_by_role("button", name="Menu")
    toggle.click()
    expect(page.get_by_role("link", name="Library")).to_be_visible()
    shot(page, "menu-390-light")
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Library")).to_be_hidden()
    expect(toggle).to_have_attribute("aria-expanded", "false")


def test_person_menu_signs_out(page, sign_in, shot, olga):
    sign_in(page, olga).goto("/projects/sahel/settings")
    page.locator(".menu > summary").click()
    shot(page, "person-menu")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
