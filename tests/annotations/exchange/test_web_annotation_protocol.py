"""The requirements of the W3C Web Annotation Protocol, one by one.

https://www.w3.org/TR/annotation-protocol/. Each entry of REQUIREMENTS is one MUST or SHOULD, in our
words, with the function that checks it.
"""

import json

import pytest

from annotations.exchange.api import containers
from annotations.models import Annotation, Article, PassageLink
from tests.annotations.exchange.protocol_client import (
    ANNO,
    DESCRIPTIONS,
    IRIS,
    JSON_LD,
    LDP,
    LDP_CONTEXT,
    LIST,
    MINIMAL,
    OWN_LIST,
    ROOT,
    TEXT,
    Protocol,
    pointers,
)
from tests.factories import annotations as make
from tests.factories.accounts import UserFactory, member
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def protocol(client):
    return Protocol(client)


def links_of(answer):
    return [each.strip() for each in answer["Link"].split(",")]


def methods_of(answer):
    return {each.strip() for each in answer["Allow"].split(",")}


def an_annotation_is_answered_to_get_head_and_options(p):
    for method, status in (("GET", 200), ("HEAD", 200), ("OPTIONS", 204)):
        assert methods_of(p.ask(method, p.one, status=status)) >= {"GET", "HEAD", "OPTIONS"}


def an_annotation_is_json_ld_with_the_profile(p):
    answer = p.get(p.one)
    assert answer["Content-Type"] == JSON_LD
    assert answer.json()["id"] == p.one


def an_annotation_links_to_its_type(p):
    for method, status in (("GET", 200), ("HEAD", 200), ("OPTIONS", 204)):
        assert f'<{LDP}Resource>; rel="type"' in links_of(p.ask(method, p.one, status=status))


def an_annotation_has_an_entity_tag(p):
    answer = p.get(p.one)
    assert answer["ETag"].startswith(f'"{p.rows[0].pk}-1')
    assert p.ask("HEAD", p.one)["ETag"]
    assert p.ask("GET", p.one, status=304, **{"If-None-Match": answer["ETag"]}).content == b""


def an_annotation_varies_by_accept(p):
    answer = p.get(p.one)
    assert "Accept" in answer["Vary"].replace(" ", "").split(",")
    if p.list == LIST:
        other = p.get(p.one, Accept="application/json")
        assert (other["Content-Type"], other["Vary"]) == ("application/json", answer["Vary"])
        assert answer["ETag"] != other["ETag"]


def a_container_ends_in_a_slash_and_its_annotations_are_below_it(p):
    assert p.list.endswith("/")
    page = p.get(p.list, Prefer=IRIS).json()["first"]
    assert all(each.startswith(p.list) for each in page["items"])


def a_container_is_answered_to_get_head_and_options(p):
    for method, status in (("GET", 200), ("HEAD", 200), ("OPTIONS", 204)):
        answer = p.ask(method, p.list, status=status)
        assert methods_of(answer) >= {"GET", "HEAD", "OPTIONS", "POST"}
        assert JSON_LD in answer["Accept-Post"]


def a_container_is_a_basic_container_and_a_collection(p):
    found = p.get(p.list).json()
    assert set(found["type"]) == {"BasicContainer", "AnnotationCollection"}
    assert found["@context"][:2] == [ANNO, LDP_CONTEXT]


def a_container_links_to_its_type_and_constraints(p):
    answers = [p.get(p.list), p.ask("HEAD", p.list), p.ask("OPTIONS", p.list, status=204)]
    answers += [p.post(p.passage("ten")), p.post({}, status=400)]
    for answer in answers:
        assert f'<{LDP}BasicContainer>; rel="type"' in links_of(answer)
        constrained = f'<http://www.w3.org/TR/annotation-protocol/>; rel="{LDP}constrainedBy"'
        assert constrained in links_of(answer)


def a_container_has_an_entity_tag_that_changes_with_it(p):
    before = p.get(p.list)["ETag"]
    assert p.ask("HEAD", p.list)["ETag"] == before
    assert p.ask("GET", p.list, status=304, **{"If-None-Match": before})
    p.post(p.passage("ten"))
    assert p.get(p.list)["ETag"] != before


