"""Files of W3C Web Annotations: their shapes, targets, selectors and bodies."""

import json
from dataclasses import replace

import pytest

from annotations.exchange.documents import QuotedPassage
from annotations.exchange.formats.web_annotation import (
    read_web_annotation,
    recognises_web_annotation,
)
from ctplatform.exchange.limits import Unreadable

pytestmark = pytest.mark.pure
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
PAGE = "https://example.org/a"
QUOTE = {"type": "TextQuoteSelector", "exact": "ten people", "prefix": "The ", "suffix": " died"}
POSITION = {"type": "TextPositionSelector", "start": 4, "end": 14}


def item(key="urn:a", target=None, **values):
    """A Web Annotation of the passage QUOTE in PAGE."""
    target = {"source": PAGE, "selector": QUOTE} if target is None else target
    return {"@context": CONTEXT, "id": key, "type": "Annotation", "target": target} | values


def selected(*selectors):
    return item(target={"source": PAGE, "selector": list(selectors)})


def read(folder, content, name="a.jsonld"):
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_web_annotation(path)


def only(folder, content):
    """The one annotation of the one document of a file."""
    (document,) = read(folder, content).documents
    (found,) = document.annotations
    return found


def page(items, **values):
    return {"@context": CONTEXT, "type": "AnnotationPage", "items": items} | values


