"""The frame of every page, on the smallest pages there are."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_missing_page_is_accessible_and_fits(open_tab, axe, shot, scrolls_sideways, width, theme):
    page = open_tab(width=width, theme=theme)
    page.goto("/nothing-here/")
    expect(page.locator("h1")).to_have_text("There is nothing here")
    assert axe(page) == []
    assert scrolls_sideways(page) == 0
    shot(page, f"404-{width}-{theme}")