def a_container_varies_by_accept_and_prefer(p):
    assert {"Accept", "Prefer"} <= {each.strip() for each in p.get(p.list)["Vary"].split(",")}


def a_container_has_a_first_page_a_last_page_and_a_total(p):
    found = p.get(f"{p.list}?page_size=2").json()
    assert found["total"] == 5
    assert found["first"]["startIndex"] == 0
    assert len(found["first"]["items"]) == 2
    last = p.get(found["last"]).json()
    assert (last["startIndex"], len(last["items"]), "next" in last) == (4, 1, False)


def an_empty_container_has_no_pages(p):
    found = p.get(f"{p.list}?certainty=unsure").json()
    assert (found["total"], "first" in found, "last" in found) == (0, False, False)


def a_container_says_where_its_representation_is(p):
    answer = p.get(p.list, Prefer=IRIS)
    assert answer["Content-Location"] == answer.json()["id"] == f"{p.list}?iris=1"
    assert p.get(p.list)["Content-Location"] == f"{p.list}?iris=0"
    assert p.get(answer.json()["id"]).json() == answer.json()


def a_minimal_container_embeds_no_page(p):
    answer = p.get(p.list, Prefer=MINIMAL)
    assert answer["Preference-Applied"] == "return=representation"
    first = answer.json()["first"]
    assert isinstance(first, str)
    assert all(isinstance(each, str) for each in p.get(first).json()["items"])


def preferred_iris_are_the_items_of_the_first_page(p):
    first = p.get(p.list, Prefer=IRIS).json()["first"]
    assert first["type"] == "AnnotationPage"
    assert first["items"] == [f"{p.list}{row.pk}/" for row in p.rows]


def preferred_descriptions_are_the_items_of_the_first_page(p):
    for headers in ({}, {"Prefer": DESCRIPTIONS}):
        first = p.get(p.list, **headers).json()["first"]
        assert [each["id"] for each in first["items"]] == [f"{p.list}{row.pk}/" for row in p.rows]
        assert all(each["target"]["selector"] for each in first["items"])


def pages_lead_to_all_annotations_in_both_directions(p):
    container = p.get(f"{p.list}?page_size=2", Prefer=IRIS).json()
    page, forwards = container["first"], []
    while page:
        forwards.append(page["items"])
        page = p.get(page["next"]).json() if "next" in page else None
    assert [len(each) for each in forwards] == [2, 2, 1]
    assert [each for items in forwards for each in items] == [
        f"{p.list}{row.pk}/" for row in p.rows
    ]
    page, backwards = p.get(container["last"]).json(), []
    while page:
        backwards.append(page["items"])
        page = p.get(page["prev"]).json() if "prev" in page else None
    assert backwards[::-1] == forwards


def a_page_is_part_of_its_container_and_is_none(p):
    container = p.get(f"{p.list}?page_size=2").json()
    page = p.get(container["first"]["next"]).json()
    assert page["type"] == "AnnotationPage"
    assert page["partOf"] == {"id": container["id"], "total": 5}
    assert (page["startIndex"], page["prev"]) == (2, container["first"]["id"])


def a_new_annotation_is_created_where_its_location_says(p):
    answer = p.post(p.passage("ten people", bodyValue="How many?"))
    assert answer["Location"] == answer.json()["id"]
    assert p.get(answer["Location"]).json() == answer.json()
    assert (answer["Content-Type"], answer["ETag"][0]) == (JSON_LD, '"')
    stored = Annotation.objects.get(note="How many?")
    assert (stored.quote, stored.author) == ("ten people", p.user)


def a_canonical_address_is_kept_and_an_id_becomes_via(p):
    stated = {"canonical": "urn:x:canonical", "id": "https://elsewhere.org/1"}
    found = p.post(p.passage("ten", **stated)).json()
    assert found["canonical"] == stated["canonical"]
    assert (found["via"], found["id"].startswith(p.list)) == (stated["id"], True)
    changed = found | {"canonical": "urn:x:other"}
    assert "/canonical" in pointers(p.put(changed, found["id"], status=400))


