"""Assessments as questions: probability and its basis, horizon and criteria, outcome, scope."""

import orjson
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal, Revision
from incidents.models import Assessment
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member
from tests.incidents.conftest import client_of
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
QUESTION = {"horizon": "2020", "criteria": "An attack with fifty killed.", "outcome": "open"}
SETTLED = {"outcome": "resolved_yes", "outcome_date": "2020-05-01", "outcome_evidence": "A report."}


def refused(values, rule):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make.AssessmentFactory(**values)
    assert rule in str(error.value)


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"probability": "0.5"}, "assessment_probability_has_a_basis"),
        ({"probability_basis": "stated"}, "assessment_probability_has_a_basis"),
        ({"probability": "0.5", "probability_basis": "none"}, "probability_has_a_basis"),
        ({"probability": "1", "probability_basis": "stated"}, "probability_is_no_certainty"),
        ({"probability": "0.5", "probability_basis": "mapped_from_term"}, "only_from_its_term"),
        (
            {"probability": "0.5", "probability_basis": "mapped_from_term", "likelihood": "likely"},
            "only_from_its_term",
        ),
        ({"outcome": "open"}, "is_a_question_with_a_horizon_and_criteria"),
        ({"outcome": "open", "horizon": "2020"}, "is_a_question_with_a_horizon_and_criteria"),
        ({"outcome": "open", "horizon": "2020/..", "criteria": "X"}, "is_a_question_with"),
        ({**QUESTION, **SETTLED}, "assessment_is_settled_after_it_was_published"),
        ({**QUESTION, "outcome": "annulled", "published": True}, "settled_on_a_day_by_evidence"),
        ({**QUESTION, "outcome": "maybe"}, "assessment_outcome_is_known"),
    ],
)
def test_the_database_refuses(values, rule):
    refused(values, rule)


def test_what_the_database_takes():
    make.AssessmentFactory(probability="0.6", probability_basis="stated", likelihood="unlikely")
    make.AssessmentFactory(
        probability="0.6", probability_basis="mapped_from_term", likelihood="likely"
    )
    make.AssessmentFactory(probability_basis="none")
    make.AssessmentFactory(**QUESTION | SETTLED, published=True)


@pytest.mark.parametrize(
    ("values", "pointers"),
    [
        ({"probability": "0.5"}, {"/probability_basis"}),
        ({"probability_basis": "stated"}, {"/probability"}),
        (
            {
                "estimative": "will",
                "likelihood": "likely",
                "probability": "0.6",
                "probability_basis": "mapped_from_term",
            },
            {"/probability_basis"},
        ),
        ({"probability": "0.6", "probability_basis": "mapped_from_term"}, {"/likelihood"}),
        (
            {
                "estimative": "unlikely",
                "likelihood": "unlikely",
                "probability": "0.6",
                "probability_basis": "mapped_from_term",
            },
            {"/probability"},
        ),
        ({"outcome": "open"}, {"/horizon", "/criteria"}),
        ({**QUESTION, **SETTLED}, {"/outcome"}),
        ({**QUESTION, "outcome": "ambiguous"}, {"/outcome", "/outcome_date", "/outcome_evidence"}),
        ({**QUESTION, **SETTLED, "outcome_date": "2999-01-01"}, {"/outcome", "/outcome_date"}),
        ({"outcome": "maybe"}, {"/outcome"}),
        ({"probability": 2, "probability_basis": "stated"}, {"/probability"}),
        ({"is_comparative": "perhaps"}, {"/is_comparative"}),
    ],
)
def test_each_refusal_names_its_field(api, project, values, pointers):
    answer = api.post(
        f"{V1}/assessments/", {"project": "sahel", "statement": "X", **values}, format="json"
    )

    assert answer.status_code == 400
    assert {error["pointer"] for error in answer.json()["errors"]} == pointers


def test_bare_will_keeps_its_words_and_takes_an_assigned_number(api, project):
    body = {
        "project": "sahel",
        "statement": "The threat will persist.",
        "estimative": "will",
        "probability": "0.9",
        "probability_basis": "assigned_by_reviewer",
    }

    answer = api.post(f"{V1}/assessments/", body, format="json")

    assert answer.status_code == 201
    assert answer.json()["likelihood"] is None
    assert answer.json()["probability"] == "0.900"


def test_circles_of_arguments_are_refused(project, author):
    first = make.AssessmentFactory(project=project, created_by=author)
    second = make.AssessmentFactory(project=project, created_by=author, parent=first)
    third = make.AssessmentFactory(project=project, created_by=author, restates=second)

    with pytest.raises(ValidationError, match="support or contradict itself"):
        curation.change_record(first, {"parent": second}, by=author)
    with pytest.raises(ValidationError, match="restate itself"):
        curation.change_record(second, {"restates": third}, by=author)


def test_a_question_is_settled_by_a_second_person_on_evidence(project, author, reviewer):
    """A published question stays open until somebody else has read what shows its outcome."""
    article = texts.article(project=project, by=author)
    passage = texts.annotation(article, by=author, quote="attacked the market")
    question = make.AssessmentFactory(
        project=project,
        created_by=author,
        published=True,
        probability="0.8",
        probability_basis="stated",
        **QUESTION,
    )
    client = client_of(author)
    url = f"{V1}/assessments/{question.pk}/"

    body = {**SETTLED, "reason": "It happened.", "evidence": [str(passage.pk)]}
    answer = client.patch(url, body, format="json", HTTP_IF_MATCH="*")

    assert answer.status_code == 202
    assert client.get(url).json()["outcome"] == "open"
    proposal = Proposal.objects.get()
    assert client.post(f"{V1}/proposals/{proposal.pk}/accept/", {}).status_code == 403
    accepted = client_of(reviewer).post(
        f"{V1}/proposals/{proposal.pk}/accept/", {"version": proposal.version}, format="json"
    )
    assert accepted.status_code == 200
    settled = client.get(url).json()
    assert (settled["outcome"], settled["outcome_date"]) == ("resolved_yes", "2020-05-01")
    assert settled["brier"] == pytest.approx(0.04)
    revision = Revision.objects.about(question).first()
    assert revision.proposal.reviewer == reviewer
    assert [each.object_id for each in revision.proposal.evidence.all()] == [passage.pk]


