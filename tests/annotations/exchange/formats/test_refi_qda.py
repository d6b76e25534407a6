"""REFI-QDA: real projects, the published schemas, positions as NVivo has them, errors."""

import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.exchange.documents import (
    AnnotatedCorpus,
    AnnotatedDocument,
    CodeDefinition,
    TextAnnotation,
)
from annotations.exchange.formats.refi_qda.codebooks import write_codebook
from ctplatform.exchange.limits import Unreadable
from tests.annotations.exchange.formats.corpora import (
    SAMPLE,
    SHARED,
    assert_damage_is_refused,
    assert_round_trip,
    corpora,
    few,
    read_file,
    write_file,
)

pytestmark = pytest.mark.pure
DATA = SHARED / "ann-refi-qda"
REAL = DATA / "A" / "skyloom_TestProject.qdpx"
CODEBOOK = DATA / "A" / "requal_atlasti23_valid.qdc"
needs_shared = pytest.mark.skipif(
    not REAL.exists(), reason="the shared data lie beside the project"
)
HEAD = '<?xml version="1.0"?>\n<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="{}">\n'
CODES = (
    '<CodeBook><Codes><Code guid="00000000-0000-0000-0000-000000000001" name="Attack" '
    'isCodable="true"/></Codes></CodeBook>\n'
)
CODING = (
    '<Coding guid="00000000-0000-0000-0000-00000000000a">'
    '<CodeRef targetGUID="00000000-0000-0000-0000-000000000001"/></Coding>'
)


def project(folder, text, selections, origin="x", member="project.qde", data=None):
    """A project with one text, which lies in a file beside it."""
    places = "".join(
        f'<PlainTextSelection guid="00000000-0000-0000-0000-0000000001{number:02}" '
        f'startPosition="{start}" endPosition="{end}">{CODING}</PlainTextSelection>\n'
        for number, (start, end) in enumerate(selections)
    )
    source = '<Sources><TextSource guid="00000000-0000-0000-0000-000000000002" name="One" '
    source += f'plainTextPath="internal://One.txt">\n{places}</TextSource></Sources></Project>'
    path = folder / "project.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, HEAD.format(origin) + CODES + source)
        if text is not None:
            archive.writestr("Sources/one.TXT", data or text.encode())
    return path


def validated(name, schema):
    etree = pytest.importorskip("lxml.etree")
    return etree.XMLSchema(etree.parse(DATA / "schema" / schema)).assertValid(
        etree.fromstring(name)
    )


def passages(document):
    return [document.text[slice(*each.spans[0])] for each in document.annotations]


@needs_shared
def test_real_project():
    found = read_file("refi-qdpx", REAL)
    assert found.name == "ATLAS.ti standard project"
    assert len(found.codes) == 14
    coke = next(each for each in found.codes if each.path == ("Coke",))
    assert (coke.description, coke.colour) == ("the breakfast of champions", "#966450")
    missing = [words for words in found.unread if words.startswith("text missing: ")]
    assert "text missing: 1994 Diet Coke-Diet Coke Break.docx" in missing
    assert found.unread["sets of codes and sources"] == 16
    assert read_file("refi-qdpx", DATA / "A" / "skyloom_Project.qde").codes == found.codes


@needs_shared
def test_real_codebook():
    found = read_file("refi-qdc", CODEBOOK)
    (code,) = found.codes
    assert (code.path, code.description, code.colour) == (("code1",), "description", "#46aa00")
    assert found.unread == {"sets of codes": 1}


def expressible(corpus):
    """The corpus without annotations of whole texts that have no code, for which is no element."""
    return replace(
        corpus,
        documents=tuple(
            replace(
                document,
                annotations=tuple(each for each in document.annotations if each.spans or each.code),
            )
            for document in corpus.documents
        ),
    )


@few
@given(data=st.data())
def test_round_trip(data, tmp_path_factory):
    corpus = expressible(data.draw(corpora("refi-qdpx")))
    assert_round_trip("refi-qdpx", corpus, tmp_path_factory.mktemp("qda"), layers=False)


@needs_shared
@few
@given(corpus=corpora("refi-qdpx", most=2))
def test_written_projects_are_valid(corpus, tmp_path_factory):
    path = write_file("refi-qdpx", corpus, tmp_path_factory.mktemp("qda"))
    with zipfile.ZipFile(path) as archive:
        validated(archive.read("project.qde"), "Project.xsd")


@needs_shared
def test_written_codebooks_are_valid_and_read_again(tmp_path):
    codes = (
        CodeDefinition(("Attack",), "What <happened> & where", "#aa0000"),
        CodeDefinition(("Attack", "Bombing"), "", "", "1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294"),
        CodeDefinition(("Place", "هجوم")),
    )
    content = write_codebook(codes, {("Place", "City")})
    validated(content.encode(), "Codebook.xsd")
    path = tmp_path / "a.qdc"
    path.write_text(content, encoding="utf-8")
    found = {each.path: each for each in read_file("refi-qdc", path).codes}
    assert found["Attack",].description == "What <happened> & where"
    assert found["Attack",].colour == "#aa0000"
    assert found["Attack", "Bombing"].identifier == "1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294"
    assert {("Place",), ("Place", "هجوم"), ("Place", "City")} < {*found}


