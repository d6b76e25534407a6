"""The frame of every page, on the smallest pages there are."""

from playwright.sync_api import expect


def test_missing_page_is_accessible_and_fits(page, looks_right):
    page.goto("/nothing-here/")
    expect(page.locator("h1")).to_have_text("Page not found")
    looks_right(page, "404")
