"""Assessments in a real Chromium: the matrix by keyboard, every page for axe, on a phone too."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from incidents.models import AchRating
from tests.factories import annotations as text
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", title="Sahel")


@pytest.fixture
def amira(project):
    return member(project, "reviewer", username="amira")


@pytest.fixture
def claim(project, amira):
    """A settled question with evidence, judgements and a matrix."""
    claim = make.AssessmentFactory(
        project=project,
        created_by=amira,
        published=True,
        estimative="likely",
        likelihood="likely",
        probability="0.65",
        probability_basis="mapped_from_term",
        confidence="moderate",
        date="2019-04-13",
        horizon="2020",
        criteria="Half the peak.",
        outcome="resolved_yes",
        outcome_date=dt.date(2020, 3, 1),
        outcome_evidence="A count.",
    )
    make.JudgementFactory(assessment=claim, created_by=amira, date=dt.date(2019, 5, 1))
    make.JudgementFactory(
        assessment=claim, created_by=amira, date=dt.date(2019, 9, 1), probability="0.6"
    )
    make.AssessmentFactory(project=project, parent=claim, statement="خطر التنظيم مستمر")
    article = text.article(project=project, by=amira)
    for quote, role in (("attacked the market", "supports"), ("heralded it", "contradicts")):
        passage = text.annotation(article, by=amira, quote=quote)
        text.link(passage, claim, by=amira, target_type="assessment", role=role, credibility=2)
    for number in range(2):
        make.HypothesisFactory(assessment=claim, text=f"Explanation {number}")
        item = make.AchItemFactory(assessment=claim, text=f"Argument {number}")
    make.AchRatingFactory(item=item, hypothesis=claim.hypotheses.first())
    return claim


def test_the_matrix_is_filled_in_by_keyboard(page, live_server, sign_in, claim, amira):
    sign_in(page, amira).goto(f"{live_server.url}/assessments/{claim.pk}/hypotheses/")
    cells = page.locator("[data-matrix] select")
    expect(cells).to_have_count(4)
    cells.first.focus()
    for key in ("c", "ArrowRight", "i", "ArrowDown", "n", "ArrowLeft", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    expect(cells.first).to_be_focused()
    assert [cells.nth(n).input_value() for n in range(4)] == ["C", "I", "", "N"]
    page.get_by_role("button", name="Save my ratings").press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    mine = AchRating.objects.filter(created_by=amira).order_by("id").values_list("value", flat=True)
    assert sorted(mine) == ["C", "I", "N"]


@pytest.mark.parametrize("path", ["", "hypotheses/", "outcome/", "edit/"])
def test_pages_of_an_assessment_look_right(
    page, live_server, sign_in, looks_right, claim, amira, path
):
    sign_in(page, amira).goto(f"{live_server.url}/assessments/{claim.pk}/{path}")
    looks_right(page, f"assessment-{path.strip('/') or 'page'}")


def test_calibration_looks_right(page, live_server, sign_in, looks_right, project, claim, amira):
    for number in range(20):
        question = make.AssessmentFactory(
            project=project,
            published=True,
            horizon="2020",
            criteria="X",
            outcome=("resolved_no", "resolved_yes")[number % 3 > 0],
            outcome_date=dt.date(2020, 3, 1),
            outcome_evidence="A count.",
        )
        make.JudgementFactory(
            assessment=question,
            created_by=amira,
            date=dt.date(2019, 5, 1),
            likelihood=None,
            probability=f"0.{number + 10}",
        )
    sign_in(page, amira).goto(f"{live_server.url}/assessments/calibration/?project=sahel")
    expect(page.locator(".reliability svg")).to_be_visible()
    looks_right(page, "calibration")


def test_nothing_to_score_looks_right(page, live_server, sign_in, looks_right, project, amira):
    sign_in(page, amira).goto(f"{live_server.url}/assessments/calibration/?project=sahel")
    looks_right(page, "calibration-empty")
