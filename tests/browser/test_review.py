"""The review in a browser: read beside the live record, decided by keys; light, dark, phone."""

import pytest
from playwright.sync_api import expect

from tests.factories.curation import Team

SUMMARY = "A raid on a gas plant near the Libyan border became a four-day hostage siege."
CHANGED = "A raid on a gas plant near the Libyan border became a hostage siege of four days."


@pytest.fixture
def team():
    team = Team()
    siege = team.published(title="In Amenas siege", summary=SUMMARY)
    team.open = team.proposal(siege, summary=CHANGED, reason="As ¶3 says.")
    long = team.published(title="Remote energy sites and their garrisons " * 4)
    team.proposal(long, title="عين أمناس: أربعة أيام في الصحراء")
    team.proposal(siege, by=team.reviewer, title="Siege of the Tigantourine facility")
    return team


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_review_is_accessible_and_fits(
    open_tab, sign_in, axe, shot, scrolls_sideways, team, width, theme
):
    page = sign_in(open_tab(width=width, theme=theme), team.reviewer)
    page.goto("/review/")
    shot(page, f"review-queue-{width}-{theme}")
    assert axe(page) == []
    assert scrolls_sideways(page) == 0
    page.goto(f"/review/{team.open.pk}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    shot(page, f"review-{width}-{theme}")
    assert axe(page) == []
    assert scrolls_sideways(page) == 0


def test_bar_counts_what_waits(page, sign_in, team):
    sign_in(page, team.reviewer).goto("/review/")
    places = page.get_by_role("navigation", name="Places")
    expect(places.get_by_role("link", name="Review")).to_contain_text("2")
