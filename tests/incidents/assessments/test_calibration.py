"""How well probabilities did: which questions are scored, how, and what the reader is told."""

import datetime as dt

import pytest

from incidents.assessments.queries.calibration import LEAST, calibration_of
from incidents.assessments.statistics.forecasts import wilson_interval
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member
from tests.incidents.conftest import client_of
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
URL = "/api/v1/assessments/calibration/"


def question(project, outcome="resolved_yes", **values):
    values = {"horizon": "2020", "criteria": "X", "outcome": outcome, "published": True} | values
    if outcome not in ("open", "closed"):
        values |= {"outcome_date": dt.date(2020, 12, 31), "outcome_evidence": "Seen."}
    return make.AssessmentFactory(project=project, **values)


def judge(claim, person, day, probability, **values):
    return make.JudgementFactory(
        assessment=claim,
        created_by=person,
        date=day,
        probability=probability,
        **{"likelihood": None} | values,
    )


def test_only_settled_questions_past_their_horizon_are_scored(project, author):
    scored = question(project)
    judge(scored, author, dt.date(2020, 1, 1), "0.8")
    for outcome in ("open", "closed", "resolved_partial", "ambiguous", "annulled"):
        judge(question(project, outcome), author, dt.date(2020, 1, 1), "0.8")
    judge(question(project, horizon="2999"), author, dt.date(2020, 1, 1), "0.8")
    judge(question(project, restates=scored), author, dt.date(2020, 1, 1), "0.8")
    judge(make.AssessmentFactory(project=project), author, dt.date(2020, 1, 1), "0.8")
    judge(question(project, state="withdrawn"), author, dt.date(2020, 1, 1), "0.8")

    found = calibration_of(project, author)

    (group,) = found.groups
    assert (group.basis, group.whole.n, group.whole.questions) == ("stated", 1, 1)
    assert group.whole.brier == pytest.approx(0.04)
    assert found.questions == 8
    assert found.left_out == {
        "not_past": 1,
        "open": 1,
        "closed": 1,
        "resolved_partial": 1,
        "ambiguous": 1,
        "annulled": 1,
        "restating": 1,
    }


def test_revisions_are_averaged_over_the_days_until_the_outcome_was_known(project, author):
    claim = question(project)
    claim.outcome_date = dt.date(2020, 1, 4)
    claim.save()
    judge(claim, author, dt.date(2020, 1, 1), "0.5")
    judge(claim, author, dt.date(2020, 1, 3), "0.9")
    judge(claim, author, dt.date(2020, 2, 1), "0.99")  # when it was known: no forecast

    (group,) = calibration_of(project, author).groups

    assert group.whole.brier == pytest.approx((2 * 0.25 + 2 * 0.01) / 4)


def test_numbers_of_different_origin_and_people_stand_apart(project, author, reviewer):
    holder = make.ActorFactory(project=project, name="Bacon")
    claim = question(
        project,
        holder=holder,
        probability="0.9",
        probability_basis="stated",
        likelihood="very_likely",
    )
    assigned = question(
        project, "resolved_no", probability="0.7", probability_basis="assigned_by_reviewer"
    )
    judge(claim, author, dt.date(2020, 1, 1), "0.6")
    judge(claim, reviewer, dt.date(2020, 1, 1), None, likelihood="likely")
    judge(assigned, reviewer, dt.date(2020, 1, 1), "0.2")
    judge(assigned, reviewer, dt.date(2020, 2, 1), None, likelihood="unlikely")

    groups = {each.basis: each for each in calibration_of(project, author).groups}

    assert list(groups) == ["stated", "mapped_from_term", "assigned_by_reviewer"]
    stated = {row.forecaster.name: row.score.brier for row in groups["stated"].forecasters}
    assert stated == {"Bacon": pytest.approx(0.01), author.get_full_name(): pytest.approx(0.16)}
    mapped = groups["mapped_from_term"]
    assert mapped.whole.n == 2  # a track with one number read from a term is no stated one
    assert [row.forecaster.key for row in mapped.forecasters] == ["reviewer"]
    assert groups["assigned_by_reviewer"].whole.brier == pytest.approx(0.49)
    mine = calibration_of(project, author, forecaster="author").groups
    assert [(each.basis, each.whole.n) for each in mine] == [("stated", 1)]


def test_twenty_people_on_one_question_are_one_question(project):
    claim = question(project)
    for _ in range(LEAST):
        judge(claim, member(project, "annotator"), dt.date(2020, 1, 1), "0.8")
    judge(question(project, "resolved_no"), member(project), dt.date(2020, 1, 1), "0.4")

    (group,) = calibration_of(project, member(project)).groups

    whole = group.whole
    assert (whole.n, whole.questions, whole.forecasters) == (LEAST + 1, 2, LEAST + 1)
    assert (whole.skill, whole.murphy, whole.bins) == (None, None, [])
    assert whole.base_rate == pytest.approx(0.5)
    assert whole.brier == pytest.approx((0.04 + 0.16) / 2)
    page = page_of(signed_in(member(project)).get("/assessments/calibration/?project=sahel"))
    assert "2 questions, 21 forecasters, 21 forecasts" in page
    assert "waits: 2 of 20 questions" in page