def an_update_replaces_the_state_and_answers_with_it(p):
    found = p.get(p.one).json()
    found["body"] = [{"type": "TextualBody", "value": "Again.", "purpose": "commenting"}]
    answer = p.put(found)
    assert answer["Content-Type"] == JSON_LD
    assert answer.json()["body"][0]["value"] == "Again."
    assert answer["ETag"].startswith(f'"{p.rows[0].pk}-2')
    assert Annotation.objects.get(pk=p.rows[0].pk).note == "Again."


def an_update_of_another_version_is_refused(p):
    found, tag = p.get(p.one).json(), p.get(p.one)["ETag"]
    p.put(found | {"bodyValue": "First."})
    p.put(found | {"bodyValue": "Second."}, status=412, **{"If-Match": tag})
    p.put(found, status=428, Accept=JSON_LD)


def a_deleted_annotation_is_gone_from_its_container(p):
    p.ask("DELETE", p.one, status=204, **{"If-Match": p.get(p.one)["ETag"]})
    p.ask("GET", p.one, status=404)
    assert p.one not in p.get(p.list, Prefer=IRIS).json()["first"]["items"]


def another_format_is_not_acceptable(p):
    for address in (p.one, p.list):
        answer = p.ask("GET", address, status=406, Accept="text/turtle")
        assert "application/ld+json." in answer.json()["detail"]


def another_content_is_not_taken(p):
    answer = p.client.post(p.list, "x", content_type="text/turtle")
    assert answer.status_code == 415


def json_ld_is_answered_to_clients_that_name_no_format(p):
    for accept in (None, "*/*", "application/*"):
        for address in (p.one, p.list):
            for method in ("GET", "HEAD"):
                answer = p.ask(method, address, Accept=accept)
                assert answer["Content-Type"] == JSON_LD, accept
    answer = p.ask("POST", p.list, p.passage("ten"), 201, Accept=None)
    assert answer["Content-Type"] == JSON_LD


REQUIREMENTS = [
    an_annotation_is_answered_to_get_head_and_options,
    an_annotation_is_json_ld_with_the_profile,
    an_annotation_links_to_its_type,
    an_annotation_has_an_entity_tag,
    an_annotation_varies_by_accept,
    a_container_ends_in_a_slash_and_its_annotations_are_below_it,
    a_container_is_answered_to_get_head_and_options,
    a_container_is_a_basic_container_and_a_collection,
    a_container_links_to_its_type_and_constraints,
    a_container_has_an_entity_tag_that_changes_with_it,
    a_container_varies_by_accept_and_prefer,
    a_container_has_a_first_page_a_last_page_and_a_total,
    an_empty_container_has_no_pages,
    a_container_says_where_its_representation_is,
    a_minimal_container_embeds_no_page,
    preferred_iris_are_the_items_of_the_first_page,
    preferred_descriptions_are_the_items_of_the_first_page,
    pages_lead_to_all_annotations_in_both_directions,
    a_page_is_part_of_its_container_and_is_none,
    a_new_annotation_is_created_where_its_location_says,
    a_canonical_address_is_kept_and_an_id_becomes_via,
    an_update_replaces_the_state_and_answers_with_it,
    an_update_of_another_version_is_refused,
    a_deleted_annotation_is_gone_from_its_container,
    another_format_is_not_acceptable,
    another_content_is_not_taken,
]
OF_OWN_ADDRESS = [*REQUIREMENTS, json_ld_is_answered_to_clients_that_name_no_format]
"""All that the protocol requires; at the addresses of the API, JSON is what is answered first."""


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda each: each.__name__)
def test_the_protocol(protocol, requirement):
    requirement(protocol)


@pytest.mark.parametrize("requirement", OF_OWN_ADDRESS, ids=lambda each: each.__name__)
def test_the_protocol_at_its_own_address(client, requirement):
    requirement(Protocol(client, OWN_LIST))


