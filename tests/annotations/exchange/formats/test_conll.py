"""CoNLL: tags of all schemes, real files, what a round trip keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.exchange.documents import AnnotatedCorpus, AnnotatedDocument, TextAnnotation
from annotations.exchange.files.tokens import trim_span
from annotations.exchange.formats.conll import write_conll
from ctplatform.exchange.limits import Unreadable
from tests.annotations.exchange.formats.corpora import (
    SHARED,
    assert_damage_is_refused,
    corpora,
    few,
    read_file,
    write_file,
)

pytestmark = pytest.mark.pure
FILES = sorted((SHARED / "ann-doccano-labelstudio").rglob("*.conll"))
CONLL_2003 = """-DOCSTART- -X- O O

EU NNP B-NP B-ORG
rejects VBZ B-VP O
German JJ B-NP B-MISC
call NN I-NP O
. . O O

Peter NNP B-NP B-PER
Blackburn NNP I-NP I-PER

-DOCSTART- -X- O O

Kabul NNP B-NP B-LOC
Kandahar NNP I-NP B-LOC
"""


def read(tmp_path, content, name="a.conll"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file("conll", path).documents


def entities(document):
    return [
        (document.text[slice(*each.spans[0])], "/".join(each.code)) for each in document.annotations
    ]


def test_documents_sentences_and_entities(tmp_path):
    first, second = read(tmp_path, CONLL_2003)
    assert first.text == "EU rejects German call .\nPeter Blackburn"
    assert entities(first) == [("EU", "ORG"), ("German", "MISC"), ("Peter Blackburn", "PER")]
    assert first.unread == {"columns between word and tag": 2}
    assert (first.name, second.name) == ("a-1", "a-2")
    assert entities(second) == [("Kabul", "LOC"), ("Kandahar", "LOC")]


@pytest.mark.parametrize(
    "tags",
    [
        ["B-A", "I-A", "O", "B-B", "B-B"],  # IOB2
        ["I-A", "I-A", "O", "I-B", "B-B"],  # IOB1
        ["B-A", "E-A", "O", "S-B", "S-B"],  # IOBES
        ["B-A", "L-A", "O", "U-B", "U-B"],  # BILOU
    ],
)
def test_schemes_of_tags(tags, tmp_path):
    content = "\n".join(f"w{place} {tag}" for place, tag in enumerate(tags))
    (document,) = read(tmp_path, content)
    assert entities(document) == [("w0 w1", "A"), ("w3", "B"), ("w4", "B")]


@pytest.mark.skipif(not FILES, reason="the shared data lie beside the project")
def test_real_files():
    outcomes = {}
    for path in FILES:
        try:
            outcomes[path.name] = [entities(each) for each in read_file("conll", path).documents]
        except Unreadable as error:
            outcomes[path.name] = error.row
    assert outcomes["labeling.invalid.conll"] == 1
    assert [words for words, _label in outcomes["example.conll"][0]] == ["JAPAN", "Nadim Ladki"]
    assert outcomes["labeling.trailing.conll"][0]


def words_of(document):
    """The passages of a document with their labels, no white space, as the format keeps them."""
    last, found = 0, []
    passages = [
        (trim_span(document.text, each.spans[0]), "_".join("/".join(each.code).split()))
        for each in document.annotations
    ]
    for span, label in sorted((one for one in passages if one[0]), key=lambda one: one[0]):
        if span[0] >= last:
            found.append(("".join(document.text[slice(*span)].split()), label))
            last = span[1]
    return found


@few
@given(data=st.data())
def test_round_trip(data, tmp_path_factory):
    corpus = data.draw(corpora("conll", whole=False))
    path = write_file("conll", corpus, tmp_path_factory.mktemp("conll"))
    found = {each.name: each for each in read_file("conll", path).documents}
    for document in corpus.documents:
        if document.text.strip():
            assert "".join(found[document.name].text.split()) == "".join(document.text.split())
            assert words_of(found[document.name]) == words_of(document)


def test_damaged_files_are_refused(tmp_path):
    (tmp_path / "a.conll").write_text(CONLL_2003, encoding="utf-8")
    (tmp_path / "damaged").mkdir()
    assert_damage_is_refused("conll", [tmp_path / "a.conll"], tmp_path / "damaged")


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        ("a O\nb\n", 2, "1 columns"),
        ("a B-X\nb NN O\n", 2, "3 columns"),
        ("a O\nb PER\n", 2, "is not a tag"),
        (b"a O\n\xff O\n", 2, "byte 5 is not UTF-8"),
    ],
)
def test_errors_name_the_line(content, row, words, tmp_path):
    with pytest.raises(Unreadable, match=words) as caught:
        read(tmp_path, content)
    assert caught.value.row == row


def test_of_annotations_that_overlap_the_longest_is_written():
    annotations = (
        TextAnnotation("a", ((0, 3),), ("A",)),
        TextAnnotation("b", ((0, 7),), ("Named person",)),
        TextAnnotation("c", ((4, 9),), ("C",)),
    )
    corpus = AnnotatedCorpus((AnnotatedDocument("x", "one two x", annotations),))
    content = dict(write_conll(corpus))["x.conll"].decode()
    assert content == (
        "-DOCSTART- -X- O O\n\none -X- _ B-Named_person\ntwo -X- _ I-Named_person\nx -X- _ O\n"
    )
