"""What pages show of passages: those of each row of a record, and in a review which are rivals."""

import pytest
from playwright.sync_api import expect

from ctplatform.curation import services
from tests.browser.reader import project_with_codes
from tests.factories import annotations as make
from tests.factories.accounts import member
from tests.factories.incidents import (
    ActorFactory,
    CasualtyEstimateFactory,
    IncidentFactory,
    ParticipationFactory,
    ResponsibilityFactory,
)

SIZES = [("light", 1440), ("dark", 1440), ("light", 390)]


@pytest.fixture
def desk():
    project, lena = project_with_codes()
    incident = IncidentFactory(project=project, title="Market attack", published=True)
    article = make.article(project=project, by=lena)
    actor = ActorFactory(project=project, name="The group")
    rows = {
        "casualty_estimate": CasualtyEstimateFactory(incident=incident, best=150),
        "participation": ParticipationFactory(incident=incident, actor=actor),
        "responsibility_statement": ResponsibilityFactory(incident=incident, speaker=actor),
    }
    for name, row in rows.items():
        make.link(
            make.annotation(article, lena, "more than 150"),
            incident,
            lena,
            role="supports",
            **{name: row},
        )
    return lena, incident, article


@pytest.mark.parametrize(("theme", "width"), SIZES)
def test_each_row_of_a_dossier_opens_its_passages_by_key(
    desk, open_tab, sign_in, axe, shot, theme, width
):
    lena, incident, _article = desk
    page = open_tab(width=width, theme=theme)
    sign_in(page, lena)
    page.goto(f"/incidents/{incident.pk}/")
    rows = page.locator(".row-passages")
    expect(rows).to_have_count(3)
    for n in range(3):
        summary = rows.nth(n).locator("summary")
        summary.focus()
        page.keyboard.press("Enter")
        expect(rows.nth(n).locator(".quote")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
    shot(page, f"dossier-rows-{theme}-{width}", full_page=True)


@pytest.mark.parametrize(("theme", "width"), SIZES)
def test_a_review_says_which_passages_state_another_value(
    desk, open_tab, sign_in, axe, shot, theme, width
):
    lena, incident, article = desk
    passages = [make.annotation(article, lena, quote) for quote in ("gunmen", "the old town")]
    for passage, stated in zip(passages, ("2024-03-22", "2024-03-23"), strict=True):
        make.link(passage, incident, lena, field="date", stated_value=stated, role="supports")
    proposal = services.propose(incident, {"date": "2024-03-22"}, by=lena, evidence=passages)
    page = open_tab(width=width, theme=theme)
    sign_in(page, member(article.project, "reviewer", username="rita"))
    page.goto(f"/review/{proposal.pk}/")
    expect(page.get_by_text("states another value")).to_have_count(1)
    expect(page.locator(".diff-evidence .quote")).to_have_count(2)
    assert axe(page) == []
    shot(page, f"review-rivals-{theme}-{width}")