TEXT = "😀😀 first word\r\nsecond 😀 line"


@pytest.mark.parametrize(
    ("origin", "counted"),
    [
        ("NVivo Release 12", [(5, 10), (11, 15), (17, 23)]),
        ("ATLAS.ti", [(3, 8), (9, 13), (15, 21)]),
        ("ATLAS.ti", [(5, 10), (11, 15), (17, 23)]),  # as if it counted code units after all
        ("NVivo 20", [(3, 8), (9, 13), (15, 21)]),  # as if it kept to the standard
    ],
)
def test_positions_are_found_out_by_the_text(origin, counted, tmp_path):
    (document,) = read_file("refi-qdpx", project(tmp_path, TEXT, counted, origin)).documents
    assert passages(document) == ["first", "word", "second"]


def test_where_the_text_leaves_it_open_the_program_decides(tmp_path):
    text = "😀" + "a" * 30
    for origin, start in (("NVivo", 4), ("MAXQDA", 5)):
        path = project(tmp_path, text, [(5, 9)], origin)
        (document,) = read_file("refi-qdpx", path).documents
        assert document.annotations[0].spans == ((start, start + 4),)
        assert bool(document.metadata) == (origin == "NVivo")


@pytest.mark.parametrize("member", ["Project.qde", "My project.QDE", "project.qde"])
def test_names_and_marks_of_other_programs(member, tmp_path):
    data = "\ufeffone two".encode("utf-16")
    path = project(tmp_path, "x", [(0, 3)], member=member, data=data[2:])
    (document,) = read_file("refi-qdpx", path).documents
    assert passages(document) == ["one"]


def test_a_missing_text_is_named_and_the_rest_read(tmp_path):
    found = read_file("refi-qdpx", project(tmp_path, None, [(0, 3)]))
    assert found.documents == ()
    assert found.unread == {"text missing: One": 1}


def test_a_memo_that_is_linked_to_a_passage_is_its_note(tmp_path):
    notes = (
        '<Notes><Note guid="00000000-0000-0000-0000-000000000009" name="m">'
        "<PlainTextContent>Seen twice</PlainTextContent></Note></Notes>"
        '<Links><Link guid="00000000-0000-0000-0000-000000000008" '
        'originGUID="00000000-0000-0000-0000-000000000009" '
        'targetGUID="00000000-0000-0000-0000-000000000100"/></Links></Project>'
    )
    path = project(tmp_path, "one two", [(0, 3)])
    with zipfile.ZipFile(path) as archive:
        content = archive.read("project.qde").decode().replace("</Project>", notes)
        text = archive.read("Sources/one.TXT")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", content)
        archive.writestr("Sources/one.txt", text)
    found = read_file("refi-qdpx", path)
    assert found.documents[0].annotations[0].note == "Seen twice"
    assert found.unread == {}


def test_links_between_passages_are_relations(tmp_path):
    found = read_file("refi-qdpx", write_file("refi-qdpx", SAMPLE, tmp_path))
    (document,) = found.documents
    (relation,) = document.relations
    words = dict(zip([each.key for each in document.annotations], passages(document), strict=True))
    assert relation.label == "in"
    assert [(role, words[key]) for role, key in relation.members] == [
        ("origin", "Gunmen"),
        ("target", "Kabul"),
    ]


@needs_shared
def test_damaged_files_are_refused(tmp_path):
    own = [write_file("refi-qdpx", SAMPLE, tmp_path), project(tmp_path, TEXT, [(3, 8)])]
    folder = tmp_path / "damaged"
    folder.mkdir()
    assert_damage_is_refused("refi-qdpx", [*own, REAL, DATA / "A" / "skyloom_Project.qde"], folder)
    assert_damage_is_refused("refi-qdc", [CODEBOOK], folder)


@needs_shared
def test_a_truncated_codebook_names_the_line(tmp_path):
    path = tmp_path / "a.qdc"
    path.write_bytes(CODEBOOK.read_bytes()[:400])
    with pytest.raises(Unreadable, match="not complete XML") as caught:
        read_file("refi-qdc", path)
    assert caught.value.row == 7


def test_errors_say_what_to_do(tmp_path):
    outside = project(tmp_path, "one", [(0, 9)])
    with pytest.raises(Unreadable, match="outside the text") as caught:
        read_file("refi-qdpx", outside)
    assert caught.value.row == 5
    with zipfile.ZipFile(tmp_path / "b.qdpx", "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(Unreadable, match=r"no \.qde files"):
        read_file("refi-qdpx", tmp_path / "b.qdpx")
    corpus = AnnotatedCorpus((AnnotatedDocument("x", "y", (TextAnnotation("a", ((0, 1),)),)),))
    with pytest.raises(Unreadable, match="This is a zip"):
        read_file("refi-qdc", write_file("refi-qdpx", corpus, tmp_path))
