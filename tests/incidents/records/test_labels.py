"""A statement is never shown without how likely its holder holds it."""

import csv
import io

import orjson
import pytest

from annotations.reading.page_config import register
from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal
from incidents.models import Assessment
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.incidents.conftest import client_of
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
STATEMENT = "Governments cooperate with states that they suspect."
LABEL = f"held unlikely: {STATEMENT}"
SHOWN = f'<span class="held">held unlikely:</span> <bdi>{STATEMENT}</bdi>'


@pytest.fixture
def claim(project, author):
    return make.AssessmentFactory(
        project=project,
        created_by=author,
        published=True,
        statement=STATEMENT,
        estimative="unlikely",
        likelihood="unlikely",
    )


@pytest.mark.parametrize(
    ("values", "held"),
    [
        ({"likelihood": "unlikely"}, "held unlikely: "),
        ({"likelihood": "almost_no_chance"}, "held to have almost no chance: "),
        ({"likelihood": "very_likely", "probability": "0.9"}, "held very likely: "),
        ({"probability": "0.3"}, "held 30 % likely: "),
        ({"estimative": "isn't likely"}, "held “isn't likely”: "),
        ({"estimative": "no chance"}, "held “no chance”: "),
        ({"estimative": "most likely"}, ""),
        ({"estimative": "will"}, ""),
        ({}, ""),
    ],
)
def test_the_label_says_how_likely_it_is_held(values, held):
    row = make.AssessmentFactory.build(statement="X happens.", project=None, **values)
    row.clean_fields(exclude=["project", "created_by"])
    assert row.label == f"{held}X happens."
    assert str(row) == row.label


def test_a_label_that_is_cut_says_so():
    row = make.AssessmentFactory.build(statement="A" * 100, project=None, likelihood="unlikely")
    assert str(row) == f"held unlikely: {'A' * 79}…"


def test_no_page_shows_the_statement_bare(project, author, claim):
    child = make.AssessmentFactory(
        project=project,
        parent=claim,
        likelihood="very_unlikely",
        statement="They share intelligence.",
    )
    against = make.AssessmentFactory(
        project=project, parent=claim, argues="against", statement="They have done so before."
    )
    make.HypothesisFactory(assessment=claim)
    client = signed_in(author)

    assert SHOWN in page_of(client.get("/assessments/?project=sahel"))
    assert LABEL in page_of(client.get("/search/?project=sahel&q=cooperate"))
    assert SHOWN in page_of(client.get(f"/assessments/{claim.pk}/hypotheses/"))
    page = page_of(client.get(f"/assessments/{claim.pk}/"))
    assert f"<title>{LABEL}" in page
    assert SHOWN in page
    assert "for and against the judgement as a whole: held unlikely" in page
    assert (
        f'<small>supported by</small> <a href="/assessments/{child.pk}/">'
        '<span class="held">held very unlikely:</span> <bdi>They share intelligence.</bdi>'
    ) in page
    assert f'<small>contradicted by</small> <a href="/assessments/{against.pk}/">' in page
    above = page_of(client.get(f"/assessments/{child.pk}/"))
    assert f'<small>supports</small> <a href="/assessments/{claim.pk}/">{SHOWN}' in above
    above = page_of(client.get(f"/assessments/{against.pk}/"))
    assert f'<small>contradicts</small> <a href="/assessments/{claim.pk}/">{SHOWN}' in above


def test_review_history_and_notifications_show_the_label(author, reviewer, claim):
    live = Assessment.objects.get(pk=claim.pk)
    curation.change_record(live, {"criteria": "An agreement."}, by=author)
    proposal = Proposal.objects.get()
    curation.comment_on(proposal, "Which one?", by=reviewer)
    client = signed_in(author)
    for address in (
        f"/history/assessment/{claim.pk}/",
        "/review/?project=sahel",
        f"/review/{proposal.pk}/",
        "/notifications/",
    ):
        page = page_of(client.get(address))
        assert LABEL in page, address
    assert LABEL in page_of(signed_in(reviewer).get("/?project=sahel"))


def test_over_the_api_and_in_exports_the_label_stands_beside_the_statement(author, claim):
    api = client_of(author)
    row = api.get(f"{V1}/assessments/{claim.pk}/").json()
    assert (row["label"], row["suggested_likelihood"]) == (LABEL, "unlikely")
    answer = api.get(f"{V1}/assessments/export/", {"project": "sahel", "format": "jsonl"})
    (line,) = map(orjson.loads, b"".join(answer.streaming_content).splitlines())
    assert (line["label"], line["statement"]) == (LABEL, STATEMENT)
    assert (line["likelihood"], line["suggested_likelihood"]) == ("unlikely", "unlikely")
    answer = api.get(f"{V1}/assessments/export/", {"project": "sahel", "format": "csv"})
    (cells,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))
    assert cells["label"] == LABEL


def test_the_link_panel_shows_the_label(project, author, claim):
    article = texts.article(project=project, by=author)
    passage = texts.annotation(article, by=author)
    api = client_of(author)
    body = {
        "annotation": str(passage.pk),
        "target_type": "assessment",
        "role": "supports",
        "target_id": str(claim.pk),
    }
    made = api.post(f"{V1}/links/", body, format="json")
    assert made.json()["title"] == LABEL
    layer = api.get(f"{V1}/articles/{article.pk}/versions/1/annotations/").json()
    assert layer["annotations"][0]["links"][0]["title"] == LABEL
    assert ("assessment", "statement") in [(each["type"], each["title"]) for each in register()]


def test_a_field_that_refers_to_it_takes_its_statement_or_its_label(project, author, claim):
    client = signed_in(author)
    found = client.get("/register/find/assessment/", {"project": "sahel", "q": "governments"})
    assert [row["label"] for row in found.json()["results"]] == [LABEL]
    for words in (STATEMENT, LABEL):
        found = client.get("/register/find/assessment/", {"project": "sahel", "q": words})
        assert LABEL in [row["label"] for row in found.json()["results"]], words
        form = {"statement": f"Reply {len(words)}", "parent_searched": words, "argues": "against"}
        client.post("/assessments/new/?project=sahel", form)
        made = Assessment.objects.get(statement=f"Reply {len(words)}")
        assert (made.parent, made.argues) == (claim, "against")


def test_what_argues_says_about_what(api, project):
    body = {"project": "sahel", "statement": "X", "argues": "against"}
    answer = api.post(f"{V1}/assessments/", body, format="json")
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/argues"]


def test_words_that_name_a_term_suggest_it_where_none_is_recorded(project, author):
    claim = make.AssessmentFactory(project=project, estimative="highly unlikely")
    page = page_of(signed_in(author).get(f"/assessments/{claim.pk}/"))
    assert "no term is recorded; these words name <b>very unlikely</b> 5 to 20 %" in page
