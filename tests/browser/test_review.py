"""The review in a real browser: light and dark, wide and narrow, by mouse and by keys."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from ctplatform.curation import services
from incidents.models import CasualtyEstimate
from tests.factories import annotations as texts
from tests.factories.curation import Team

TEXT = (
    "A raid on a gas plant near the Libyan border became a four-day hostage siege.\n\n"
    "The attackers drove into the Tigantourine gas facility, some forty kilometres from the town "
    "of In Amenas in south-eastern Algeria. It was claimed as revenge for the French campaign."
)
OLD = "A raid on a gas plant near the Libyan border became a four-day hostage siege."
NEW = "A raid on a gas plant near the Libyan border became a hostage siege of four days."


@pytest.fixture
def waiting(live_server):
    """A team whose reviewer finds a proposal with evidence, one at odds, and a few more."""
    team = Team()
    team.project.title = "Sahel and Maghreb"
    team.project.save()
    siege = team.published(title="In Amenas siege", summary=OLD)
    article = texts.article(team.project, by=team.author, text=TEXT, title="Desert Papers")
    marks = [
        texts.annotation(article, by=team.author, quote=quote)
        for quote in ("a four-day hostage siege", "the Tigantourine gas facility")
    ]
    texts.link(marks[0], siege, by=team.author, role="supports", field="summary", credibility=2)
    team.change = services.propose(
        siege,
        {"summary": NEW, "date": "2013-01-16", "attack_types": ["hostage_barricade"]},
        by=team.author,
        reason="The official account is the only one with named sources.",
        evidence=marks,
    )
    other = team.published(title="Ghadames checkpoint")
    team.at_odds = team.proposal(other, title="Ghadames", date="2013-03-11", country="LY")
    services.accept(team.proposal(other, title="Ghadamis checkpoint"), by=team.second)
    long = team.published(title="Remote energy sites and their garrisons " * 4)
    team.proposal(long, title="عين أمناس: أربعة أيام في الصحراء")
    services.comment_on(team.change, "Which of the two accounts is meant?", by=team.second)
    team.grave = services.propose_creation(
        CasualtyEstimate, {"incident": siege, "kind": "killed", "best": 67}, by=team.author
    )
    team.rival = services.propose(
        siege, {"summary": "A siege."}, by=team.annotator, evidence=marks[1:]
    )
    candidate = team.candidate(title="Fire at the refinery", summary=OLD)
    team.casualty(candidate, low=None, high=None, best=72)
    team.offered = services.publish(candidate, by=team.second, reason="Read.").proposal
    team.own = team.proposal(siege, by=team.reviewer, title="In Amenas hostage crisis")
    return team


def address(proposal):
    return reverse("proposal", args=[proposal.pk])


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_review_is_accessible_and_fits(
    open_tab, sign_in, axe, shot, scrolls_sideways, waiting, width, theme
):
    page = sign_in(open_tab(width=width, theme=theme), waiting.reviewer)
    pages = {
        "queue": "/review/",
        "change": address(waiting.change),
        "conflict": address(waiting.at_odds),
        "own": address(waiting.own),
        "grave": address(waiting.grave),
        "publication": address(waiting.offered),
        "history": reverse("history", args=["incident", waiting.at_odds.target_id]),
        "many": "/review/many/",
        "notifications": "/notifications/",
    }
    for name, path in pages.items():
        page.goto(path)
        assert axe(page) == []
        assert scrolls_sideways(page) == 0
        shot(page, f"review-{name}-{width}-{theme}", full_page=width == 390)


def test_amending_is_accessible(open_tab, sign_in, axe, shot, scrolls_sideways, waiting):
    services.request_changes(waiting.change, by=waiting.reviewer, reason="Which source?")
    page = sign_in(open_tab(width=390), waiting.author)
    page.goto(reverse("proposal-amend", args=[waiting.change.pk]))
    assert axe(page) == []
    assert scrolls_sideways(page) == 0
    shot(page, "review-amend-390-light", full_page=True)


def test_a_proposal_is_accepted_with_the_keyboard_alone(page, sign_in, waiting):
    sign_in(page, waiting.reviewer)
    page.goto(address(waiting.change))
    page.keyboard.press("j")
    expect(page.locator("[data-row][data-current]")).to_have_count(1)
    page.get_by_role("textbox", name="Reason").focus()
    page.keyboard.type("Well supported.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/review/?project=*")
    waiting.change.refresh_from_db()
    assert (waiting.change.state, waiting.change.decision) == ("applied", "Well supported.")


def test_a_refusal_by_key_asks_for_its_reason_first(page, sign_in, waiting):
    sign_in(page, waiting.reviewer)
    page.goto(address(waiting.change))
    page.keyboard.press("x")
    reason = page.get_by_role("textbox", name="Reason")
    expect(reason).to_be_focused()
    page.keyboard.type("Not the siege.")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Reject").click()
    page.wait_for_url("**/review/?project=*")
    waiting.change.refresh_from_db()
    assert waiting.change.state == "rejected"


def test_o_opens_the_passage_of_the_field(page, sign_in, waiting):
    sign_in(page, waiting.reviewer)
    page.goto(address(waiting.change))
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/articles/**")


def test_one_goes_through_what_waits_and_to_rivals_by_keys(page, sign_in, waiting):
    sign_in(page, waiting.reviewer).goto("/review/")
    places = page.get_by_role("navigation", name="Places")
    expect(places.get_by_role("link", name="Review")).to_contain_text("6")
    page.wait_for_load_state()
    page.keyboard.press(".")
    page.wait_for_url(f"**{address(waiting.at_odds)}")
    page.wait_for_load_state()
    page.keyboard.press(",")
    page.wait_for_url(f"**{address(waiting.change)}")
    page.wait_for_load_state()
    page.keyboard.press("r")
    page.wait_for_url(f"**{address(waiting.rival)}")


def test_fields_are_left_open_with_the_keyboard_alone(page, sign_in, waiting):
    sign_in(page, waiting.reviewer)
    page.goto(address(waiting.change))
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("n")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/review/?project=*")
    waiting.change.refresh_from_db()
    assert (waiting.change.state, len(waiting.change.diff)) == ("applied", 2)
    assert len(waiting.change.rests.get().diff) == 1


def test_a_side_of_a_conflict_is_chosen_with_the_keyboard_alone(page, sign_in, waiting):
    sign_in(page, waiting.author)
    page.goto(address(waiting.at_odds))
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("3")
    expect(page.get_by_role("radio", name="Proposed Ghadames", exact=True)).to_be_checked()
    page.get_by_role("button", name="Propose what is chosen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Chosen. It waits for review again.")).to_be_visible()


def test_many_are_decided_with_the_keyboard_alone(page, sign_in, waiting):
    sign_in(page, waiting.reviewer)
    page.goto("/review/")
    page.wait_for_load_state()
    page.keyboard.press("b")
    page.wait_for_url("**/review/many/**")
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("textbox", name="Reason").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("1 proposal stayed as it was.")).to_be_visible()
    waiting.change.refresh_from_db()
    assert waiting.change.state == "applied"
