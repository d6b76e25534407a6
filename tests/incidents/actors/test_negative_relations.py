"""Negative relations are shown as what they state; contradicting ones warn and are not refused."""

import csv
import datetime as dt
import io
import random

import pytest
from django.test import Client

from incidents.actors.models.contradicting_statements import (
    Statement,
    StatementIndex,
    statements_contradict,
)
from incidents.actors.models.contradictions import contradicting_ids, contradictions_among
from incidents.models import ActorRelation
from incidents.vocabularies import RELATION_DENIALS, RELATION_KINDS
from tests.factories import incidents as make
from tests.factories.accounts import member
from tests.incidents.conftest import client_of
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = pytest.mark.django_db
API = "/api/v1/actor-relations/"


@pytest.fixture
def ends(project, author):
    return [
        make.ActorFactory(project=project, created_by=author, name=name)
        for name in ("Jaish al-Adl", "ISKP")
    ]


def relate(ends, **values):
    return make.ActorRelationFactory(subject=ends[0], object=ends[1], **values)


def exported(client, name="csv"):
    answer = client.get(f"{API}export/", {"format": name, "project": "sahel"})
    return b"".join(answer.streaming_content).decode()


def test_every_kind_of_relation_has_words_for_its_denial():
    assert RELATION_DENIALS.keys() == RELATION_KINDS.keys()
    negations = ("not", "no")
    assert all(set(negations) & set(words.split()) for words in RELATION_DENIALS.values())


def test_a_negative_relation_is_drawn_and_worded_as_negative_everywhere(author, ends):
    relate(ends, kind="unrelated_to", date="2013/2024")
    denied = relate(ends, kind="sponsors", polarity="denies", date="2020")
    charge = make.AllegationFactory(project=ends[0].project, relation=denied)
    browser = signed_in(author)

    pages = [page_of(browser.get(f"/actors/{end.pk}/")) for end in ends]
    web = page_of(browser.get("/network/"))

    for page in (*pages, web):
        assert "<b>is unrelated to</b>" in page
        assert "<b>does not sponsor</b>" in page
        assert "negative: there is no such relation" in page
        assert 'class="tie tie-asserted"' not in page.split("chart-key")[0]
    for page in pages:
        assert page.count("tie-asserted tie-negative") == 2 * 2 + 1  # wide, narrow and the key
        assert page.count("time-negative") == 2 * 2
        assert ">sponsors<" not in page
    assert ">is unrelated to</text>" in web
    assert ">does not sponsor</text>" in web
    assert web.count('class="tie tie-asserted tie-negative"') == 2 + 1
    assert "Jaish al-Adl does not sponsor</text>" in pages[1]
    about = page_of(browser.get(f"/allegations/{charge.pk}/"))
    assert "<b>does not sponsor</b>" in about
    assert str(denied) == "Jaish al-Adl does not sponsor ISKP"


def test_a_denied_lack_of_relation_is_not_negative(ends):
    both_ways = relate(ends, kind="unrelated_to", polarity="denies")
    assert not both_ways.is_negative
    assert str(both_ways) == "Jaish al-Adl is not unrelated to ISKP"


def test_programs_and_files_are_given_the_negative_in_words(author, ends):
    relate(ends, kind="sponsors", polarity="denies")
    relate(ends, kind="unrelated_to")
    relate(ends, kind="targets")
    expected = {
        "sponsors": ("does not sponsor", True),
        "unrelated_to": ("is unrelated to", True),
        "targets": ("targets", False),
    }
    client = client_of(author)

    rows = client.get(API).data["results"]
    assert {row["kind"]: (row["label"], row["negative"]) for row in rows} == expected
    sentences = client.get(f"{API}sentences/", {"actor": ends[0].pk}).data
    assert "Jaish al-Adl does not sponsor ISKP" in [row["sentence"] for row in sentences]
    table = list(csv.DictReader(io.StringIO(exported(client))))
    assert {row["kind"]: (row["label"], row["negative"] == "true") for row in table} == expected


