"""The page of an assessment: likelihood, evidence, argument, judgements, outcome."""

import datetime as dt

import pytest

from ctplatform.curation.models import Proposal
from ctplatform.curation.services import accept
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.accounts import member
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(project, author):
    holder = make.ActorFactory(project=project, name="Bacon")
    return make.AssessmentFactory(
        project=project,
        created_by=author,
        holder=holder,
        published=True,
        statement="The decline is likely only temporary.",
        estimative="likely only temporary",
        likelihood="likely",
        probability="0.7",
        probability_basis="mapped_from_term",
        confidence="moderate",
        date="2019-04-13",
        horizon="2020",
        horizon_source="assigned",
        criteria="Twelve months with half as many attacks as at the peak.",
        outcome="open",
    )


def page(person, claim):
    return page_of(signed_in(person).get(f"/assessments/{claim.pk}/"))


def test_likelihood_confidence_and_horizon_stand_apart(author, claim):
    shown = page(author, claim)
    for words in (
        "likely only temporary",
        "55 to 80 %",
        "70 %",
        "derived from the likelihood in words",
        "moderate",
        "assigned by a reviewer",
        "<b>over</b>",
        'class="band band-chosen"',
        "band-mark",
    ):
        assert words in shown


def test_evidence_is_grouped_weighed_and_flagged(project, author, claim):
    article = texts.article(project=project, by=author)
    passages = [
        texts.annotation(article, by=author, quote=quote)
        for quote in ("attacked the market", "more than 150 people died", "heralded it")
    ]
    said = (("supports", 2, ""), ("supports", 3, ""), ("contradicts", 4, "Wire report"))
    for passage, (role, credibility, _group) in zip(passages[:2], said, strict=False):
        texts.link(
            passage, claim, by=author, target_type="assessment", role=role, credibility=credibility
        )
    shown = page(author, claim)
    assert "Single source." in shown
    assert "+1.00" in shown
    assert "2 passages, counted once" in shown

    role, credibility, group = said[2]
    texts.link(
        passages[2],
        claim,
        by=author,
        target_type="assessment",
        role=role,
        credibility=credibility,
        relevance="high",
        independence_group=group,
    )
    shown = page(author, claim)
    assert "Single source." not in shown
    assert "2 independent sources" in shown
    against = 0.4 * 2**0.5
    assert f"{(0.8 - against) / (0.8 + against):+.2f}" in shown


def test_the_argument_around_it(project, author, claim):
    thesis = make.AssessmentFactory(project=project, statement="The thesis")
    claim.parent = thesis
    claim.save()
    below = make.AssessmentFactory(project=project, statement="First reason", parent=claim)
    make.AssessmentFactory(project=project, statement="Its ground", parent=below)
    make.AssessmentFactory(project=project, statement="Said twice", restates=claim)
    make.AssessmentFactory(project=project, statement="Gone", parent=claim, state="withdrawn")
    shown = page(author, claim)
    for words in ("The thesis", "First reason", "Its ground", "Said twice"):
        assert words in shown
    assert "Gone" not in shown


def test_judgements_are_drawn_as_steps(author, reviewer, claim):
    make.JudgementFactory(
        assessment=claim, created_by=author, date=dt.date(2019, 5, 1), probability="0.6"
    )
    make.JudgementFactory(assessment=claim, created_by=reviewer, date=dt.date(2019, 6, 1))
    shown = page(author, claim)
    # Two analysts and the holder: in the wide chart, in the narrow one and in the key.
    assert shown.count('class="series-line"') == 9
    assert "series-band" in shown
    assert "The table below has the numbers" in shown


def test_an_outcome_is_proposed_agreed_and_scored(project, author, reviewer, claim):
    make.JudgementFactory(
        assessment=claim, created_by=author, date=dt.date(2019, 5, 1), probability="0.6"
    )
    article = texts.article(project=project, by=author)
    passage = texts.annotation(article, by=author, quote="attacked the market")
    texts.link(passage, claim, by=author, target_type="assessment", role="supports")
    browser, url = signed_in(author), f"/assessments/{claim.pk}/outcome/"
    form = page_of(browser.get(url))
    assert "attacked the market" in form

    data = {
        "version": claim.version,
        "horizon": "2020",
        "horizon_source": "assigned",
        "criteria": claim.criteria,
        "outcome": "resolved_yes",
        "outcome_date": "2020-03-01",
    }
    missing = page_of(browser.post(url, data))
    assert "Say evidence of the outcome" in missing
    data |= {
        "outcome_evidence": "The count of March 2020.",
        "passages_shown": "1",
        "passage": [str(passage.pk)],
    }
    assert browser.post(url, data).status_code == 302

    proposal = Proposal.objects.get()
    assert set(proposal.diff) == {"outcome", "outcome_date", "outcome_evidence"}
    assert proposal.evidence.count() == 1
    assert "Question</a>: <b>open" in page(author, claim)
    accept(proposal, by=reviewer)
    shown = page(author, claim)
    for words in (
        "resolved yes",
        "known since",
        "The count of March 2020.",
        "agreed by",
        "0.160",
        "0.090",
        "attacked the market",
    ):
        assert words in shown


def test_a_candidate_is_not_settled(project, author):
    claim = make.AssessmentFactory(project=project, created_by=author)
    url = f"/assessments/{claim.pk}/outcome/"
    shown = page_of(
        signed_in(author).post(
            url,
            {
                "version": 1,
                "horizon": "2020",
                "criteria": "X",
                "outcome": "resolved_no",
                "outcome_date": "2020-03-01",
                "outcome_evidence": "Y",
            },
        )
    )
    assert "Publish it first" in shown
    assert signed_in(member(project, "reader")).get(url).status_code == 403


def test_queries_of_the_page_do_not_grow(project, author, claim, django_assert_max_num_queries):
    article = texts.article(project=project, by=author)
    quotes = ("attacked the market", "heralded it", "more than 150 people died")

    def grow(round_, times):
        for _ in range(times):
            make.JudgementFactory(assessment=claim, created_by=author)
            make.AssessmentFactory(project=project, parent=claim)
            make.AssessmentScopeFactory(assessment=claim, actor=make.ActorFactory(project=project))
            item = make.AchItemFactory(assessment=claim)
            make.AchRatingFactory(
                item=item, hypothesis=make.HypothesisFactory(assessment=claim), created_by=author
            )
        passage = texts.annotation(article, by=author, quote=quotes[round_])
        texts.link(
            passage, claim, by=author, target_type="assessment", role="supports", credibility=2
        )

    def asked():
        with django_assert_max_num_queries(60) as queries:
            page(author, claim)
        return len(queries)

    grow(0, 2)
    few = asked()
    grow(1, 6)
    grow(2, 2)
    assert asked() == few