def test_there_is_nothing_but_json_ld_at_the_own_address(client):
    own = Protocol(client, OWN_LIST)
    for address in (own.one, own.list):
        refused = own.ask("GET", address, status=406, Accept="application/json")
        assert refused.json()["detail"] == "Accept application/ld+json."
        own.ask("PATCH", address, {}, status=405)
    assert client.post(own.list, {}, content_type="application/json").status_code == 415
    own.ask("GET", f"{own.list}export/", status=404)
    shown = own.get(own.one).json()
    usual = own.get(f"{LIST}{own.rows[0].pk}/").json()
    assert shown.pop("id") == own.one
    assert usual.pop("id").startswith(LIST)
    assert shown == usual


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/ld+json", JSON_LD),
        ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"', JSON_LD),
        ("text/turtle, application/ld+json;q=0.5", JSON_LD),
        ("application/ld+json;q=0.2, application/json;q=0.9", "application/json"),
        ("application/json;q=0.2, application/ld+json;q=0.9", JSON_LD),
    ],
)
def test_the_representation_is_the_one_that_is_preferred(protocol, accept, kind):
    assert protocol.get(protocol.one, Accept=accept)["Content-Type"] == kind
    assert protocol.get(LIST, Accept=accept)["Content-Type"] == kind


REFUSED = [
    ("/target", lambda p: p.passage("ten") | {"target": p.source}),
    ("/target", lambda p: p.passage("ten") | {"target": {"source": f"{ROOT}articles/{p.one}"}}),
    ("/target", lambda p: _selected(p, {"type": "CssSelector", "value": "p"})),
    ("/target", lambda p: _selected(p, {"type": "TextQuoteSelector", "exact": "Herat"})),
    ("/target", lambda p: _selected(p, {"type": "TextQuoteSelector", "exact": "ten people"})),
    ("/quote", lambda p: _selected(p, *_at("ten people", 3))),
    ("/body", lambda p: p.passage("ten", body=_tags("Unknown"))),
    ("/body", lambda p: p.passage("ten", body=_tags("A", "B"))),
    ("/body", lambda p: p.passage("ten", body=_linked(f"{ROOT}incidents/{p.article.pk}/"))),
    ("/creator", lambda p: p.passage("ten", creator="ben")),
    ("/layer", lambda p: p.passage("ten", layer="x")),
    ("/audience", lambda p: p.passage("ten", audience="urn:all")),
    ("/certainty", lambda p: p.passage("ten", certainty="sure")),
    ("/", lambda p: p.passage("ten") | {"type": "Note"}),
    ("/", lambda p: [p.passage("ten")]),
    ("/", lambda p: p.passage("ten") | {"@context": "urn:fish"}),
]


def _selected(p, *selectors):
    return p.passage("ten") | {"target": {"source": p.source, "selector": list(selectors)}}


def _at(exact, start):
    position = {"type": "TextPositionSelector", "start": start, "end": start + len(exact)}
    return {"type": "TextQuoteSelector", "exact": exact}, position


def _tags(*names):
    return [{"type": "TextualBody", "value": each, "purpose": "tagging"} for each in names]


def _linked(source):
    return {"type": "SpecificResource", "source": source, "stance": "supports"}


@pytest.mark.parametrize(("pointer", "body"), REFUSED)
def test_what_cannot_be_kept_is_refused_by_name(protocol, pointer, body):
    answer = protocol.post(body(protocol), status=400)
    assert pointer in pointers(answer)
    assert Annotation.objects.count() == 5
    assert not PassageLink.objects.exists()


def test_a_new_annotation_has_its_code_certainty_and_links(protocol):
    code = make.code(make.codebook(protocol.project), slug="person", label="Person")
    incident = IncidentFactory(project=protocol.project)
    bodies = [
        {"type": "SpecificResource", "source": f"{ROOT}codes/{code.pk}/", "purpose": "classifying",
         "codePath": ["Person"]},
        _linked(f"{ROOT}incidents/{incident.pk}/"),
    ]  # fmt: skip
    found = protocol.post(protocol.passage("ten people", body=bodies, certainty="unsure")).json()
    stored = Annotation.objects.order_by("-id").first()
    assert (stored.code, stored.certainty, stored.attributes) == (code, "unsure", {})
    assert stored.links.get().incident == incident
    assert found["certainty"] == "unsure"
    again = protocol.put(found, found["id"])
    assert again.json() == found
    assert Annotation.objects.get(pk=stored.pk).version == 1
    others = [each for each in found["body"] if "stance" not in each]
    refused = protocol.put(found | {"body": others}, found["id"], status=400)
    assert "/body" in pointers(refused)


