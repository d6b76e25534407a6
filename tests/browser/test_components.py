"""Every shared component once, on a page that only tests have."""

import pytest
from playwright.sync_api import expect


@pytest.fixture(autouse=True)
def component_page(settings):
    settings.ROOT_URLCONF = "tests.browser.urls"


def test_components_are_accessible_and_fit(page, looks_right):
    page.goto("/components/")
    expect(page.locator("h1")).to_be_visible()
    looks_right(page, "components")


def test_components_keep_their_meaning_in_forced_colours(open_tab, shot):
    page = open_tab(forced_colors="active")
    page.goto("/components/")
    shot(page, "components-forced", full_page=True)
    box = page.locator(".button-primary").first
    assert box.evaluate("b => getComputedStyle(b).borderTopStyle") == "solid"


def test_components_turn_round_for_a_language_from_right_to_left(open_tab, shot, scrolls_sideways):
    page = open_tab()
    page.goto("/components/")
    page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
    shot(page, "components-rtl", full_page=True)
    assert scrolls_sideways(page) == 0


def test_toast_offers_undo_by_key_and_stays_while_focused(page):
    page.goto("/components/")
    page.evaluate(
        """async () => {
          const { toast } = await import("/static/ctplatform/js/page/toast_messages.js");
          const run = () => { document.title = "undone"; };
          toast("Mark deleted from ¶4", { label: "Undo", key: "U", run });
        }"""
    )
    expect(page.get_by_role("status").get_by_text("Mark deleted from ¶4")).to_be_visible()
    page.keyboard.press("u")
    expect(page).to_have_title("undone")
    expect(page.get_by_text("Mark deleted from ¶4")).to_be_hidden()


def test_banner_says_so_while_offline(page):
    page.goto("/components/")
    page.context.set_offline(True)
    expect(page.locator("#offline-now")).to_contain_text("You are offline.")
    page.context.set_offline(False)
    expect(page.locator("#offline-now")).to_be_hidden()


def test_text_grows_to_double_without_loss(open_tab, scrolls_sideways):
    page = open_tab(width=720)  # 1440 at 200 %
    page.goto("/components/")
    assert scrolls_sideways(page) == 0


def test_focus_is_always_drawn(page):
    page.goto("/components/")
    for _step in range(40):
        page.keyboard.press("Tab")
        drawn = page.evaluate(
            """() => {
              const outlined = (element) => element && (
                getComputedStyle(element).outlineStyle !== "none" || outlined(element.parentElement)
              );
              return document.activeElement === document.body || outlined(document.activeElement);
            }"""
        )
        assert drawn, page.evaluate("() => document.activeElement.outerHTML")