@pytest.mark.parametrize("outcome", ["resolved_partial", "ambiguous", "annulled"])
def test_what_is_neither_yes_nor_no_has_no_score(outcome):
    question = make.AssessmentFactory(
        published=True,
        probability="0.8",
        probability_basis="stated",
        **QUESTION | SETTLED | {"outcome": outcome},
    )
    judgement = make.JudgementFactory(assessment=question, probability="0.7")
    assert question.brier is None
    assert judgement.brier is None


def test_judgements_say_by_whom_and_are_scored(project, author, reviewer):
    question = make.AssessmentFactory(project=project, published=True, **QUESTION | SETTLED)
    make.JudgementFactory(
        assessment=question, created_by=author, likelihood="unlikely", probability="0.3"
    )
    make.JudgementFactory(assessment=question, created_by=reviewer, likelihood="likely")

    rows = client_of(author).get(f"{V1}/judgements/", {"project": "sahel"}).json()["results"]

    found = {row["analyst"]: (row["probability_basis"], row["brier"]) for row in rows}
    assert found["author"] == ("stated", pytest.approx(0.49))
    assert found["reviewer"] == ("mapped_from_term", pytest.approx((1 - 0.675) ** 2))
    one = client_of(author).get(f"{V1}/judgements/", {"analyst": "author"}).json()["results"]
    assert [row["analyst"] for row in one] == ["author"]


def test_exported_scores_are_those_of_the_list(api, project):
    question = make.AssessmentFactory(
        project=project,
        published=True,
        probability="0.8",
        probability_basis="stated",
        **QUESTION | SETTLED,
    )
    for values in ({"probability": "0.7"}, {}, {"likelihood": None, "confidence": "low"}):
        make.JudgementFactory(assessment=question, **values)
    for noun in ("assessments", "judgements"):
        listed = api.get(f"{V1}/{noun}/", {"project": "sahel"}).json()["results"]
        answer = api.get(f"{V1}/{noun}/export/", {"project": "sahel", "format": "jsonl"})
        lines = b"".join(answer.streaming_content).splitlines()
        exported = {row["id"]: row for row in map(orjson.loads, lines)}
        for row in listed:
            assert exported[row["id"]]["brier"] == (
                row["brier"] if row["brier"] is None else pytest.approx(row["brier"])
            )
            assert exported[row["id"]]["probability_basis"] == row["probability_basis"]


def test_lists_are_narrowed_by_outcome_horizon_actor_and_place(api, project):
    actor = make.ActorFactory(project=project)
    place = make.PlaceFactory(project=project)
    past = make.AssessmentFactory(project=project, holder=actor, **QUESTION)
    coming = make.AssessmentFactory(project=project, horizon="2999", parent=past)
    make.AssessmentScopeFactory(assessment=coming, actor=actor)
    make.AssessmentScopeFactory(assessment=coming, actor=None, place=place)
    bare = make.AssessmentFactory(project=project, restates=past)

    def found(**query):
        rows = api.get(f"{V1}/assessments/", {"project": "sahel", **query}).json()["results"]
        return {row["id"] for row in rows}

    assert found(outcome="open") == {str(past.pk)}
    assert found(past_horizon="true") == {str(past.pk)}
    assert found(past_horizon="false") == {str(coming.pk), str(bare.pk)}
    assert found(actor=actor.pk) == {str(past.pk), str(coming.pk)}
    assert found(holder=actor.pk) == {str(past.pk)}
    assert found(place=place.pk) == {str(coming.pk)}
    assert found(parent=past.pk) == {str(coming.pk)}
    assert found(restates=past.pk) == {str(bare.pk)}
    assert api.get(f"{V1}/assessments/", {"past_horizon": "soon"}).status_code == 400


def test_a_scope_is_one_actor_or_one_place_of_the_project(api, project, author):
    claim = make.AssessmentFactory(project=project, created_by=author)
    actor, place = make.ActorFactory(project=project), make.PlaceFactory(project=project)
    foreign = make.ActorFactory(project=ProjectFactory(visibility="public"))

    def add(**values):
        body = {"assessment": str(claim.pk), **values}
        return api.post(f"{V1}/assessment-scopes/", body, format="json").status_code

    assert add(actor=str(actor.pk)) == 201
    assert add(actor=str(actor.pk)) == 400
    assert add(place=str(place.pk)) == 201
    assert add() == 400
    assert add(actor=str(actor.pk), place=str(place.pk)) == 400
    assert add(actor=str(foreign.pk)) == 400


def test_an_owner_alone_in_an_open_project_settles_at_once():
    project = ProjectFactory(review_policy="open")
    owner = member(project, "owner")
    question = make.AssessmentFactory(
        project=project,
        created_by=owner,
        state="published",
        publish_policy="open",
        published_at="2021-01-01T00:00Z",
        **QUESTION,
    )
    passage = texts.annotation(texts.article(project=project, by=owner), by=owner)
    outcome = curation.change_record(
        Assessment.objects.get(pk=question.pk), SETTLED, by=owner, evidence=[passage.pk]
    )
    assert outcome.proposal is None
    assert "gunmen" in page_of(signed_in(owner).get(f"/assessments/{question.pk}/"))
    assert Assessment.objects.get(pk=question.pk).outcome == "resolved_yes"
