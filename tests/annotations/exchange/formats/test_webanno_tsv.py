"""WebAnno TSV 3.3: files as INCEpTION writes them, round trips, errors."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.exchange.documents import AnnotatedCorpus
from annotations.exchange.files.tokens import find_tokens, trim_span
from annotations.exchange.formats.webanno_tsv.reading import read_document
from annotations.exchange.formats.webanno_tsv.writing import write_document
from ctplatform.exchange.limits import Unreadable
from tests.annotations.exchange.formats.corpora import (
    SAMPLE,
    assert_damage_is_refused,
    assert_round_trip,
    corpora,
    few,
    texts,
)

pytestmark = pytest.mark.pure
ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"


def tsv(header, *lines):
    return "\n".join(["#FORMAT=WebAnno TSV 3.3", *header, "", "", *lines, ""]).encode()


EMOJI = tsv(
    ["#T_SP=webanno.custom.Span|value"],
    "#Text=I like it 😊 .",
    "1-1\t0-1\tI\t_\t",
    "1-2\t2-6\tlike\t_\t",
    "1-3\t7-9\tit\t_\t",
    "1-4\t10-12\t😊\t*\t",
    "1-5\t13-14\t.\tend\\_\\[1\\]\t",
)
STACKED = tsv(
    [f"#T_SP={ENTITY}|value", f"#T_RL=webanno.custom.Relation|value|BT_{ENTITY}"],
    "#Text=Ms. Haag plays",
    "1-1\t0-3\tMs.\tPER[1]|PERpart[2]\t_\t_\t",
    "1-2\t4-8\tHaag\tPER[1]\t_\t_\t",
    "1-3\t9-14\tplays\t_\t_\t_\t",
    "1-3.1\t9-13\tplay\tVERB\tsubject\t1-1[2_0]\t",
)
SLOTS = tsv(
    [
        "#T_SP=webanno.custom.Lu|luvalue",
        "#T_SP=webanno.custom.Frame|FE|ROLE_webanno.custom.Frame:Roles_webanno.custom.FrameRolesLink"
        "|webanno.custom.Lu",
        "#T_CH=webanno.custom.CorefLink|referenceType|referenceRelation",
    ],
    "#Text=Bob auctioned",
    "#Text=the clock",
    "1-1\t0-3\tBob\tbob\t_\t_\t_\tpr[1]\tcoref->1-1\t",
    "1-2\t4-13\tauctioned\t_\tsale\tseller;goods\t1-1;1-3[4]\t_\t_\t",
    "1-3\t14-17\tthe\tclock[4]\t_\t_\t_\tpr[1]\t*->1-2\t",
    "1-4\t18-23\tclock\tclock[4]\t_\t_\t_\t_\t_\t",
    "",
    "#Text=Sold.",
    "2-1\t25-29\tSold\t_\t_\t_\t_\t_\t_\t",
)


def shown(document):
    return [
        (document.text[slice(*each.spans[0])], each.code, each.layer.rpartition(".")[2])
        for each in document.annotations
    ]


def test_positions_are_utf16_code_units():
    document = read_document("a", EMOJI)
    assert document.text == "I like it 😊 ."
    assert shown(document) == [("😊", (), "Span"), (".", ("end_[1]",), "Span")]
    assert document.annotations[0].spans == ((10, 11),)


def test_stacked_annotations_parts_of_tokens_and_relations():
    document = read_document("a", STACKED)
    assert shown(document) == [
        ("Ms. Haag", ("PER",), "NamedEntity"),
        ("Ms.", ("PERpart",), "NamedEntity"),
        ("play", ("VERB",), "NamedEntity"),
    ]
    (relation,) = document.relations
    keys = [each.key for each in document.annotations]
    assert relation.label == "subject"
    assert relation.members == (("Governor", keys[1]), ("Dependent", keys[2]))


def test_slots_and_chains_are_relations():
    document = read_document("a", SLOTS)
    assert document.text == "Bob auctioned\nthe clock \nSold."
    words = {each.key: document.text[slice(*each.spans[0])] for each in document.annotations}
    assert [
        (each.label, [(role, words[key]) for role, key in each.members])
        for each in document.relations
    ] == [
        ("Roles", [("", "auctioned"), ("seller", "Bob"), ("goods", "the clock")]),
        ("CorefLink", [("", "Bob"), ("", "the")]),
    ]
    assert document.unread == {"characters between sentences, which the file does not state": 2}


def trimmed(document):
    """The document without white space at the ends of passages."""
    kept = {}
    for each in document.annotations:
        spans = [trim_span(document.text, span) for span in each.spans]
        if all(spans):
            kept[each.key] = replace(each, spans=tuple(spans))
    relations = [
        each for each in document.relations if {key for _r, key in each.members} <= {*kept}
    ]
    return replace(document, annotations=tuple(kept.values()), relations=tuple(relations))


@few
@given(data=st.data())
def test_round_trip(data, tmp_path_factory):
    corpus = data.draw(corpora("webanno-tsv", whole=False))
    corpus = AnnotatedCorpus(tuple(map(trimmed, corpus.documents)))
    assert_round_trip("webanno-tsv", corpus, tmp_path_factory.mktemp("tsv"), layers=False)


@few
@given(text=texts(), data=st.data())
def test_tokens_are_never_cut_by_an_annotation(text, data):
    numbers = st.integers(0, len(text))
    pairs = data.draw(st.lists(st.tuples(numbers, numbers), max_size=4))
    spans = [tuple(sorted(pair)) for pair in pairs]
    tokens = find_tokens(text, spans)
    assert "".join(text[start:end] for start, end in tokens) == "".join(text.split())
    for border in {border for span in spans for border in span}:
        assert not any(start < border < end for start, end in tokens)


def test_damaged_files_are_refused(tmp_path):
    originals = []
    own = write_document(SAMPLE.documents[0]).encode()
    for number, content in enumerate((EMOJI, STACKED, SLOTS, own)):
        originals.append(tmp_path / f"{number}.tsv")
        originals[-1].write_bytes(content)
    (tmp_path / "damaged").mkdir()
    assert_damage_is_refused("webanno-tsv", originals, tmp_path / "damaged")


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        (b"#FORMAT=WebAnno TSV 2.0\n", 1, "line 1 must be"),
        (EMOJI.replace(b"10-12", b"10-11"), 9, "inside a character"),
        (EMOJI.replace("\t😊".encode(), b"\tx"), 9, "the text has"),
        (EMOJI.replace(b"1-3\t7-9", b"1-3\t7"), 8, "divided by tabs"),
        (STACKED.replace(b"1-1[2_0]", b"one"), 10, "not the number of a token"),
        (EMOJI.replace(b"like", b"lik\xff"), 5, "is not UTF-8"),
    ],
)
def test_errors_name_the_line(content, row, words):
    with pytest.raises(Unreadable, match=words) as caught:
        read_document("a", content)
    assert caught.value.row == row


def test_long_white_space_and_one_long_line_are_read_in_bounded_time():
    text = " " * 20_000 + "x." * 20_000 + "\n" * 5_000
    corpus = AnnotatedCorpus((replace(read_document("a", EMOJI), text=text, annotations=()),))
    (document,) = corpus.documents
    assert read_document("a", write_document(document).encode()).text == text