def test_a_text_is_named_by_the_address_of_its_page_too(protocol):
    target = {"source": "https://example.org/a"}
    target["selector"] = {"type": "TextQuoteSelector", "exact": "ten people", "suffix": " fled"}
    found = protocol.post(protocol.passage("ten") | {"target": target}).json()
    assert found["target"]["source"] == protocol.source
    assert found["target"]["selector"][1]["start"] == TEXT.rindex("ten people")


def test_only_members_write_and_only_what_they_see_is_there(protocol, client):
    client.force_login(UserFactory())
    protocol.ask("GET", protocol.one, status=404)
    protocol.ask("OPTIONS", protocol.one, status=404)
    assert protocol.get(LIST).json()["total"] == 0
    assert "/target" in pointers(protocol.post(protocol.passage("ten"), status=400))
    client.force_login(member(protocol.project, "reader"))
    protocol.post(protocol.passage("ten"), status=403)
    protocol.put(protocol.passage("ten"), status=403, **{"If-Match": "*"})
    client.logout()
    protocol.post(protocol.passage("ten"), status=401)


def test_readers_of_excerpts_see_no_more_than_elsewhere(protocol, client):
    protocol.project.visibility = "public"
    protocol.project.save()
    Article.objects.update(rights="restricted")
    whole = make.annotation(protocol.article, protocol.user, TEXT)
    client.force_login(UserFactory())
    for row in (*protocol.rows, whole):
        shown = protocol.get(f"{LIST}{row.pk}/", Accept="application/json").json()
        found = protocol.get(f"{LIST}{row.pk}/").json()["target"]
        words = [each for each in found["selector"] if each["type"] == "TextQuoteSelector"]
        is_cut = shown["quote"].endswith("…")
        assert [each["exact"] for each in words] == ([] if is_cut else [shown["quote"]])
        assert all(each["prefix"] == each["suffix"] == "" for each in words)
        assert "textSha256" not in found
    items = protocol.get(LIST).json()["first"]["items"]
    assert TEXT not in json.dumps(items, ensure_ascii=False)
    assert "textSha256" not in json.dumps(items)


def test_a_large_container_is_not_counted(protocol, monkeypatch):
    monkeypatch.setattr(containers, "COUNTED", 3)
    found = protocol.get(f"{LIST}?page_size=2", Prefer=IRIS).json()
    assert "total" not in found
    last = protocol.get(found["last"]).json()
    assert last["items"] == [f"{LIST}{row.pk}/" for row in protocol.rows[-2:]]
    assert "startIndex" not in last
    before = protocol.get(last["prev"]).json()
    assert before["items"] == [f"{LIST}{row.pk}/" for row in protocol.rows[1:3]]


@pytest.mark.parametrize("cursor", ["", "1.", "x.end", "0.nonsense", "end", "-1.end"])
def test_a_wrong_cursor_is_refused(protocol, cursor):
    answer = protocol.ask("GET", f"{LIST}?cursor={cursor}", status=400)
    assert pointers(answer) == {"?cursor"}


def test_iris_are_of_the_container_alone(protocol):
    for accept, iris in ((JSON_LD, "2"), ("application/json", "1")):
        answer = protocol.ask("GET", f"{LIST}?iris={iris}", status=400, Accept=accept)
        assert pointers(answer) == {"?iris"}


def test_a_container_takes_as_many_queries_for_many_annotations(
    protocol, django_assert_max_num_queries
):
    for _round in range(2):
        with django_assert_max_num_queries(14):
            assert protocol.get(f"{LIST}?project=sahel").json()["total"] >= 5
        for words in ("ten", "than", "The", "ten people"):
            note = f"{words} {_round}"
            passage = make.annotation(
                protocol.article,
                protocol.user,
                words,
                note=note,
                certainty="unsure" if _round else "probable",
            )
            make.link(passage, IncidentFactory(project=protocol.project), protocol.user)
        Annotation.objects.update(author=UserFactory())
