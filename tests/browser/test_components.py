"""Every shared component once, on a page that only tests have."""

import pytest
from playwright.sync_api import expect


@pytest.fixture(autouse=True)
def component_page(settings):
    settings.ROOT_URLCONF = "tests.browser.urls"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_components_are_accessible_and_fit(open_tab, axe, shot, scrolls_sideways, width, theme):
    page = open_tab(width=width, theme=theme)
    page.goto("/components/")
    expect(page.locator("h1")).to_be_visible()
    shot(page, f"components-{width}-{theme}", full_page=True)
    assert axe(page) == []
    assert scrolls_sideways(page) == 0
