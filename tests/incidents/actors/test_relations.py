"""Relations: one end or the other, stored once, alleged by somebody, sponsors on two sources."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from annotations.annotations.services import delete_annotation
from annotations.links.services.links import change_link, remove_link
from annotations.models import Article
from ctplatform.curation.services import (
    accept,
    change_record,
    create_record,
    propose,
    record_many,
    withdraw_record,
)
from ctplatform.domain_errors import Conflict
from incidents.models import ActorRelation, Source
from tests.factories import annotations as text
from tests.factories import incidents as make
from tests.factories.accounts import member
from tests.incidents.conftest import client_of
from tests.incidents.records.test_models import refused
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = pytest.mark.django_db
PATH = "/api/v1/actor-relations/"


@pytest.fixture
def ends(project, author):
    return [make.ActorFactory(project=project, created_by=author) for _ in range(2)]


def related(ends, *, by, **values):
    values = {"subject": ends[0], "object": ends[1], "kind": "targets", **values}
    return create_record(ActorRelation, values, by=by)


def test_a_place_is_the_other_end_where_the_kind_says_so(api, project, ends):
    place = make.PlaceFactory(project=project)
    actor, other = (str(each.pk) for each in ends)

    def post(**body):
        answer = api.post(PATH, {"subject": actor, **body}, format="json")
        errors = [] if answer.status_code == 201 else answer.json()["errors"]
        return answer.status_code, [error["pointer"] for error in errors]

    where = str(place.pk)
    assert post(kind="based_in") == (400, ["/place"])
    assert post(kind="targets", place=where) == (400, ["/object", "/place"])
    assert post(kind="operates_in", place=where, object=other) == (400, ["/object"])
    assert post(kind="operates_in", place=where) == (201, [])
    assert post(kind="targets", object=actor) == (400, ["/object"])
    found = api.get(PATH, {"place": where}).data["results"]
    assert [(row["object"], row["directed"]) for row in found] == [(None, True)]
    refused(
        lambda: make.ActorRelationFactory(subject=ends[0], object=None, kind="based_in"),
        "a_relation_has_the_other_end_that_its_kind_asks_for",
    )


def test_a_symmetric_relation_is_stored_once(author, ends):
    related(ends, by=author, kind="rival_of")

    with pytest.raises(ValidationError, match="recorded already"):
        related(ends[::-1], by=author, kind="rival_of")
    with pytest.raises(ValidationError, match="recorded already"):
        related(ends, by=author, kind="rival_of")
    related(ends, by=author, kind="targets")
    related(ends[::-1], by=author, kind="targets")
    related(ends[::-1], by=author, kind="rival_of", date="2015")
    refused(lambda: make.ActorRelationFactory(subject=ends[1], object=ends[0], kind="rival_of"), "")


def test_several_may_allege_the_same(project, author, ends):
    accuser = make.ActorFactory(project=project)
    alleged = {"kind": "sponsors", "status": "alleged"}

    with pytest.raises(ValidationError) as refusal:
        related(ends, by=author, **alleged)
    assert refusal.value.message_dict.keys() == {"claimant"}
    related(ends, by=author, **alleged, claimant=accuser)
    made = related(ends, by=author, **alleged, claimant_words="media in India").record
    assert made.said_by == "media in India"
    refused(
        lambda: make.ActorRelationFactory(subject=ends[0], object=ends[1], status="alleged"),
        "an_alleged_relation_says_who_alleges_it",
    )


def test_the_other_end_is_of_the_same_project(api, ends):
    body = {"subject": str(ends[0].pk), "kind": "targets", "object": str(make.ActorFactory().pk)}

    assert api.post(PATH, body, format="json").status_code == 400


def supported(relation, author, source, role="supports", **values):
    """A passage of this source that speaks of this relation by name."""
    article = text.article(project=relation.subject.project, by=author, source=source)
    passage = text.annotation(article, by=author)
    return text.link(
        passage, relation.subject, author, "actor", relation=relation, role=role, **values
    )


@pytest.fixture
def sources(project):
    return [make.SourceFactory(project=project) for _ in range(2)]


@pytest.fixture
def claim(author, ends):
    return related(ends, by=author, kind="sponsors", status="hypothesised").record


def assert_it(claim, by):
    return change_record(claim, {"status": "asserted"}, by=by).record.status


def test_sponsors_is_asserted_by_an_editor_on_two_sources(project, author, ends, claim, sources):
    editor, (one, two) = member(project, "editor"), sources

    with pytest.raises(PermissionDenied):
        related(ends, by=author, kind="sponsors", date="2020")
    with pytest.raises(ValidationError, match="there are 0"):
        related(ends, by=editor, kind="sponsors", date="2020")
    supported(claim, author, one)
    supported(claim, author, one)
    supported(claim, author, None)
    supported(claim, author, two, role="contradicts")
    with pytest.raises(ValidationError, match="there are 1"):
        assert_it(claim, editor)
    supported(claim, author, two)
    with pytest.raises(PermissionDenied):
        assert_it(claim, author)
    assert assert_it(claim, editor) == "asserted"
    assert related(ends, by=author, kind="sponsors", polarity="denies").record.is_negative


def test_passages_of_another_relation_or_of_the_actors_support_no_sponsor(
    project, author, ends, claim, sources
):
    other = related(ends, by=author, kind="hosts").record
    given = []
    for source in sources:
        passage = supported(other, author, source).annotation
        text.link(passage, ends[0], author, "actor", field="relations", role="supports")
        text.link(passage, ends[1], author, "actor")
        given.append(passage.pk)
    editor = member(project, "editor")

    with pytest.raises(ValidationError, match="there are 0"):
        change_record(claim, {"status": "asserted"}, by=editor, evidence=given)
    with pytest.raises(ValidationError, match="there are 0"):
        change_record(other, {"kind": "sponsors", "date": "2020"}, by=editor)


@pytest.mark.parametrize("by", ["source", "article", "story", "circle", "name"])
def test_a_source_that_repeats_another_is_no_second_one(project, author, claim, sources, by):
    one, two = sources
    values = {"independence_group": {"story": "Wire report", "name": one.name.upper()}.get(by, "")}
    links = [supported(claim, author, source, **values) for source in sources]
    if by == "source":  # a chain: two repeats a third, which repeats one
        two.repeats = make.SourceFactory(project=project, repeats=one)
        two.save()
    if by == "circle":
        Source.objects.filter(pk=one.pk).update(repeats=two)
        Source.objects.filter(pk=two.pk).update(repeats=one)
    if by == "article":
        article = links[1].annotation.article_version.article
        Article.objects.filter(pk=article.pk).update(repeats=one)

    with pytest.raises(ValidationError, match="there are 1"):
        assert_it(claim, member(project, "editor"))
    supported(claim, author, make.SourceFactory(project=project))
    assert assert_it(claim, member(project, "editor")) == "asserted"


def test_an_asserted_sponsor_keeps_its_two_sources(project, author, ends, claim, sources):
    editor = member(project, "editor")
    links = [supported(claim, author, source) for source in sources]
    assert_it(claim, editor)

    for act in (
        lambda: remove_link(links[0], by=author),
        lambda: change_link(links[0], {"role": "mentions"}, by=author),
        lambda: change_link(links[0], {"relation": None}, by=author),
        lambda: delete_annotation(links[0].annotation, by=author),
    ):
        with pytest.raises(Conflict, match="two independent sources"):
            act()
    spare = supported(claim, author, sources[0])
    remove_link(links[0], by=author)
    with pytest.raises(Conflict):
        remove_link(spare, by=author)


def test_a_relation_is_withdrawn_without_sources(project, author, ends, claim, sources):
    withdraw_record(claim, by=author)
    assert not ActorRelation.objects.filter(pk=claim.pk).exists()
    sponsor = related(ends, by=author, kind="sponsors", status="hypothesised", date="2020").record
    for source in sources:
        supported(sponsor, author, source)
    assert_it(sponsor, member(project, "editor"))
    withdraw_record(sponsor, by=member(project, "editor"))
    assert not ActorRelation.objects.filter(pk=sponsor.pk).exists()


def test_the_page_says_where_an_asserted_sponsor_has_too_few_sources(
    project, author, ends, sources
):
    told = make.ActorRelationFactory(subject=ends[0], object=ends[1], kind="sponsors")
    browser = signed_in(author)

    def page():
        return page_of(browser.get(f"/actors/{ends[1].pk}/"))

    assert "0 independent sources linked to it are shown here" in page()
    supported(told, author, sources[0])
    supported(told, author, sources[0])
    assert "1 independent source linked to it is shown here" in page()
    assert "1 independent source for it" in page()
    supported(told, author, sources[1])
    assert "2 independent sources for it" in page()
    assert "two are required" not in page()


def test_an_alleged_sponsor_becomes_an_asserted_one_no_more_easily(project, author, ends):
    editor = member(project, "editor")
    claim = related(
        ends, by=author, kind="sponsors", status="alleged", claimant_words="a ministry"
    ).record

    for status in ("asserted", "ended"):
        with pytest.raises(PermissionDenied):
            change_record(claim, {"status": status}, by=author)
        with pytest.raises(ValidationError, match="two independent sources"):
            change_record(claim, {"status": status}, by=editor)
    assert change_record(claim, {"status": "rejected"}, by=author).record.said_by == "a ministry"
    with pytest.raises(ValidationError, match="two independent sources"):
        record_many(
            ActorRelation,
            [{"subject": ends[1], "object": ends[0].pk, "kind": "sponsors"}],
            by=editor,
        )


def test_who_accepts_the_proposal_answers_for_it(project, author, reviewer, claim, sources):
    for source in sources:
        supported(claim, author, source)
    proposal = propose(claim, {"status": "asserted"}, by=author)

    accept(proposal, by=reviewer)  # the first of two approvals
    with pytest.raises(PermissionDenied):
        accept(proposal, by=member(project, "reviewer"))
    claim.refresh_from_db()
    assert claim.status == "hypothesised"
    accept(proposal, by=member(project, "editor"))
    claim.refresh_from_db()
    assert claim.status == "asserted"


def test_who_alleges_it_goes_wherever_the_relation_goes(project, author, ends):
    made = make.ActorRelationFactory(
        subject=ends[0],
        object=ends[1],
        kind="sponsors",
        status="alleged",
        claimant=make.ActorFactory(project=project),
        polarity="denies",
    )
    make.ActorRelationFactory(subject=ends[1], object=ends[0], kind="rival_of")
    client = client_of(author)

    def exported(name):
        answer = client.get(f"{PATH}export/", {"project": "sahel", "format": name})
        return b"".join(answer.streaming_content).decode()

    rows = [json.loads(line) for line in exported("jsonl").splitlines()]
    row = next(row for row in rows if row["id"] == str(made.pk))
    assert (row["status"], row["polarity"], row["claimant"], row["directed"]) == (
        "alleged",
        "denies",
        str(made.claimant_id),
        True,
    )
    assert [each["directed"] for each in rows if each["kind"] == "rival_of"] == [False]
    header, *lines = exported("csv").splitlines()
    assert {"status", "polarity", "claimant", "claimant_words"} <= set(header.split(","))
    assert any("alleged" in line and str(made.claimant_id) in line for line in lines)


def test_relations_are_narrowed_by_either_end_polarity_and_place(api, project, ends):
    first, second = ends
    make.ActorRelationFactory(subject=first, object=second, polarity="denies")
    make.ActorRelationFactory(subject=second, object=make.ActorFactory(project=project))

    def count(**query):
        answer = api.get(PATH, {"project": "sahel", **query})
        assert answer.status_code == 200
        return len(answer.data["results"])

    assert (count(actor=first.pk), count(actor=second.pk)) == (1, 2)
    assert (count(polarity="denies"), count(status="asserted")) == (1, 2)
    assert count(place=make.PlaceFactory(project=project).pk) == 0
    assert api.get(PATH, {"polarity": "maybe"}).status_code == 400