def test_contradicting_relations_warn_on_both_ends_and_in_the_web(author, ends):
    relate(ends, kind="sponsors")
    relate(ends, kind="sponsors", polarity="denies")
    relate(ends, kind="targets")
    browser = signed_in(author)

    pages = [page_of(browser.get(f"/actors/{end.pk}/")) for end in ends]
    web = page_of(browser.get("/network/"))

    for page in pages:
        assert "2 relations contradict others." in page
    for page in (*pages, web):
        assert page.count("Contradicted by:") == 2
        assert '<bdi dir="auto">Jaish al-Adl does not sponsor ISKP</bdi>' in page
        assert '<bdi dir="auto">Jaish al-Adl sponsors ISKP</bdi>' in page


def test_a_merged_end_contradicts_as_what_it_became(author, project, ends):
    old = make.ActorFactory(project=project, created_by=author, merged_into=ends[1])
    relate(ends, kind="same_as")
    make.ActorRelationFactory(subject=ends[0], object=old, kind="unrelated_to")

    page = page_of(signed_in(author).get(f"/actors/{ends[0].pk}/"))
    assert page.count("Contradicted by:") == 2
    rows = client_of(author).get(API).data["results"]
    assert [len(row["contradicts"]) for row in rows] == [1, 1]


def test_the_form_warns_of_a_contradiction_and_saves_all_the_same(author, ends):
    standing = relate(ends, kind="same_as")
    browser = signed_in(author)
    values = {
        "kind": "unrelated_to",
        "object": str(ends[1].pk),
        "polarity": "asserts",
        "status": "asserted",
    }
    warning = "This contradicts another relation: Jaish al-Adl is the same as ISKP."
    form = page_of(browser.get(f"/actors/{ends[0].pk}/relations/new/"))
    check = f"/actors/{ends[0].pk}/relations/check/"
    assert f'hx-get="{check}"' in form
    assert 'hx-include="[name=kind], [name=object]' in form
    assert "from:&quot;closest form&quot;" in form or 'from:"closest form"' in form

    assert warning in page_of(browser.get(check, values))
    assert "contradicts" not in page_of(browser.get(check, values | {"kind": "targets"}))
    assert page_of(browser.get(check)).strip() == ""
    assert page_of(browser.get(check, {"kind": "x", "object": "y", "date": "z"})).strip() == ""
    own = {
        "row": standing.pk,
        "kind": "same_as",
        "object": ends[1].pk,
        "polarity": "denies",
        "status": "asserted",
    }
    assert "contradicts" not in page_of(browser.get(check, own))
    saved = browser.post(f"/actors/{ends[0].pk}/relations/new/", values, follow=True)
    assert warning in page_of(saved)
    assert ends[0].relations.count() == 2


def test_only_who_may_change_the_actor_may_ask_what_contradicts(project, ends):
    check = f"/actors/{ends[0].pk}/relations/check/"
    assert Client().get(check).status_code == 302
    assert signed_in(member(project, "reader")).get(check).status_code == 403
    assert signed_in(member(make.ActorFactory().project, "owner")).get(check).status_code == 404


def test_a_hidden_relation_contradicts_nothing_for_those_who_may_not_see_it(project, author, ends):
    spy = make.ActorFactory(project=project, created_by=author, marking="red")
    relate(ends, kind="sponsors", polarity="denies", claimant=spy)
    shown = relate(ends, kind="sponsors")

    def seen_by(user):
        page = page_of(signed_in(user).get(f"/actors/{ends[0].pk}/"))
        row = client_of(user).get(f"{API}{shown.pk}/").data
        return "Contradicted by:" in page, len(row["contradicts"])

    assert seen_by(author) == (True, 1)
    assert seen_by(member(project, "reader")) == (False, 0)


def test_the_queries_of_a_list_do_not_grow_with_its_contradictions(
    author, project, ends, django_assert_max_num_queries
):
    client = client_of(author)

    def count():
        with django_assert_max_num_queries(40) as queries:
            assert client.get(API).status_code == 200
        return len(queries)

    relate(ends, kind="hosts")
    relate(ends, kind="hosts", polarity="denies")
    first = count()
    for _ in range(10):
        pair = [make.ActorFactory(project=project) for _ in range(2)]
        relate(pair, kind="hosts")
        relate(pair, kind="hosts", polarity="denies")
    assert count() == first


