"""brat standoff, read and written again."""

import os
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from annotations.exchange.documents import AnnotatedDocument as Document
from annotations.exchange.documents import AnnotationRelation, TextAnnotation
from annotations.exchange.formats.brat import read_brat, read_document
from annotations.exchange.formats.brat_lines import brat_lines
from ctplatform.exchange.limits import Unreadable

pytestmark = pytest.mark.pure
SHARED = Path(os.environ.get("CTPLATFORM_SHARED", settings.BASE_DIR.parent / "shared"))
EXAMPLES = SHARED / "data/ann-brat-examples"
TEXT = "Carlos \U0001f600 bought\nAcme in Bogotá."
LINES = (
    "T1\tPerson 0 6\tCarlos\n"
    "T2\tBuy 9 15\tbought\n"
    "T3\tOrg 16 20;24 30\tAcme Bogotá\n"
    "T4\tBuy 9 15;16 20\tbought Acme\n"
    "E1\tBuy:T2 Buyer:T1 Cause:E2\n"
    "E2\tBuy:T4\n"
    "R1\tOwns Arg1:T1 Arg2:T3\t\n"
    "*\tAlias T1 T3\n"
    "A1\tNegated E1\n"
    "A2\tMention T1 Name\n"
    "N1\tReference T1 Wikipedia:64488\tCarlos Salinas\n"
    "#1\tAnnotatorNotes T1\tSure?\n"
    "#2\tOther R1\tCheck\tthis\n"
)


def sorted_lines(lines):
    return sorted(line for line in lines.split("\n") if line)


def test_every_kind_of_line_is_read_and_written_again():
    document = read_document("a", TEXT, LINES)
    assert sorted(brat_lines(document)) == sorted_lines(LINES)
    person, buy, org, both = document.annotations
    assert org.spans == ((16, 20), (24, 30))
    assert both.spans == ((9, 20),), "fragments on two lines are one passage"
    assert person.note == "Sure?"
    assert person.attributes["Mention"] == "Name"
    event = document.relations[0]
    assert event.members == (("Trigger", "T2"), ("Buyer", "T1"), ("Cause", "T4"))
    assert buy.code == ("Buy",)


def test_what_brat_has_no_line_for_is_written_as_a_note():
    attributes = {"n": 1, "a b": "x y"}
    first = TextAnnotation("x", ((0, 6),), ("A", "B c"), note="1\n2", attributes=attributes)
    second = TextAnnotation("y", ((7, 8),), attributes={"ok": True})
    relation = AnnotationRelation("z", "of", (("a", "x"), ("b", "y"), ("b", "x")), note="\t")
    document = Document("a", TEXT, (first, second), (relation,))
    found = read_document("a", TEXT, "\n".join(brat_lines(document)))
    assert [each.note for each in found.annotations] == ["1\n2", ""]
    assert found.annotations[0].attributes == attributes
    assert found.annotations[1].attributes == {"ok": True}
    roles = [role for role, _key in found.relations[0].members]
    assert roles == ["a", "b", "b"]
    assert found.relations[0].note == "\t"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("T1\tPerson 0 600\tx", "0 to 600 is not a passage"),
        ("T1\tPerson 6 6\t", "6 to 6 is not a passage"),
        ("T1\tPerson a b\t", "is not a start and an end"),
        ("X1\tPerson", "starts with none of"),
        ("T1\tA 0 1\tC\nT1\tA 0 1\tC", "used twice"),
        ("R1\tOf Arg1 Arg2", "is not a role and an id"),
        ("E1\t", "names its trigger"),
        ("A1\tAlone", "is not brat standoff"),
        ("R1\tOf Arg1:T8 Arg2:T9", "names T8, which is not in the file"),
    ],
)
def test_a_wrong_line_is_named(line, words):
    with pytest.raises(Unreadable, match=words):
        read_document("a", TEXT, line)


def test_a_standoff_file_without_its_text_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.ann", "T1\tA 0 1\tx")
    with pytest.raises(Unreadable, match="has no text"):
        read_brat(tmp_path / "a.zip")


def test_a_note_of_something_unknown_is_counted():
    document = read_document("a", TEXT, "#1\tAnnotatorNotes A9\tWhat?\n")
    assert list(document.unread.values()) == [1]


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the example files of brat are not here")
def test_the_examples_of_brat_come_back_byte_by_byte_but_for_the_order_of_lines():
    seen = Counter()
    for path in sorted(EXAMPLES.rglob("*.ann")):
        lines = path.read_bytes().decode()
        text = path.with_suffix(".txt").read_bytes().decode()
        document = read_document(path.stem, text, lines)
        assert sorted(brat_lines(document)) == sorted_lines(lines), path.name
        assert not document.unread
        seen.update(line[0] for line in sorted_lines(lines))
    assert set(seen) == set("TERA*N#")