def test_intervals_are_those_of_the_number_of_questions(project, author, reviewer):
    for number in range(LEAST):
        claim = question(project, "resolved_yes" if number % 2 else "resolved_no")
        for person in (author, reviewer):
            judge(claim, person, dt.date(2020, 1, 1), "0.6")

    (group,) = calibration_of(project, author).groups

    likely = group.whole.bins[4]
    assert likely.n == pytest.approx(LEAST)
    assert (likely.lower, likely.upper) == pytest.approx(wilson_interval(LEAST / 2, LEAST))
    assert [row.score.questions for row in group.forecasters] == [LEAST, LEAST]


def test_a_diagram_needs_twenty_questions(project, author):
    for number in range(LEAST):
        claim = question(project, "resolved_yes" if number % 2 else "resolved_no")
        judge(claim, author, dt.date(2020, 1, 1), "0.6")
        (group,) = calibration_of(project, author).groups
        assert bool(group.whole.bins) == (number == LEAST - 1)
    likely = group.whole.bins[4]
    assert (likely.n, likely.mean, likely.observed) == (
        pytest.approx(20),
        pytest.approx(0.6),
        pytest.approx(0.5),
    )
    assert group.whole.skill == pytest.approx(1 - 0.26 / 0.25)
    assert group.whole.murphy.residual == pytest.approx(0)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("scored=stated&project={slug}", "?band"),
        ("scored=stated&band=likely", "?project"),
        ("band=likely&project={slug}", "?scored"),
        ("forecaster=Amal&project={slug}", "?scored"),
    ],
)
def test_point_of_a_diagram_that_is_named_in_part_is_refused(project, author, query, field):
    answer = client_of(author).get(f"/api/v1/assessments/?{query.format(slug=project.slug)}")
    assert answer.status_code == 400
    assert field in [error["pointer"] for error in answer.json()["errors"]]


def test_nobody_is_scored_on_what_the_reader_may_not_see(author):
    hidden = ProjectFactory()
    judge(question(hidden), member(hidden, "editor"), dt.date(2020, 1, 1), "0.8")
    assert calibration_of(hidden, author).groups == []
    assert client_of(author).get(URL, {"project": hidden.slug}).status_code == 404
    assert (
        signed_in(author).get("/assessments/calibration/", {"project": hidden.slug}).status_code
        == 404
    )


def test_over_the_api(project, author):
    judge(question(project), author, dt.date(2020, 1, 1), "0.8")

    found = client_of(author).get(URL, {"project": "sahel"}).json()

    assert (found["scale"], found["least"], found["questions"]) == ("half", 20, 1)
    (group,) = found["groups"]
    assert group["brier"] == pytest.approx(0.04)
    assert group["skill"] is None
    assert group["bins"] == []
    assert group["forecasters"][0]["key"] == "author"
    assert client_of(author).get(URL).status_code == 400
    assert client_of(author).get(URL, {"project": "sahel", "x": 1}).status_code == 400


def test_the_page_says_its_convention_and_why_there_is_no_diagram(project, author):
    judge(question(project), author, dt.date(2020, 1, 1), "0.8")
    question(project, "annulled")
    page = page_of(signed_in(author).get("/assessments/calibration/?project=sahel"))
    for words in ("from 0 (perfect) to 1", "0.040", "with 1 of at least 20 questions", "annulled"):
        assert words in page
    for number in range(LEAST):
        judge(question(project, "resolved_no"), author, dt.date(2020, 1, 1), f"0.{number + 10}")
    page = page_of(signed_in(author).get("/assessments/calibration/?project=sahel"))
    assert "Wilson 95 % interval" in page
    narrowed = signed_in(author).get("/assessments/calibration/?project=sahel&who=author")
    assert "Show all forecasters" in page_of(narrowed)


def test_an_empty_project_is_told_how_to_begin(project, author):
    assert "Nothing to score yet" in page_of(signed_in(author).get("/assessments/calibration/"))


def test_queries_do_not_grow(project, author, reviewer, django_assert_max_num_queries):
    def fill(times):
        for _ in range(times):
            claim = question(
                project,
                probability="0.9",
                probability_basis="stated",
                holder=make.ActorFactory(project=project),
            )
            judge(claim, author, dt.date(2020, 1, 1), "0.8")
            judge(claim, reviewer, dt.date(2020, 1, 1), "0.7")

    def asked():
        with django_assert_max_num_queries(8) as queries:
            calibration_of(project, author)
        return len(queries)

    fill(1)
    few = asked()
    fill(10)
    assert asked() == few
