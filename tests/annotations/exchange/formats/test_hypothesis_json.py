"""Files of Hypothesis, and passages found by their words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.exchange.documents import QuotedPassage
from annotations.exchange.files.positions import Utf16Positions
from annotations.exchange.files.quotes import QuoteAmbiguous, QuoteFinder, QuoteNotFound
from annotations.exchange.files.web_addresses import plain_address
from annotations.exchange.formats.hypothesis_json import read_hypothesis, recognises_hypothesis
from ctplatform.exchange.limits import Unreadable
from tests.annotations.exchange.hypothesis_rows import quoted_row, row

pytestmark = pytest.mark.pure


def read(tmp_path, content, name="export.json"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_hypothesis(path)


SHAPES = {
    "search API": ("a.json", lambda rows: {"total": len(rows), "rows": rows}),
    "client": ("a.json", lambda rows: {"client_version": "1.1", "annotations": rows}),
    "list": ("a.json", lambda rows: rows),
    "lines": ("a.jsonl", lambda rows: "\n".join(map(json.dumps, rows))),
    "lines in a .json": ("a.json", lambda rows: "\n".join(map(json.dumps, rows))),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_all_shapes_of_a_file_are_read(tmp_path, shape):
    name, make = SHAPES[shape]
    rows = [quoted_row("a", "ten people"), quoted_row("b", "the market", uri="https://b.org/")]
    found = read(tmp_path, make(rows), name)
    assert [each.identifier for each in found.documents] == [
        "https://example.org/a",
        "https://b.org/",
    ]
    assert [each.annotations[0].quoted[0].exact for each in found.documents] == [
        "ten people",
        "the market",
    ]
    assert recognises_hypothesis(name, (tmp_path / name).read_bytes()[:4096])


def test_all_that_is_stated_of_an_annotation_is_read(tmp_path):
    stated = quoted_row(
        "a", "ten people", prefix="killed ", suffix=" in", tags=["Victims", "Count"]
    )
    stated |= {"text": "As reported.", "group": "g1", "user_info": {"display_name": "Ana B."}}
    stated["permissions"] = {"read": ["acct:ana@hypothes.is"]}
    stated["document"] = {"title": ["A report"], "link": [{"href": "https://example.org/print/a"}]}
    (document,) = read(tmp_path, [stated]).documents
    first, second = document.annotations
    assert (first.key, second.key) == ("a", "a#2")
    assert (first.code, second.code) == (("Victims",), ("Count",))
    assert (first.note, second.note) == ("As reported.", "")
    assert first.annotator == "ana@hypothes.is"
    assert first.created == "2024-03-23T10:00:00+00:00"
    assert first.quoted == (QuotedPassage("ten people", "killed ", " in"),)
    assert first.attributes == {
        "display_name": "Ana B.",
        "group": "g1",
        "tags": ["Victims", "Count"],
        "private": True,
    }
    assert document.title == "A report"
    assert document.addresses == ("https://example.org/a", "https://example.org/print/a")


def test_replies_page_notes_and_what_is_left_out_are_told_apart(tmp_path):
    without_words = row("c", target=[{"selector": [{"type": "RangeSelector", "startOffset": 1}]}])
    rows = [
        quoted_row("a", "ten people"),
        row("b", text="On the whole page"),
        row("r1", references=["a"], text="Sure?"),
        row("r2", references=["a", "r1"], text="Yes."),
        row("r3", references=["gone"], text="To nothing"),
        row("r4", references=["a"], text=" "),
        row("h", hidden=True),
        without_words,
        quoted_row("a", "ten people"),
    ]
    found = read(tmp_path, rows)
    (document,) = found.documents
    assert [(each.key, len(each.quoted)) for each in document.annotations] == [("a", 1), ("b", 0)]
    assert [(each.key, each.to) for each in document.replies] == [("r1", "a"), ("r2", "r1")]
    assert document.unread == {
        "replies that are empty or to what is not in the file": 2,
        "annotations that a moderator has hidden": 1,
        "annotations that do not state the words of their passage": 1,
    }
    assert found.unread == {"annotations that are in the file twice": 1}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not JSON"),
        ('{"total": 1}', "no list of “rows”"),
        ('{"rows": {}}', "no list of “rows”"),
        ('{"rows": [1]}', "annotation 1 must be a JSON object"),
        ('{"rows": [{"id": "a"}]}', "annotation 1 has no “id” or no “uri”"),
        ('{"rows": [{"id": "a", "uri": 4}]}', "“uri” must be a text, not 4"),
        ('{"rows": [{"id": "a", "uri": "u", "tags": "x"}]}', "“tags” must be a list"),
        ('{"rows": [{"id": "a", "uri": "u", "target": [1]}]}', "a target must be a JSON object"),
        (
            '{"rows": [{"id": "a", "uri": "u", "target": [{"selector": [2]}]}]}',
            "a selector must be a JSON object",
        ),
        (
            '{"rows": [{"id": "a", "uri": "u", "target": [{"selector": '
            '[{"type": "TextQuoteSelector", "exact": 1}]}]}]}',
            "“exact” must be a text",
        ),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(tmp_path, content, words):
    with pytest.raises(Unreadable, match=words):
        read(tmp_path, content)


TEXT = "Ten died in Kabul.\nTen were hurt.\nThe 😀 attack in Kabul\nended. Ten fled."


@pytest.mark.parametrize(
    ("passage", "words"),
    [
        (QuotedPassage("died in Kabul"), (4, 17)),
        (QuotedPassage("Kabul. Ten were"), (12, 27)),  # the page has a space for the line break
        (QuotedPassage("attack in\u00a0Kabulended"), (40, 61)),  # or nothing, or a hard space
        (QuotedPassage("Ten", suffix=" were hurt"), (19, 22)),
        (QuotedPassage("Ten", prefix="ended. "), (63, 66)),
        (QuotedPassage("Kabul", prefix="attack in "), (50, 55)),
        (QuotedPassage("Ten", start=19), (19, 22)),
        (QuotedPassage("Ten", start=64), (63, 66)),  # in UTF-16 code units
    ],
)
def test_a_passage_is_found_by_its_words(passage, words):
    assert QuoteFinder(TEXT).find(passage) == words


@pytest.mark.parametrize(
    "passage", [QuotedPassage("Ten"), QuotedPassage("Ten", "x", "y"), QuotedPassage("e", start=2)]
)
def test_words_that_may_be_elsewhere_are_not_placed(passage):
    with pytest.raises(QuoteAmbiguous):
        QuoteFinder(TEXT).find(passage)


@pytest.mark.parametrize("words", ["Herat", " ", "\u200b"])
def test_words_that_are_not_there_are_not_found(words):
    with pytest.raises(QuoteNotFound):
        QuoteFinder(TEXT).find(QuotedPassage(words))


LETTERS = st.sampled_from("ab cé😀é\n")


@given(st.text(LETTERS, min_size=1, max_size=60), st.data())
def test_a_passage_with_its_whole_context_and_position_is_found_where_it_was(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    exact = text[start:end]
    begin = start + len(exact) - len(exact.lstrip())
    end = begin + len(exact.strip())
    unit = Utf16Positions(text).to_units(begin)
    passage = QuotedPassage(text[begin:end], text[:begin], text[end:], unit)
    if begin >= end:
        with pytest.raises(QuoteNotFound):
            QuoteFinder(text).find(passage)
    else:
        assert QuoteFinder(text).find(passage) == (begin, end)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a",
        "http://www.example.org/a/#top",
        "https://example.org:443/a?utm_source=mail&fbclid=1",
        "https://via.hypothes.is/https://example.org/a",
        "https://web.archive.org/web/20240101000000/https://example.org/a",
    ],
)
def test_addresses_of_one_page_are_the_same(address):
    assert plain_address(address) == "example.org/a"


@pytest.mark.parametrize("address", ["urn:x-pdf:ab12", "http://[broken", "", "https://e.org:x/"])
def test_other_addresses_stay_as_they_are(address):
    assert plain_address(address) == address
