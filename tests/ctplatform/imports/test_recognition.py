"""What a file is, found by its content in a limited process."""

import zipfile

import pytest
from django.core.exceptions import ValidationError

from annotations.exchange.documents import document_formats
from annotations.exchange.services.requests import readable_formats
from ctplatform.imports.kinds import ANNOTATIONS, BUNDLE, TABLES, format_labels, recognise
from ctplatform.imports.recognition import limited_facts
from ctplatform.imports.recognition.limited_facts import facts_of
from incidents.imports.formats.loading import table_readers
from tests.annotations.exchange.corpora import BRAT, zip_of

UCDP = "id,side_a,side_b,date_start,date_end\n1,A,B,2024-01-01,2024-01-01\n"
OWN = '{"id": "1", "title": "x", "record_kind": "attack"}\n'
FEATURE = '{"type": "Feature", "properties": {"id": 1, "title": "x", "record_kind": "y"}, '
GEO = '{"type": "FeatureCollection", "features": [' + FEATURE + '"geometry": null}]}'
STIX = '{\n "type": "bundle",\n "id": "bundle--1",\n "objects": [{"type": "incident"}]\n}'
ACLED = "event_id_cnty,event_date,sub_event_type\nMLI1,01 May 2024,Attack\n"
CELLS = "Name;Wert\nü;1\n".encode("cp1252")
PROSE = "Bamako, Mali.\nThree men, all armed, came.\n"
WEB_ANNOTATION = '{"id": "urn:a", "type": "Annotation", "target": "https://example.org/"}'
WEB_PAGE = (
    '{"@context": ["http://www.w3.org/ns/anno.jsonld"], "type": "AnnotationPage", "items": []}'
)
KINDS = {
    "a table of UCDP": ("ged.csv", UCDP, TABLES, "ucdp"),
    "UCDP without the ending": ("ged", UCDP, TABLES, "ucdp"),
    "our CSV": ("a.csv", "id,title,record_kind\n1,x,attack\n", TABLES, "csv"),
    "our JSON Lines": ("a.json", OWN, TABLES, "jsonl"),
    "our GeoJSON": ("a.json", GEO, TABLES, "geojson"),
    "a STIX bundle": ("a.json", STIX, TABLES, "stix"),
    "ACLED": ("acled.csv", ACLED, TABLES, "mapped"),
    "a table in another encoding": ("b.csv", CELLS, TABLES, "mapped"),
    "spaCy": ("a.jsonl", '{"text": "a", "spans": []}\n', ANNOTATIONS, "spacy-jsonl"),
    "WebAnno": ("a", "#FORMAT=WebAnno TSV 3.3\n", ANNOTATIONS, "webanno-tsv"),
    "Web Annotations": ("a.json", WEB_PAGE, ANNOTATIONS, "web_annotation"),
    "a list of Web Annotations": ("a", f"[{WEB_ANNOTATION}]", ANNOTATIONS, "web_annotation"),
    "lines of Web Annotations": ("a", f"{WEB_ANNOTATION}\n" * 2, ANNOTATIONS, "web_annotation"),
    "a codebook": ("a.xml", '<?xml version="1.0"?><CodeBook>', ANNOTATIONS, "refi-qdc"),
    "a page": ("a", "<!doctype html><title>x</title>", ANNOTATIONS, "text"),
    "a text with commas": ("a", PROSE, ANNOTATIONS, "text"),
    "a note": ("a.txt", "a,b\n1,2\n", ANNOTATIONS, "text"),
}


def kind(path, name, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return recognise(facts_of(path, name))


@pytest.mark.parametrize("of", KINDS)
def test_a_file_is_recognised_by_its_content(tmp_path, of):
    name, content, way, format = KINDS[of]
    found = kind(tmp_path / "upload", name, content)
    assert (found.way, found.formats[0]) == (way, format)
    assert found.label == str(format_labels()[format])


def test_archives_are_recognised_by_the_files_in_them(tmp_path):
    brat = recognise(facts_of(zip_of(BRAT, tmp_path / "a"), "a"))
    assert "brat" in brat.formats
    bundle = zip_of({"manifest.json": '{"format": "ctplatform-bundle"}'}, tmp_path / "b")
    assert recognise(facts_of(bundle, "b")).way == BUNDLE
    book = tmp_path / "c.xlsx"
    openpyxl = pytest.importorskip("openpyxl")
    workbook = openpyxl.Workbook()
    workbook.active.append(["Ref", "Date"])
    workbook.save(book)
    assert recognise(facts_of(book, "c")).formats == ("mapped",)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.png", b"\x89PNG\r\n", "This is a PNG picture."),
        ("a", b"\x00\x01\x02", "This is a binary file."),
        ("a.csv", b" ", "The file is empty."),
        ("a.json", b'{"colour": 1}', "“colour”"),
        ("a.json", b'{"colour": ', "not JSON"),
        ("a.zip", b"PK\x03\x04 nothing", "The zip is damaged"),
    ],
)
def test_what_is_not_read_is_named_with_what_is(tmp_path, name, content, words):
    with pytest.raises(ValidationError) as refused:
        kind(tmp_path / "upload", name, content)
    (told,) = refused.value.message_dict["file"]
    assert words in told
    assert "Accepted files:" in told
    assert "brat" in told


def test_a_zip_of_other_files_names_them(tmp_path):
    path = zip_of({"scan.pdf": "%PDF", "b.png": "x"}, tmp_path / "a.zip")
    with pytest.raises(ValidationError) as refused:
        recognise(facts_of(path, "a.zip"))
    assert "“scan.pdf”, “b.png”" in refused.value.message_dict["file"][0]


def test_hostile_files_end_in_a_sentence(tmp_path, monkeypatch):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/workbook.xml", b"0" * 50_000_000)
    with pytest.raises(ValidationError, match="unpacks to far more"):
        recognise(facts_of(bomb, "bomb.xlsx"))
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 100_000)
    with pytest.raises(ValidationError, match="JSON"):
        recognise(facts_of(deep, "deep.json"))
    monkeypatch.setattr(limited_facts, "MEMORY", 30_000_000)
    with pytest.raises(ValidationError, match="too much memory"):
        recognise(facts_of(deep, "deep.json"))


def test_a_name_means_one_format():
    listed = [each.name for each in table_readers()]
    rows = set(listed)
    assert len(rows) == len(listed)
    assert not rows & set(document_formats())
    assert len(format_labels()) == len(rows) + len(readable_formats()) + 2
