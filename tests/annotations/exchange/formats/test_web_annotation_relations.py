"""Web Annotations that link other annotations of their file are relations."""

import json

import pytest

from annotations.exchange.formats.web_annotation import read_web_annotation

pytestmark = pytest.mark.pure
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
TAG = {"type": "TextualBody", "value": "attacks", "purpose": "tagging"}


def passage(key, page="a", words="ten people"):
    selector = {"type": "TextQuoteSelector", "exact": words}
    target = {"source": f"https://example.org/{page}", "selector": selector}
    return {"@context": CONTEXT, "id": key, "type": "Annotation", "target": target}


def linking(key, target, body=(), **values):
    found = {"id": key, "type": "Annotation", "motivation": "linking", "target": target}
    return found | ({"body": body} if body else {}) | values


@pytest.fixture
def read(tmp_path):
    def run(*items):
        path = tmp_path / "a.json"
        path.write_text(json.dumps([passage("#a"), passage("#b"), *items]))
        corpus = read_web_annotation(path)
        return corpus, {each.name.rpartition("/")[2]: each for each in corpus.documents}

    return run


FORMS = {
    "recogito": [linking("#r", [{"id": "#a"}, {"id": "#b"}], [TAG])],
    "annotorious": [
        linking("#r", "#a", "#b"),
        {"id": "#m", "type": "Annotation", "motivation": "tagging", "target": "#r", "body": TAG},
    ],
    "annotorious, the tag first": [
        {"id": "#m", "type": "Annotation", "motivation": "tagging", "target": "#r", "body": TAG},
        linking("#r", "#a", "#b"),
    ],
    "ours": [linking("#r", {"source": "#a"}, [{"source": "#b", "purpose": "linking"}, TAG])],
}


@pytest.mark.parametrize("form", FORMS)
def test_the_forms_of_other_tools_are_read(read, form):
    corpus, pages = read(*FORMS[form])
    (relation,) = pages["a"].relations
    assert relation.members == (("", "#a"), ("", "#b"))
    assert (relation.key, relation.label, relation.attributes) == ("#r", "attacks", {})
    assert len(pages["a"].annotations) == 2
    assert (pages["a"].replies, corpus.unread) == ((), {})


def test_roles_notes_creators_and_further_addresses_are_read(read):
    note = {"type": "TextualBody", "value": "At dawn.", "purpose": "commenting"}
    bodies = [{"source": "#b", "role": "what"}, "https://example.org/x", note, TAG]
    answer = {"id": "#n", "type": "Annotation", "target": "#r", "bodyValue": "And at night."}
    ends = {"source": "#a", "role": "who"}
    _corpus, pages = read(linking("#r", ends, bodies, creator="ana"), answer)
    (relation,) = pages["a"].relations
    assert relation.members == (("who", "#a"), ("what", "#b"))
    assert (relation.annotator, relation.label) == ("ana", "attacks")
    assert relation.note == "At dawn.\n\nAnd at night."
    assert relation.attributes == {"links": ["https://example.org/x"]}


def test_relations_without_ends_in_one_text_are_counted(read):
    corpus, pages = read(
        passage("#c", page="b"),
        linking("#r1", "#a", "#c"),
        linking("#r2", ["#a", "#b", "#r1"]),
    )
    assert corpus.unread == {
        "relations of annotations that are not in the file, or not of one text": 2
    }
    assert not any(each.relations for each in pages.values())


def test_a_link_to_something_else_is_no_relation(read):
    _corpus, pages = read(passage("#c") | {"motivation": "linking", "body": "https://example.org"})
    linked = [each for each in pages["a"].annotations if each.key == "#c"]
    assert linked[0].attributes == {"links": ["https://example.org"]}
