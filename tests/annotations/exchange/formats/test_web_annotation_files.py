"""Files of W3C Web Annotations: positions in their texts, damage, and the examples of others."""

import json
import re
from pathlib import Path

import pytest

from annotations.exchange.documents import QuotedPassage
from annotations.exchange.files.quotes import PositionUncertain, QuoteFinder, QuoteNotFound
from annotations.exchange.formats.web_annotation import (
    read_web_annotation,
)
from ctplatform.exchange.limits import Unreadable
from tests.annotations.exchange.formats.corpora import (
    SHARED,
    assert_damage_is_refused,
    assert_read_or_refused,
)
from tests.annotations.exchange.formats.test_web_annotation import (
    PAGE,
    POSITION,
    QUOTE,
    RANGE,
    item,
    page,
    read,
    resource,
    selected,
    text,
)

pytestmark = pytest.mark.pure


ARABIC = "\u0647\u0627\u062c\u0645"


TEXT = f"The 😀 attack killed ten people.\n{ARABIC} ten people."
FIRST, LAST = TEXT.index("ten people"), TEXT.rindex("ten people")


def at(start, end, exact="", **values):
    """A passage with a position in code points."""
    return QuotedPassage(exact, start=start, end=end, in_code_points=True, **values)


@pytest.mark.parametrize("words", ["😀 attack", f"{ARABIC} ten", f"people.\n{ARABIC}"])
def test_positions_are_code_points_of_the_text(words):
    span = (TEXT.index(words), TEXT.index(words) + len(words))
    assert QuoteFinder(TEXT, is_same_text=True).find(at(*span)) == span
    with pytest.raises(PositionUncertain):
        QuoteFinder(TEXT).find(at(*span))
    with pytest.raises(QuoteNotFound):
        QuoteFinder(TEXT, is_same_text=True).find(at(span[0], len(TEXT) + 1))


def test_words_with_other_line_breaks_are_found():
    start, end = QuoteFinder(TEXT).find(QuotedPassage(f"people.\r\n{ARABIC}"))
    assert TEXT[start:end] == f"people.\n{ARABIC}"


@pytest.mark.parametrize("place", [FIRST, LAST])
@pytest.mark.parametrize("more", [0, 1])  # a tool that counts code units states one more
def test_equal_words_are_told_apart_by_their_position(place, more):
    passage = at(place + more, place + more + 10, "ten people")
    assert QuoteFinder(TEXT).find(passage) == (place, place + 10)


def test_a_part_is_found_within_its_passage():
    passage = QuotedPassage("ten people", prefix="killed ", part=at(4, 10))
    assert QuoteFinder(TEXT).find(passage) == (FIRST + 4, FIRST + 10)
    with pytest.raises(QuoteNotFound):
        QuoteFinder(TEXT).find(QuotedPassage("killed ten", part=QuotedPassage("people")))


def test_deep_nesting_ends(tmp_path):
    target, selector, body = PAGE, QUOTE, text("x")
    for _ in range(60):
        target, body = {"items": [target]}, {"items": [body]}
        selector = QUOTE | {"refinedBy": selector}
    found = read(
        tmp_path,
        [item("urn:a", target, body=body), item("urn:b", {"id": PAGE, "selector": selector})],
    )
    assert found.unread == {"targets in lists that are nested too deeply": 1}
    (document,) = found.documents
    assert document.unread == {"passages whose selectors refine each other too often": 1}


def test_damaged_copies_are_read_or_refused_in_bounded_time(tmp_path):
    originals = tmp_path / "originals"
    originals.mkdir()
    full = item(body=[text("A", "tagging"), resource(PAGE, "linking", stance="supports")])
    (originals / "page.jsonld").write_text(json.dumps(page([full, selected(POSITION, QUOTE)])))
    lines = "\n".join(json.dumps(each) for each in (full, selected(RANGE)))
    (originals / "lines.jsonl").write_text(lines)
    assert_damage_is_refused("web_annotation", sorted(originals.iterdir()), tmp_path)


def shared(folder):
    """The files in a folder of the shared data; skipped where it is not here."""
    found = sorted((SHARED / folder).rglob("*.json"))
    if not found:
        pytest.skip(f"The files of {folder} are not here; set CTPLATFORM_SHARED.")
    return found


def test_the_examples_of_the_model_are_read():
    paths = [
        each for each in shared("ann-w3c-model-examples/model") if each.parent.name == "correct"
    ]
    found = {each: assert_read_or_refused("web_annotation", each) for each in paths}
    assert len(found) == 76
    refused = [
        each.relative_to(each.parents[2]) for each, corpus in found.items() if corpus is None
    ]
    assert refused == []
    (collection,) = [found[each] for each in paths if each.name == "collection1.json"]
    assert sum(len(each.annotations) for each in collection.documents) > 20  # fmt: skip


def test_the_wrong_examples_of_the_model_are_read_or_refused():
    paths = [
        each for each in shared("ann-w3c-model-examples/model") if each.parent.name == "incorrect"
    ]
    refused = {
        int(each.stem.removeprefix("anno"))
        for each in paths
        if assert_read_or_refused("web_annotation", each) is None
    }
    assert len(paths) == 40
    assert {1, 2, 4, 5, 7, 8, 9, 10} <= refused  # fmt: skip


def test_recogito_exports_are_read():
    path = Path(SHARED / "ann-recogito-w3c" / "text-annotator_annotations.w3c.json")
    if not path.exists():
        pytest.skip("The files of ann-recogito-w3c are not here; set CTPLATFORM_SHARED.")
    one, other = read_web_annotation(path).documents
    assert one.addresses == ("https://www.gutenberg.org/files/1727/1727-h/1727-h.htm",)
    assert [len(each.annotations) for each in (one, other)] == [3, 2]
    assert one.annotations[0].quoted[0].exact == "death in battle or by shipwreck"
    page = path.with_name("text-annotator_index.html").read_text()
    again = "So now all who escaped"
    body = page[page.index("<body") : page.index(again, page.index(again) + 1)]
    finder = QuoteFinder(re.sub(r"<[^>]+>", " ", body))  # the page has the text several times
    for document in (one, other):
        for annotation in document.annotations:
            start, end = finder.find(annotation.quoted[0])
            words = finder.text[start:end].split()
            assert "".join(words) == "".join(annotation.quoted[0].exact.split())
    for name in ("pdf-annotator_annotations.json", "text-annotator-tei_annotations.json"):
        with pytest.raises(Unreadable, match="export it as W3C annotations"):
            read_web_annotation(path.with_name(name))
