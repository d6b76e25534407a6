"""The search page, reached by its key from anywhere."""

import pytest
from playwright.sync_api import expect

from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member
from tests.factories.incidents import ActorFactory, IncidentFactory


@pytest.fixture
def ana():
    project = ProjectFactory(slug="sahel", title="Sahel & Maghreb")
    user = member(project, "annotator", name="Ana Benali")
    make.article(project, user, title="In Amenas, and the war next door")
    arabic = "في صباح السادس عشر من يناير gunmen اقتحم مسلحون منشأة الغاز."
    make.article(project, user, text=arabic, title="عين أمناس", language="ar")
    for title in ("Gunmen at the market", "Gunmen on the road to a town with a very long name"):
        IncidentFactory(project=project, title=title)
    ActorFactory(project=project, name="Gunmen of the north")
    return user


def test_search_is_accessible_and_fits(page, sign_in, looks_right, ana):
    sign_in(page, ana).goto("/articles/?project=sahel")
    page.keyboard.press("/")
    page.keyboard.type("gunmen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Search")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.locator("[data-row] a").first).to_be_focused()
    looks_right(page, "search")