SHAPES = {
    "list": ("a.json", lambda items: items),
    "page": ("a.jsonld", page),
    "collection": (
        "a.jsonld",
        lambda items: {
            "@context": [CONTEXT, {"x": "urn:x"}],
            "type": ["AnnotationCollection", "BasicContainer"],
            "first": page(items[:1], next=page(items[1:])),
        },
    ),
    "lines": ("a.jsonl", lambda items: "\n".join(map(json.dumps, items))),
    "lines in a .json": ("a.json", lambda items: "\n".join(map(json.dumps, items))),
    "graph": ("a.jsonld", lambda items: {"@context": CONTEXT, "@graph": [*items, {"id": "x"}]}),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_all_shapes_of_a_file_are_read(tmp_path, shape):
    name, make = SHAPES[shape]
    content = make([item("urn:a"), item("urn:b", {"source": "https://b.org/", "selector": QUOTE})])
    found = read(tmp_path, content, name)
    assert [each.addresses for each in found.documents] == [(PAGE,), ("https://b.org/",)]
    assert [each.annotations[0].key for each in found.documents] == ["urn:a", "urn:b"]
    assert recognises_web_annotation(name, (tmp_path / name).read_bytes()[:4096])


def test_one_annotation_is_a_file(tmp_path):
    found = only(tmp_path, item())
    assert found.quoted == (QuotedPassage("ten people", "The ", " died"),)


def test_pages_at_other_addresses_are_counted(tmp_path):
    found = read(tmp_path, page([item()], next="https://example.org/page2"))
    assert found.unread == {"pages of a collection that are at another address": 1}


TARGETS = {
    "text": (PAGE, ()),
    "object with an id": ({"id": PAGE, "type": "Text"}, ()),
    "source as an object": ({"source": {"id": PAGE}, "selector": QUOTE}, ("ten people",)),
    "one in a list": ([{"source": PAGE, "selector": [QUOTE]}], ("ten people",)),
    "two in a list": (
        [{"source": PAGE, "selector": QUOTE}, {"source": PAGE, "selector": QUOTE | {"exact": "X"}}],
        ("ten people", "X"),
    ),
    "composite": (
        {"type": "Composite", "items": [{"source": PAGE, "selector": QUOTE}]},
        ("ten people",),
    ),
}


@pytest.mark.parametrize("name", TARGETS)
def test_targets_are_pages_and_passages(tmp_path, name):
    target, words = TARGETS[name]
    found = only(tmp_path, item(target=target))
    assert tuple(each.exact for each in found.quoted) == words


def test_targets_in_several_pages_are_an_annotation_for_each(tmp_path):
    targets = [{"source": address, "selector": QUOTE} for address in (PAGE, "https://b.org/")]
    found = read(tmp_path, item(target=targets))
    assert [(each.addresses, each.annotations[0].key) for each in found.documents] == [
        ((PAGE,), "urn:a"),
        (("https://b.org/",), "urn:a#2"),
    ]


WORDS = QuotedPassage("ten people", "The ", " died")
SELECTORS = {
    "words with a position": (
        [POSITION, QUOTE],
        QuotedPassage("ten people", "The ", " died", 4, 14, in_code_points=True),
    ),
    "a position alone": ([POSITION], QuotedPassage("", "", "", 4, 14, in_code_points=True)),
    "a choice": ([{"type": "Choice", "items": [QUOTE]}], WORDS),
    "words within words": (
        [{"type": "TextQuoteSelector", "exact": "ten people died", "refinedBy": QUOTE}],
        QuotedPassage("ten people died", part=QuotedPassage("ten people", "The ", " died")),
    ),
    "a position within words": (
        [QUOTE | {"refinedBy": POSITION | {"start": 4, "end": 10}}],
        replace(WORDS, part=QuotedPassage("", start=4, end=10, in_code_points=True)),
    ),
    "words in a part of the page": (
        [{"type": "FragmentSelector", "value": "intro", "refinedBy": [QUOTE, POSITION]}],
        QuotedPassage("ten people", "The ", " died"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SELECTORS)
def test_selectors_state_passages(tmp_path, name):
    selectors, passage = SELECTORS[name]
    assert only(tmp_path, selected(*selectors)).quoted == (passage,)


RANGE = {"type": "RangeSelector", "startSelector": QUOTE, "endSelector": QUOTE}
NOT_PLACED = {
    "passages that are stated only by a RangeSelector": [RANGE],
    "passages that are stated only by a CssSelector and a FragmentSelector": [
        {"type": "CssSelector", "value": "p"},
        {"type": "FragmentSelector", "value": "p1"},
    ],
    "passages that are stated by no known selector": [{"type": "MoodSelector"}],
    "passages whose words are empty": [QUOTE | {"exact": " "}],
    "passages without length": [POSITION | {"end": 4}],
    "passages whose selector is at another address": ["https://example.org/selector"],
    "passages that are stated only by a position in a part of a page": [
        {"type": "XPathSelector", "value": "/p", "refinedBy": POSITION}
    ],
}


@pytest.mark.parametrize("why", NOT_PLACED)
def test_what_is_not_placed_is_counted_with_its_reason(tmp_path, why):
    (document,) = read(tmp_path, selected(*NOT_PLACED[why])).documents
    assert document.annotations == ()
    assert document.unread == {why: 1}


def test_a_fragment_of_an_address_is_not_the_whole_page(tmp_path):
    (document,) = read(tmp_path, item(target=f"{PAGE}#xywh=1,1,2,2")).documents
    assert document.addresses == (PAGE,)
    assert document.unread == {"passages that are stated only by a fragment of an address": 1}


def text(value, purpose=None, **values):
    found = {"type": "TextualBody", "value": value} | values
    return found | {"purpose": purpose} if purpose else found


def resource(source, purpose, **values):
    return {"type": "SpecificResource", "source": source, "purpose": purpose} | values


WIKIDATA = "https://www.wikidata.org/entity/Q5838"
BODIES = {
    "a text": ("https://example.org/note", {"attributes": {"links": ["https://example.org/note"]}}),
    "a comment": (text("Seen."), {"note": "Seen."}),
    "two comments": ([text("A."), text("B.", "describing")], {"note": "A.\n\nB."}),
    "a tag": (text("Person", "tagging"), {"code": ("Person",)}),
    "a class": (text("Person", "classifying"), {"code": ("Person",)}),
    "a class elsewhere": (
        resource({"id": WIKIDATA, "label": "Kabul"}, "classifying"),
        {"code": ("Kabul",), "attributes": {"classified_as": [WIKIDATA]}},
    ),
    "a class without a label": (
        resource(WIKIDATA, "tagging"),
        {"code": ("Q5838",), "attributes": {"classified_as": [WIKIDATA]}},
    ),
    "a text in a resource": (resource(text("Seen."), "commenting"), {"note": "Seen."}),
    "an assessment": (text("good", "assessing"), {"note": "good"}),
    "HTML": (
        text("<b>x</b>", format="text/html"),
        {"note": "<b>x</b>", "attributes": {"note_format": "text/html"}},
    ),
    "a choice": ({"type": "Choice", "items": [text("A.")]}, {"note": "A."}),
}


@pytest.mark.parametrize("name", BODIES)
def test_bodies_are_codes_notes_certainty_and_links(tmp_path, name):
    body, expected = BODIES[name]
    found = only(tmp_path, item(body=body))
    assert {name: getattr(found, name) for name in expected} == expected


def test_a_body_value_is_a_note_and_a_motivation_a_purpose(tmp_path):
    assert only(tmp_path, item(bodyValue="Seen.")).note == "Seen."
    assert only(tmp_path, item(bodyValue="Person", motivation="tagging")).code == ("Person",)
    moderated = only(tmp_path, item(bodyValue="No.", motivation=["moderating", "commenting"]))
    assert moderated.attributes == {"motivation": ["moderating"]}


def test_several_tags_are_an_annotation_for_each(tmp_path):
    bodies = [text("A", "tagging"), text("B", "tagging"), text("Seen.")]
    (document,) = read(tmp_path, item(body=bodies)).documents
    assert [(each.key, each.code, each.note) for each in document.annotations] == [
        ("urn:a", ("A",), "Seen."),
        ("urn:a#code2", ("B",), ""),
    ]


EVENT = {"layer": "events", "attributes": {"n": [1]}}


def test_own_terms_are_the_path_of_the_code_links_rows_and_attributes(tmp_path):
    stated = {
        "stance": "contradicts",
        "field": "killed",
        "credibility": 2,
        "statedValue": {"low": 3},
    }
    bodies = [
        text("unsure", "assessing"),
        resource("https://h.org/api/v1/codes/1/", "classifying", codePath=["Actor", "Person"]),
        text("actor/person", "tagging"),
        resource("https://h.org/api/v1/incidents/2/", "linking", **stated),
        resource("https://h.org/r/3/", "linking", belongsTo="https://h.org/i/2/", **stated),
    ]
    target = {"source": PAGE, "selector": QUOTE, "textSha256": "ab" * 32}
    content = item(target=target, body=bodies, certainty="unsure", **EVENT)
    (document,) = read(tmp_path, content).documents
    (found,) = document.annotations
    assert (found.certainty, found.note) == ("unsure", "")
    assert (found.code, found.layer, found.attributes) == (
        ("Actor", "Person"),
        "events",
        {"n": [1]},
    )
    assert found.links == (
        {
            "target": "https://h.org/api/v1/incidents/2/",
            "role": "contradicts",
            "field": "killed",
            "stated_value": {"low": 3},
            "credibility": 2,
            "row": "https://h.org/r/3/",
        },
    )
    assert document.fingerprint == "ab" * 32  # fmt: skip


@pytest.mark.parametrize(
    ("creator", "name"),
    [
        ("https://example.org/ana", "https://example.org/ana"),
        ({"id": "urn:x", "nickname": "ana", "name": "Ana B."}, "ana"),
        ({"id": "urn:x", "name": " Ana B.\n"}, "Ana B."),
        ([{"id": "urn:x"}, "ben"], "urn:x"),
        (7, ""),
    ],
)
def test_the_creator_is_the_annotator(tmp_path, creator, name):
    found = only(tmp_path, item(creator=creator, created="2026-03-01T10:00:00Z"))
    assert (found.annotator, found.created) == (name, "2026-03-01T10:00:00Z")


def test_answers_are_replies(tmp_path):
    ben, comment = {"name": "ben"}, text("First.")
    items = [
        item("urn:a", creator="ana", body=[comment, text("Sure?", creator=ben)]),
        item("urn:r", {"id": "urn:a"}, creator="cem", motivation="replying", bodyValue="Yes."),
        item("urn:s", "urn:r", bodyValue="Thanks."),
        item("urn:t", "urn:s"),
        item("urn:a"),
    ]
    found = read(tmp_path, items)
    (document,) = found.documents
    assert [(each.to, each.annotator, each.text) for each in document.replies] == [
        ("urn:a", "ben", "Sure?"),
        ("urn:a", "cem", "Yes."),
        ("urn:r", "", "Thanks."),
    ]
    assert document.annotations[0].note == "First."
    assert found.unread == {
        "replies that are empty or to what is not in the file": 1,
        "annotations that are in the file twice": 1,
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('[{"id": "a",]', r"not JSON.*line 1, column 13"),
        ("7", "neither an annotation nor a list"),
        ([item(), 7], "annotation 2 must be a JSON object"),
        ({"type": "Squirrel", "target": PAGE}, "its “type” says otherwise"),
        (item() | {"@context": "fish"}, "its “@context” is 'fish', not http"),
        ([item(), {"bodies": [], "target": {}}], "annotation 2 has no “type” “Annotation”"),
        ([{"type": "Annotation"}], "annotation 1 has no “target”"),
        (item(["a", "b"]), "“id” must be one address"),
        (item(target=7), "annotation 1: “target” must be a text or an object or a list, not 7"),
        (item(target=[7]), "annotation 1, a target must be a JSON object"),
        (item(target={"source": [PAGE, PAGE], "selector": QUOTE}), "more than one “source”"),
        (selected(7), "annotation 1, a selector must be a JSON object"),
        (selected(QUOTE | {"exact": 1}), "a TextQuoteSelector: “exact” must be a text"),
        (selected(POSITION | {"start": "4"}), "“start” and “end” must be whole numbers"),
        (selected(POSITION | {"start": 20}), "20 to 14 is not a passage"),
        (item(body=[7]), "annotation 1, a body must be a JSON object"),
        (item(body={"value": 7}), "a body: “value” must be a text"),
        (item(bodyValue=["a"]), "“bodyValue” must be a text"),
        ({"type": "AnnotationCollection", "first": "urn:p"}, "Download the pages themselves"),
        ({"type": "AnnotationPage", "items": {}}, "page 1: “items” must be a list"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(tmp_path, content, words):
    with pytest.raises(Unreadable, match=words):
        read(tmp_path, content)
