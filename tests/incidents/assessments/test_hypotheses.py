"""The matrix of competing hypotheses: through the API, on its page, as CSV."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ctplatform.domain_errors import Conflict, StaleVersion
from incidents import services
from incidents.assessments.queries.matrix import load_analysis
from incidents.models import AchRating
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member
from tests.incidents.conftest import client_of
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = pytest.mark.django_db
V1 = "/api/v1"


@pytest.fixture
def claim(project, author):
    return make.AssessmentFactory(project=project, created_by=author)


@pytest.fixture
def matrix(claim):
    """Two items against two hypotheses."""
    items = [make.AchItemFactory(assessment=claim, text=text) for text in ("Few attacks", "=1+1")]
    hypotheses = [make.HypothesisFactory(assessment=claim, text=text) for text in ("One", "Two")]
    return items, hypotheses


def fields(matrix, values, letter="r"):
    """Form fields of a matrix, its cells row by row."""
    cells = ((item, hypothesis) for item in matrix[0] for hypothesis in matrix[1])
    return {
        f"{letter}.{item.pk}.{hypothesis.pk}": value
        for (item, hypothesis), value in zip(cells, values, strict=True)
    }


def rate(person, claim, matrix, wanted, seen=("", "", "", "")):
    data = fields(matrix, wanted) | fields(matrix, seen, "s")
    return signed_in(person).post(f"/assessments/{claim.pk}/hypotheses/", data)


def mine(person, claim):
    rows = AchRating.objects.filter(item__assessment=claim, created_by=person)
    return sorted(rows.values_list("item__text", "hypothesis__text", "value"))


def test_a_matrix_is_made_through_the_api(api, claim, project, author):
    body = {"assessment": str(claim.pk)}
    names = ("One network", "Two groups")
    hypotheses = [
        api.post(f"{V1}/hypotheses/", {**body, "text": text}, format="json") for text in names
    ]
    incident = make.IncidentFactory(project=project)
    item = api.post(
        f"{V1}/ach-items/",
        {**body, "incident": str(incident.pk), "relevance": "high"},
        format="json",
    )
    assert [each.status_code for each in (*hypotheses, item)] == [201, 201, 201]
    pair = {"item": item.json()["id"], "hypothesis": hypotheses[0].json()["id"]}

    rating = api.post(f"{V1}/ach-ratings/", {**pair, "value": "II"}, format="json")

    assert rating.status_code == 201
    assert rating.json()["analyst"] == "author"
    url = f"{V1}/ach-ratings/{rating.json()['id']}/"
    assert api.post(f"{V1}/ach-ratings/", {**pair, "value": "I"}, format="json").status_code == 409
    assert api.patch(url, {"value": "C"}, format="json").status_code == 428
    changed = api.patch(url, {"value": "C"}, format="json", HTTP_IF_MATCH=rating["ETag"])
    assert changed.json()["value"] == "C"
    stale = api.patch(url, {"value": "N"}, format="json", HTTP_IF_MATCH=rating["ETag"])
    assert stale.status_code == 412
    assert api.patch(url, {"value": "X"}, format="json", HTTP_IF_MATCH="*").status_code == 400
    assert api.delete(url, HTTP_IF_MATCH="*").status_code == 204
    assert not AchRating.objects.exists()


@pytest.mark.parametrize(
    ("noun", "values", "pointer"),
    [
        ("hypotheses", {"text": ""}, "/text"),
        ("hypotheses", {"text": "x" * 501}, "/text"),
        ("ach-items", {}, "/"),
        ("ach-items", {"passage": "00000000-0000-7000-8000-000000000000"}, "/passage"),
        ("ach-items", {"text": "X", "credibility": "B2"}, "/credibility"),
        ("ach-items", {"text": "X", "position": -1}, "/position"),
    ],
)
def test_bad_rows_are_refused_by_field(api, claim, noun, values, pointer):
    body = {"assessment": str(claim.pk), **values}
    answer = api.post(f"{V1}/{noun}/", body, format="json")
    assert answer.status_code == 400
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}


def test_a_hypothesis_stands_in_a_matrix_once(api, claim):
    body = {"assessment": str(claim.pk), "text": "One network"}
    assert api.post(f"{V1}/hypotheses/", body, format="json").status_code == 201
    assert api.post(f"{V1}/hypotheses/", body, format="json").status_code == 400


def test_a_rating_is_its_analysts_alone(project, claim, matrix, author, reviewer):
    (item, _), (hypothesis, _) = matrix
    rating = services.rate_item(item, hypothesis, "I", by=author)

    url = f"{V1}/ach-ratings/{rating.pk}/"
    answer = client_of(member(project, "owner")).patch(
        url, {"value": "C"}, format="json", HTTP_IF_MATCH="*"
    )

    assert answer.status_code == 403
    with pytest.raises(PermissionDenied):
        services.change_rating(rating, "C", by=reviewer)
    with pytest.raises(PermissionDenied):
        services.rate_item(item, hypothesis, "C", by=member(project, "reader"))
    with pytest.raises(Conflict):
        services.rate_item(item, hypothesis, "C", by=author)
    other = make.HypothesisFactory(assessment=make.AssessmentFactory(project=project))
    with pytest.raises(ValidationError):
        services.rate_item(item, other, "C", by=author)


def test_a_whole_matrix_is_saved_at_once(claim, matrix, author, reviewer):
    assert rate(author, claim, matrix, ["I", "C", "II", ""]).status_code == 302
    assert rate(reviewer, claim, matrix, ["C", "C", "", "NA"]).status_code == 302
    assert mine(author, claim) == [
        ("=1+1", "One", "II"),
        ("Few attacks", "One", "I"),
        ("Few attacks", "Two", "C"),
    ]

    seen = ["I", "C", "II", ""]
    assert rate(author, claim, matrix, ["I", "", "II", "N"], seen).status_code == 302
    assert mine(author, claim) == [
        ("=1+1", "One", "II"),
        ("=1+1", "Two", "N"),
        ("Few attacks", "One", "I"),
    ]


def test_two_tabs_of_one_person_lose_nothing(claim, matrix, author):
    rate(author, claim, matrix, ["I", "", "", ""])

    answer = rate(author, claim, matrix, ["C", "C", "", ""])  # saw an empty matrix

    page = page_of(answer, 412)
    assert "Your ratings were not saved" in page
    assert "stored: I" in page
    assert page.count('value="C" title="consistent" selected') == 2
    assert mine(author, claim) == [("Few attacks", "One", "I")]
    # A cell that nobody else touched is no conflict.
    assert rate(author, claim, matrix, ["", "CC", "", ""]).status_code == 302
    assert len(mine(author, claim)) == 2


def test_half_a_matrix_is_never_saved(claim, matrix, author):
    answer = rate(author, claim, matrix, ["I", "C", "maybe", ""])
    assert answer.status_code == 400
    assert mine(author, claim) == []
    foreign = make.AchItemFactory()
    data = {f"r.{foreign.pk}.{matrix[1][0].pk}": "I", "r.x.y": "I", "nonsense": "1"}
    answer = signed_in(author).post(f"/assessments/{claim.pk}/hypotheses/", data)
    assert answer.status_code == 400
    with pytest.raises(StaleVersion):
        services.rate_all(
            claim,
            {(matrix[0][0].pk, matrix[1][0].pk): "I"},
            by=author,
            seen={(matrix[0][0].pk, matrix[1][0].pk): "C"},
        )


def test_readers_see_matrices_and_rate_nothing(project, claim, matrix, author):
    rate(author, claim, matrix, ["I", "C", "II", ""])
    reader = member(project, "reader")
    page = page_of(signed_in(reader).get(f"/assessments/{claim.pk}/hypotheses/"))
    assert "Save my ratings" not in page
    assert "not a proof" in page
    assert rate(reader, claim, matrix, ["I", "", "", ""]).status_code == 403


def test_results_diagnosticity_and_disagreement(claim, matrix, author, reviewer):
    (first, second), (one, two) = matrix
    for person, values in ((author, "I C II C"), (reviewer, "C C C I")):
        cells = [(item, hypothesis) for item in (first, second) for hypothesis in (one, two)]
        for (item, hypothesis), value in zip(cells, values.split(), strict=True):
            services.rate_item(item, hypothesis, value, by=person)

    found = load_analysis(claim, author)

    mine, theirs = found.matrices
    assert mine.analyst == author
    assert [rank for _score, rank in mine.results] == [2, 1]
    assert [score for score, _rank in mine.results] == [3, 0]
    assert [row[2] for row in found.of(mine)] == [2, 3]
    assert not any(row[3] for row in found.of(mine))
    assert [row[3] for row in found.of(theirs)] == [False, True]
    apart = found.disagreement
    assert [(line.title, each.text, distance) for line, each, distance, _said in apart] == [
        ("=1+1", "One", 3),
        ("Few attacks", "One", 2),
        ("=1+1", "Two", 2),
    ]


def test_passages_are_quoted_to_those_who_may_see_them(project, claim, author, reviewer):
    article = texts.article(project=project, by=author)
    passage = texts.annotation(article, by=author, quote="attacked the market")
    make.HypothesisFactory(assessment=claim)
    item = make.AchItemFactory(assessment=claim, text="", passage=passage.pk)

    assert load_analysis(claim, reviewer).lines[0].title == "attacked the market"
    article.embargo_until = timezone.now() + timezone.timedelta(days=1)
    article.save()
    (line,) = load_analysis(claim, reviewer).lines
    assert line.is_hidden
    incident = make.IncidentFactory(
        project=project, embargo_until=timezone.now() + timezone.timedelta(days=1)
    )
    make.AchItemFactory(assessment=claim, incident=incident)
    assert [each.item.pk for each in load_analysis(claim, reviewer).lines] == [item.pk]


def test_csv_has_a_column_for_each_hypothesis_and_no_formulas(claim, matrix, author, reviewer):
    rate(author, claim, matrix, ["I", "C", "II", ""])
    rate(reviewer, claim, matrix, ["C", "", "", ""])

    answer = signed_in(author).get(f"/assessments/{claim.pk}/hypotheses.csv")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    first, second, scores = rows[:3]
    assert (first["analyst"], first["text"], first["One"], first["Two"]) == (
        "author",
        "Few attacks",
        "I",
        "C",
    )
    assert second["text"] == "'=1+1"
    assert second["diagnosticity"] == ""
    assert (scores["item"], scores["One"], scores["Two"]) == ("", "3.0", "0.0")
    assert {row["analyst"] for row in rows} == {"author", "reviewer"}


def test_nobody_sees_the_matrix_of_a_hidden_assessment(author):
    hidden = make.AssessmentFactory(project=ProjectFactory())
    browser = signed_in(author)
    for path in ("hypotheses/", "hypotheses.csv", "outcome/"):
        assert browser.get(f"/assessments/{hidden.pk}/{path}").status_code == 404


def test_queries_do_not_grow_with_the_matrix(project, claim, author, django_assert_max_num_queries):
    article = texts.article(project=project, by=author)
    passage = texts.annotation(article, by=author, quote="attacked the market")

    def grow(times):
        for _ in range(times):
            hypothesis = make.HypothesisFactory(assessment=claim)
            for item in (
                make.AchItemFactory(assessment=claim, passage=passage.pk),
                make.AchItemFactory(
                    assessment=claim, incident=make.IncidentFactory(project=project)
                ),
            ):
                make.AchRatingFactory(item=item, hypothesis=hypothesis)

    def asked():
        with django_assert_max_num_queries(40) as queries:
            page_of(signed_in(author).get(f"/assessments/{claim.pk}/hypotheses/"))
        return len(queries)

    grow(2)
    few = asked()
    grow(8)
    assert asked() == few


def test_passages_of_the_assessment_are_offered_as_rows(project, claim, author):
    article = texts.article(project=project, by=author)
    passage = texts.annotation(article, by=author, quote="attacked the market")
    texts.link(passage, claim, by=author, target_type="assessment", role="supports")
    url = f"/assessments/{claim.pk}/hypotheses/"
    assert "Add to the matrix" in page_of(signed_in(author).get(url))

    assert signed_in(author).post(url, {"passage": str(passage.pk)}).status_code == 302

    assert claim.ach_items.get().passage == passage.pk
    assert "Add to the matrix" not in page_of(signed_in(author).get(url))
    for wrong in ("nonsense", "00000000-0000-7000-8000-000000000000"):
        assert signed_in(author).post(url, {"passage": wrong}).status_code == 302
    assert claim.ach_items.count() == 1
    reader = signed_in(member(project, "reader"))
    assert reader.post(url, {"passage": str(passage.pk)}).status_code == 403
