"""UIMA CAS as XMI and JSON: real files, round trips, dkpro-cassis as the independent reader."""

import io
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.exchange.documents import AnnotatedCorpus, AnnotatedDocument, TextAnnotation
from annotations.exchange.formats.uima_cas import write_uima_json, write_uima_xmi
from ctplatform.exchange.limits import Unreadable
from tests.annotations.exchange.formats.corpora import (
    SAMPLE,
    SHARED,
    assert_damage_is_refused,
    assert_read_or_refused,
    assert_round_trip,
    corpora,
    few,
    read_file,
    write_file,
)

pytestmark = pytest.mark.pure
DATA = SHARED / "ann-uima-cassis"
XMI_FILES = sorted(DATA.rglob("*.xmi"))
JSON_FILES = sorted(DATA.rglob("*.json"))
needs_shared = pytest.mark.skipif(not XMI_FILES, reason="the shared data lie beside the project")
FORMATS = ("uima-xmi", "uima-json")


def _write(folder, content, name="one.xmi"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@needs_shared
@pytest.mark.parametrize("path", XMI_FILES + JSON_FILES, ids=lambda path: path.name)
def test_every_real_file_is_read(path):
    name = "uima-xmi" if path.suffix == ".xmi" else "uima-json"
    assert assert_read_or_refused(name, path) is not None


@needs_shared
def test_positions_are_utf16_code_units():
    found = read_file("uima-xmi", DATA / "xmi" / "cas_with_smileys.xmi")
    (document,) = found.documents
    assert len(document.text) == 836
    assert sum(char > "\uffff" for char in document.text) == 3
    cassis = pytest.importorskip("cassis")
    system = cassis.load_typesystem(
        (DATA / "typesystems" / "important_dkpro_types.xml").read_bytes().decode()
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cas = cassis.load_cas_from_xmi(
            DATA / "xmi" / "cas_with_smileys.xmi", typesystem=system, lenient=True
        )
    named = [each for each in cas.select("NamedEntity") if each.end > each.begin]
    assert sorted(each.get_covered_text() for each in named) == sorted(
        document.text[start:end]
        for each in document.annotations
        for start, end in each.spans
        if each.layer.endswith("NamedEntity")
    )


@needs_shared
def test_slots_are_relations():
    (document,) = read_file("uima-xmi", DATA / "xmi" / "cas_with_references.xmi").documents
    (relation,) = document.relations
    spans = {each.key: document.text[slice(*each.spans[0])] for each in document.annotations}
    assert relation.label == "arguments"
    assert [(role, spans[key]) for role, key in relation.members] == [
        ("", "dolor"),
        ("Bar", "Lorem"),
        ("Baz", "ametr"),
    ]


@pytest.mark.parametrize("name", FORMATS)
@few
@given(data=st.data())
def test_round_trip(name, data, tmp_path_factory):
    assert_round_trip(name, data.draw(corpora(name)), tmp_path_factory.mktemp("cas"))


@few
@given(corpus=corpora("uima-xmi"))
def test_dkpro_cassis_reads_the_same_passages(corpus):
    cassis = pytest.importorskip("cassis")
    files = dict(write_uima_xmi(corpus))
    system = cassis.load_typesystem(files.pop("TypeSystem.xml").decode())
    as_json = [content for _name, content in write_uima_json(corpus)]
    for document, xmi, json in zip(corpus.documents, files.values(), as_json, strict=True):
        expected = sorted(
            document.text[start:end] for each in document.annotations for start, end in each.spans
        )
        for cas in (
            cassis.load_cas_from_xmi(xmi.decode(), typesystem=system),
            cassis.load_cas_from_json(io.BytesIO(json)),
        ):
            assert cas.sofa_string == document.text
            written = [
                each
                for each in cas.select_all_annotations()
                if each.type.name in ("custom.Span", "de.example.Entity")
            ]
            assert sorted(each.get_covered_text() for each in written) == expected


@needs_shared
@pytest.mark.parametrize("name", FORMATS)
def test_damaged_files_are_refused(name, tmp_path):
    files = XMI_FILES if name == "uima-xmi" else JSON_FILES
    assert_damage_is_refused(name, files, tmp_path)
    (tmp_path / "zips").mkdir()
    assert_damage_is_refused(name, [write_file(name, SAMPLE, tmp_path)], tmp_path / "zips")


def test_errors_name_the_line(tmp_path):
    start = '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"'
    start += ' xmlns:tcas="http:///uima/tcas.ecore">\n'
    sofa = '<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="😀 a"/>\n'
    cut = start + sofa + '<tcas:Annotation xmi:id="2" sofa="1" begin="1" end="4"/></xmi:XMI>'
    with pytest.raises(Unreadable, match="inside a character") as caught:
        read_file("uima-xmi", _write(tmp_path, cut))
    assert caught.value.row == 3
    with pytest.raises(Unreadable, match="line 3"):
        read_file("uima-xmi", _write(tmp_path, start + sofa))
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + cut
    with pytest.raises(Unreadable, match="DTD"):
        read_file("uima-xmi", _write(tmp_path, entity))
    with pytest.raises(Unreadable, match="not XMI"):
        read_file("uima-xmi", _write(tmp_path, "<html/>"))


def test_a_code_that_inception_changed_is_read(tmp_path):
    """The path of a code counts only while it is the path of the label."""
    annotation = TextAnnotation("a", ((0, 4),), ("Attack", "Bombing"))
    corpus = AnnotatedCorpus((AnnotatedDocument("x", "text", (annotation,)),))
    xmi = dict(write_uima_xmi(corpus))["x.xmi"].decode()
    changed = xmi.replace('value="Attack/Bombing"', 'value="Ambush"')
    (document,) = read_file("uima-xmi", _write(tmp_path, changed)).documents
    assert document.annotations[0].code == ("Ambush",)


def test_characters_that_xml_cannot_hold_keep_their_place(tmp_path):
    corpus = AnnotatedCorpus(
        (AnnotatedDocument("x", "a\uffffb", (TextAnnotation("a", ((2, 3),)),)),)
    )
    path = _write(tmp_path, dict(write_uima_xmi(corpus))["x.xmi"])
    (document,) = read_file("uima-xmi", path).documents
    assert document.text == "a\ufffdb"
    assert document.annotations[0].spans == ((2, 3),)
