"""Pure: the marks of texts, and the form of blocks."""

from uuid import uuid4

import pytest

from incidents.reports.content.blocks import MOST, MOST_PINNED, WrongBlock, moved, read_blocks
from incidents.reports.content.markup import Run, plain_text, read_markup

pytestmark = pytest.mark.pure
KINDS = ("steps", "calendar")
PK = str(uuid4())
TAKEN = "2026-11-28T17:00:00+00:00"


def test_marks_are_read_and_everything_else_is_text():
    text = (
        "# One\n## Two\nA **bold** word,\nan *italic* one\n\n- first\n- [a link](https://a.org/b)\n"
    )
    heading, smaller, paragraph, items = read_markup(text)
    assert (heading.kind, heading.lines) == ("heading", [[Run("One")]])
    assert (smaller.kind, smaller.lines) == ("subheading", [[Run("Two")]])
    assert paragraph.lines == [
        [Run("A "), Run("bold", is_bold=True), Run(" word,")],
        [Run("an "), Run("italic", is_italic=True), Run(" one")],
    ]
    assert items.kind == "list"
    assert items.lines[1] == [Run("a link", address="https://a.org/b")]
    assert plain_text("# **A** b\n\nc") == "A b\nc"


@pytest.mark.parametrize(
    "text",
    ["<script>x</script>", "[x](javascript:alert(1))", "2 * 3 * 4", "**", "#tag", "-1 degrees"],
)
def test_what_is_no_mark_stays_as_it_is(text):
    assert read_markup(text) == [read_markup("x")[0].__class__("paragraph", [[Run(text)]])]


def test_blocks_get_ids_and_one_form():
    given = [
        {"kind": "text", "text": "a\r\nb  "},
        {"kind": "quote", "passage": PK.upper(), "caption": ""},
        {"kind": "chart", "snapshot": PK, "caption": "C"},
        {"kind": "table", "incidents": [[PK, 2]], "found": 9, "taken": TAKEN},
        {"kind": "assessment", "assessment": PK},
    ]
    text, quote, chart, table, _assessment = found = read_blocks(given, KINDS)
    assert len({each["id"] for each in found}) == 5
    assert text["text"] == "a\nb"
    assert (quote["passage"], "caption" in quote) == (PK, False)
    assert (chart["drawn_as"], chart["caption"]) == ("steps", "C")
    assert (table["incidents"], table["found"]) == ([[PK, 2]], 9)
    assert read_blocks(found, KINDS) == found


WRONG = [
    ("text", "a list"),
    ([{"kind": "video"}], "kind"),
    (["text"], "object"),
    ([{"kind": "text", "text": "  "}], "text"),
    ([{"kind": "text", "text": "x" * 20_001}], "text"),
    ([{"kind": "text", "text": "a\0b"}], "control"),
    ([{"kind": "text", "text": "a", "colour": "red"}], "colour"),
    ([{"kind": "quote", "passage": "1"}], "passage"),
    ([{"kind": "quote", "passage": 7}], "passage"),
    ([{"kind": "chart", "snapshot": PK, "drawn_as": "pie"}], "drawn_as"),
    ([{"kind": "table"}], "snapshot"),
    ([{"kind": "table", "incidents": [[PK, 1]] * 2, "taken": TAKEN}], "twice"),
    ([{"kind": "table", "incidents": [[PK, True]], "taken": TAKEN}], "incidents"),
    ([{"kind": "table", "incidents": [[PK, 1]], "taken": "yesterday"}], "taken"),
    ([{"kind": "table", "incidents": [[PK, 1]], "found": 0, "taken": TAKEN}], "found"),
    ([{"kind": "assessment", "hidden": True}], "assessment"),
    ([{"id": "1", "kind": "text", "text": "a"}] * 2, "same id"),
    ([{"kind": "text", "text": "a"}] * (MOST + 1), "at most"),
    ([{"kind": "chart", "snapshot": PK}] * (MOST_PINNED + 1), "at most"),
]


@pytest.mark.parametrize(("blocks", "words"), WRONG)
def test_wrong_blocks_are_refused_with_what_is_wrong(blocks, words):
    with pytest.raises(WrongBlock, match=words):
        read_blocks(blocks, KINDS)


def test_a_block_moves_as_far_as_there_is_room():
    blocks = [{"id": each} for each in "abc"]
    assert [each["id"] for each in moved(blocks, "c", -1)] == ["a", "c", "b"]
    assert moved(blocks, "a", -1) == moved(blocks, "c", 1) == moved(blocks, "x", 1) == blocks