DAY = dt.date(2020, 1, 1)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Statement("sponsors", 1, 2, True), Statement("sponsors", 1, 2, False), True),
        (Statement("sponsors", 1, 2, True), Statement("sponsors", 2, 1, False), False),
        (Statement("sponsors", 1, 2, True), Statement("client_of", 2, 1, False), True),
        (Statement("rival_of", 1, 2, True), Statement("rival_of", 2, 1, False), True),
        (Statement("same_as", 1, 2, True), Statement("unrelated_to", 2, 1, True), True),
        (Statement("sponsors", 1, 2, True), Statement("unrelated_to", 2, 1, True), True),
        (Statement("rival_of", 1, 2, True), Statement("unrelated_to", 1, 2, True), False),
        (Statement("same_as", 1, 2, False), Statement("unrelated_to", 1, 2, True), False),
        (
            Statement("sponsors", 1, 2, True, "alleged"),
            Statement("sponsors", 1, 2, False, "rejected"),
            False,  # one allegation and what was found of another
        ),
        (
            Statement("sponsors", 1, 2, True),
            Statement("sponsors", 1, 2, False, "rejected"),
            True,
        ),
        (
            Statement("sponsors", 1, 2, True, last=dt.date(2014, 12, 31)),
            Statement("sponsors", 1, 2, False, first=DAY),
            False,  # not in the same days
        ),
        (Statement("hosts", 1, 2, True, "ended"), Statement("hosts", 1, 2, False), False),
        (
            Statement("hosts", 1, 2, True, "ended", DAY, DAY),
            Statement("hosts", 1, 2, False, "asserted", DAY, DAY),
            True,
        ),
    ],
)
def test_what_contradicts(one, other, expected):
    assert statements_contradict(one, other) is expected
    assert statements_contradict(other, one) is expected


def any_statement(pick):
    first, last = sorted(DAY + dt.timedelta(pick.randrange(60)) for _ in range(2))
    return Statement(
        pick.choice(["sponsors", "client_of", "same_as", "rival_of", "unrelated_to", "hosts"]),
        *pick.sample([1, 2, 3], 2),
        holds=pick.random() < 0.6,
        status=pick.choice(["asserted", "alleged", "rejected", "ended"]),
        first=first if pick.random() < 0.8 else None,
        last=last if pick.random() < 0.8 else None,
    )


@pytest.mark.parametrize("seed", range(5))
def test_what_contradicts_is_found_among_many_as_by_comparing_all(seed):
    pick = random.Random(seed)
    statements = dict(enumerate(any_statement(pick) for _ in range(300)))
    index = StatementIndex()
    for key, said in statements.items():
        index.add(key, said)
    for said in statements.values():
        expected = [key for key, other in statements.items() if statements_contradict(said, other)]
        assert sorted(index.contradicting(said)) == expected


def test_what_a_relation_contradicts_does_not_depend_on_the_list_that_shows_it(
    author, project, ends
):
    old = make.ActorFactory(project=project, created_by=author, merged_into=ends[1])
    pick = random.Random(7)
    for number in range(40):
        day = DAY + dt.timedelta(number)
        relate(
            [ends[0], pick.choice([ends[1], old])],
            kind=pick.choice(["sponsors", "same_as", "unrelated_to"]),
            polarity=pick.choice(["asserts", "denies"]),
            status=pick.choice(["hypothesised", "asserted", "ended"]),
            date=pick.choice([f"{day}", f"{day}/..", f"../{day}"]),
        )
    rows = list(ActorRelation.objects.order_by("id"))
    pairs = contradictions_among(rows, {old.pk: ends[1].pk})
    expected = {pk: [row.pk for row in found] for pk, found in pairs.items()}
    together = contradicting_ids(rows, author)
    assert any(expected.values())
    for row in rows:
        assert together.get(row.pk, []) == expected[row.pk]
        assert contradicting_ids([row], author).get(row.pk, []) == expected[row.pk]
