"""A passage that speaks of one relation of an actor, not of its relations in general."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from annotations.models import PassageLink
from annotations.reading.annotation_layer import Layer
from ctplatform.curation.services import change_record, create_record, revert, withdraw_record
from incidents.models import ActorRelation
from tests.ctplatform.rest.client import Api, pointers
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    ActorRelationFactory,
    AllegationFactory,
    IncidentFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", visibility="public")


@pytest.fixture
def author(project):
    return member(project, "annotator", username="anna")


@pytest.fixture
def api(author):
    return Api(author, raise_request_exception=False)


@pytest.fixture
def ends(project, author):
    return [ActorFactory(project=project, created_by=author, name=name) for name in ("A", "B")]


@pytest.fixture
def passage(project, author):
    return make.annotation(make.article(project, author), author)


def body_of(passage, relation, **values):
    return {
        "annotation": str(passage.pk),
        "target_type": "actor",
        "target_id": str(relation.subject_id),
        "relation": str(relation.pk),
        "role": "supports",
        **values,
    }


def shown(client, actor):
    answer = client.get(f"/actors/{actor.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_relation_is_named_and_kept_apart_from_the_others(api, ends, passage):
    hosts, targets = (
        ActorRelationFactory(subject=ends[0], object=ends[1], kind=kind)
        for kind in ("hosts", "targets")
    )
    made = api.post("links/", body_of(passage, hosts)).json()
    assert (made["relation"], made["field"]) == (str(hosts.pk), "relations")
    api.post("links/", body_of(passage, targets))
    api.post("links/", body_of(passage, hosts), 409)
    # It is the same statement from the other end; one of its relations in general is another.
    api.post("links/", body_of(passage, hosts, target_id=str(ends[1].pk)), 409)
    api.post("links/", body_of(passage, hosts) | {"relation": None, "field": "relations"})
    assert [row["id"] for row in api.rows("links/", relation=str(hosts.pk))] == [made["id"]]
    tag = f'"{made["id"]}-1"'
    moved = api.patch(f"links/{made['id']}/", {"relation": None}, 409, if_match=tag)
    assert "already" in moved.json()["detail"]
    wrong = api.patch(f"links/{made['id']}/", {"field": "aliases"}, 400, if_match=tag)
    assert list(pointers(wrong)) == ["/relation"]


def test_only_a_relation_of_that_very_actor_is_named(api, project, ends, passage):
    relation = ActorRelationFactory(subject=ends[0], object=ends[1])
    other, incident = ActorFactory(project=project), IncidentFactory(project=project)
    hidden = ActorRelationFactory()
    for values in (
        {"target_id": str(other.pk)},
        {"target_type": "incident", "target_id": str(incident.pk), "field": ""},
        {"field": "aliases"},
        {"relation": str(hidden.pk)},
        {"relation": "x"},
    ):
        refused = api.post("links/", body_of(passage, relation) | values, 400)
        assert list(pointers(refused)) == ["/relation"], values
    assert not PassageLink.objects.exists()


def test_relations_of_an_actor_are_offered_in_words(api, project, ends):
    ActorRelationFactory(subject=ends[0], object=ends[1], kind="hosts", polarity="denies")
    ActorRelationFactory(
        subject=ends[1], object=ends[0], kind="sponsors", status="alleged", claimant_words="media"
    )
    found = api.get("actor-relations/sentences/", {"actor": str(ends[0].pk)}).json()
    assert [row["sentence"] for row in found] == [
        "A does not host B",
        "B sponsors A (alleged by media)",
    ]
    assert api.get("actor-relations/sentences/", {"actor": str(ActorFactory().pk)}).json() == []
    assert list(pointers(api.get("actor-relations/sentences/", status=400))) == ["?actor"]


def test_both_ends_show_each_relation_with_its_own_passages(
    author, ends, project, django_assert_max_num_queries
):
    client = Client()
    client.force_login(author)
    article = make.article(project, author, source=SourceFactory(project=project, reliability="B"))

    def count(more):
        for n in range(more):
            relation = ActorRelationFactory(subject=ends[0], object=ends[1], date=f"20{more}{n}")
            for role in ("supports", "contradicts"):
                make.link(
                    make.annotation(article, author),
                    ends[0],
                    author,
                    "actor",
                    relation=relation,
                    role=role,
                    credibility=2,
                )
        with django_assert_max_num_queries(70) as queries:
            pages = [shown(client, end) for end in ends]
        return len(queries), pages

    first, pages = count(1)
    for page in pages:
        assert page.count('class="row-passages"') == 1
        assert "1 for, 1 against" in page
        assert ">B2<" in page
        assert "about no single relation" not in page
        assert "Other passages" not in page
    make.link(
        make.annotation(article, author, quote="market"),
        ends[0],
        author,
        "actor",
        field="relations",
        role="supports",
    )
    again, pages = count(3)
    assert again == first
    assert pages[0].count('class="row-passages"') == 4
    assert ["about no single relation" in page for page in pages] == [True, False]


def test_who_may_not_see_the_relation_sees_no_link_to_it(project, author, ends, passage):
    victim = ActorFactory(project=project, kind="individual", person_sensitivity="victim")
    relation = ActorRelationFactory(subject=ends[0], object=victim, kind="restrains")
    make.link(passage, ends[0], author, "actor", relation=relation)
    stranger, version = UserFactory(), passage.article_version_id

    assert len(Api(author).rows("links/")) == 1
    assert b"restrains" in Layer(version, author).content()
    assert Api(stranger).rows("links/") == []
    assert b"restrains" not in Layer(version, stranger).content()
    assert str(relation.pk).encode() not in Layer(version, stranger).content()


def test_what_hides_a_relation_is_news_to_the_owner_of_the_text(author, ends, passage, project):
    owner = member(project, "owner")
    relation = ActorRelationFactory(subject=ends[0], object=ends[1])
    make.link(passage, ends[0], author, "actor", relation=relation)

    def tag():
        return Layer(passage.article_version_id, owner).etag()

    before = tag()
    change_record(ends[1], {"marking": "amber"}, by=author)
    assert tag() != before


def test_a_removed_relation_hides_what_names_it_until_that_is_undone(project, author, ends):
    relation = create_record(
        ActorRelation, {"subject": ends[0], "object": ends[1], "kind": "hosts"}, by=author
    ).record
    passage = make.annotation(make.article(project, author), author)
    make.link(passage, ends[0], author, "actor", relation=relation, role="supports")
    outcome = withdraw_record(relation, by=author, reason="No.")

    assert not ActorRelation.objects.exists()
    assert Api(author).rows("links/") == []
    admin = UserFactory(is_superuser=True, is_staff=True)
    for reader in (author, admin):
        client = Client()
        client.force_login(reader)
        shown(client, ends[0])
        Layer(passage.article_version_id, reader).content()
    Api(admin).rows("links/")
    revert(outcome.revision, by=author, reason="Yes.")
    assert Api(author).rows("links/")[0]["relation"] == str(relation.pk)


def test_what_was_said_of_this_relation_lets_it_be_asserted(project, author, ends):
    """Who sponsors whom: two sources that name the relation, alleged so far, are enough."""
    editor = member(project, "editor")
    values = {"subject": ends[0], "object": ends[1], "kind": "sponsors", "status": "alleged"}
    claim, other = (
        create_record(ActorRelation, values | {"claimant_words": words}, by=author).record
        for words in ("a ministry", "media")
    )

    def said(relation, source, **about):
        passage = make.annotation(make.article(project, author, source=source), author)
        values = {"role": "supports", "relation": relation} | about
        make.link(passage, ends[0], author, "actor", **values)
        make.link(passage, ends[1], author, "actor")

    one, two = (SourceFactory(project=project) for _ in range(2))
    said(claim, one)
    said(claim, one)
    said(claim, two, role="contradicts")
    said(other, two)
    with pytest.raises(ValidationError, match="there are 1"):
        change_record(claim, {"status": "asserted"}, by=editor)
    said(claim, two)
    assert change_record(claim, {"status": "asserted"}, by=editor).record.status == "asserted"
    # What speaks for “hosts” does not speak for “sponsors”, though the row is the same.
    hosts = create_record(
        ActorRelation, {"subject": ends[1], "object": ends[0], "kind": "hosts"}, by=author
    ).record
    said(hosts, one)
    said(hosts, two)
    with pytest.raises(ValidationError, match="there are 0"):
        change_record(hosts, {"kind": "sponsors"}, by=editor)


def test_the_last_passage_of_a_published_relation_is_kept():
    team = Team()
    one, two = (ActorFactory(project=team.project, published=True) for _ in range(2))
    article = make.article(team.project, team.author)
    relations = [ActorRelationFactory(subject=one, object=two, date=d) for d in ("2020", "2021")]
    links = [
        make.link(
            make.annotation(article, team.author),
            one,
            team.author,
            "actor",
            relation=relation,
            role="supports",
        )
        for relation in relations
    ]
    api = Api(team.author)
    api.delete(f"links/{links[0].pk}/", 409, if_match=f'"{links[0].pk}-1"')
    make.link(
        make.annotation(article, team.author),
        one,
        team.author,
        "actor",
        field="relations",
        role="supports",
    )
    api.delete(f"links/{links[0].pk}/", if_match=f'"{links[0].pk}-1"')


def test_an_allegation_about_it_stands_beside_its_passages(project, author, ends, passage):
    relation = ActorRelationFactory(
        subject=ends[0], object=ends[1], status="alleged", claimant_words="media"
    )
    AllegationFactory(project=project, relation=relation)
    make.link(passage, ends[0], author, "actor", relation=relation, role="contradicts")
    page = shown(Client(), ends[1])
    assert "0 for, 1 against" in page
    assert "no verdict yet" in page
