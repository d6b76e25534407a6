"""Tables and JSON from files of every kind, the hostile ones among them."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook

from ctplatform.exchange.features import features
from ctplatform.exchange.limits import Limits, Unreadable
from ctplatform.exchange.sheets import Sheet

pytestmark = pytest.mark.pure


@pytest.fixture
def file(tmp_path):
    def write(content, name="file"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def refused(read):
    with pytest.raises(Unreadable) as error:
        read()
    return error.value.row, error.value.column, str(error.value)


def workbook(rows):
    book, kept = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_found(file, delimiter, end):
    lines = [delimiter.join(row) for row in (("a", "b"), ("1", "x"), ("", ""), ("2", "y"))]
    sheet = Sheet(file(end.join(lines)))
    assert sheet.header == ["a", "b"]
    assert list(sheet.rows()) == [(2, ["1", "x"]), (4, ["2", "y"])]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom"])
def test_encodings_that_say_so_are_read(file, codec):
    text = "Ort,Täter\nMüllerstraße,Ж\n"
    raw = b"\xff\xfe" + text.encode("utf-16-le") if codec == "utf-16-le-bom" else text.encode(codec)
    assert list(Sheet(file(raw)).rows()) == [(2, ["Müllerstraße", "Ж"])]


def test_wrong_encoding_is_refused_by_its_byte_and_read_when_told(file):
    path = file("Ort,Zahl\nKöln,1\nMüllerstraße und Rüdesheim am Schloßplatz,2\n".encode("cp1252"))
    row, _column, words = refused(lambda: Sheet(path).count())
    assert row == 2
    assert words.startswith("Byte 11 of the file is not UTF-8.")
    assert next(Sheet(path, "cp1252").rows()) == (2, ["Köln", "1"])
    assert "is not known" in refused(lambda: Sheet(path, "rot13").count())[2]


def test_byte_is_named_far_into_a_file(file):
    path = file(b"a\n" + "ää\n".encode() * 300_000 + b"\xff\n")
    row, _column, words = refused(lambda: Sheet(path).count())
    assert (row, words[: words.index(" of")]) == (300_002, "Byte 1500003")


@pytest.mark.parametrize(
    ("content", "row", "column", "words"),
    [
        ("", 1, None, "no header"),
        ("\n\n", 1, None, "no header"),
        ("a,b\n", 1, None, "no rows"),
        ("a,b,A\n1,2,3\n", 1, "A", "Two columns are called"),
        ("a,,b\n1,2,3\n", 1, None, "Column 2 has no name"),
        ("a,b\n1,2\n" + "1," * 41 + "2\n", 3, None, "40 cells more"),
        ("a,b\n1\n", 2, None, "has 1 cells"),
        ('a,b\n1,"2\n3,4\n', 2, None, "never closed"),
        ('a,b\n1,"2"3\n', 2, None, "not CSV"),
        ("a,b\n1,\x00\n", 2, "2", "NUL"),
        ("a\n" + "x" * 60_000 + "\n", 2, None, "longer than 50000"),
        (",".join(f"c{n}" for n in range(301)) + "\n1\n", 1, None, "301 columns"),
    ],
)
def test_what_is_wrong_is_named_by_row(file, content, row, column, words):
    found = refused(lambda: Sheet(file(content)).count())
    assert found[:2] == (row, column)
    assert words in found[2]


def test_too_many_rows_are_refused(file):
    sheet = Sheet(file("a\n" + "1\n" * 20), limits=Limits(rows=10))
    assert "more than 10 rows" in refused(sheet.count)[2]


def test_hxl_tags_stand_below_the_header(file):
    sheet = Sheet(file("Date,Place\n#date,#loc+name\n2024-01-01,Kabul\n"))
    assert sheet.tags == ["#date", "#loc+name"]
    assert list(sheet.rows()) == [(3, ["2024-01-01", "Kabul"])]


def test_workbooks_read_as_people_write(file):
    rows = [["Day", "Killed", "Note"], [dt.date(2024, 3, 22), 12.0, None], [None, 1.5, True]]
    sheet = Sheet(file(workbook(rows)))
    assert list(sheet.rows()) == [(2, ["2024-03-22", "12", ""]), (3, ["", "1.5", "true"])]


def test_workbook_with_cells_beyond_the_header(file):
    path = file(workbook([["a"], [1, None], [1, 2]]))
    assert refused(lambda: Sheet(path).count())[0] == 3


def packed(**members):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return kept.getvalue()


def test_zip_bombs_and_archives_of_other_kinds_are_refused(file):
    bomb = packed(sheet=b"0" * 30_000_000)
    assert "unpacks to far more" in refused(lambda: Sheet(file(bomb)).count())[2]
    assert "not a readable" in refused(lambda: Sheet(file(packed(a="b"))).count())[2]
    assert (
        "not a readable XLSX"
        in refused(lambda: Sheet(file(b"PK\x03\x04" + b"\x00" * 50)).count())[2]
    )
    whole = workbook([["a"], [1]])
    assert "not a readable" in refused(lambda: Sheet(file(whole[: len(whole) // 2])).count())[2]


def test_entities_of_a_workbook_are_refused(file):
    kept, evil = (
        io.BytesIO(),
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>',
    )
    book = zipfile.ZipFile(io.BytesIO(workbook([["a"], ["b"]])))
    with book, zipfile.ZipFile(kept, "w") as copy:
        for name in book.namelist():
            copy.writestr(name, evil if "sheet1" in name else book.read(name))
    assert "not a readable" in refused(lambda: Sheet(file(kept.getvalue())).count())[2]


def test_json_in_each_of_its_shapes(file):
    row = '{"id": 1, "title": "A"}'
    point = '{"type":"Point","coordinates":[69.2,34.5]}'
    feature = '{"type":"Feature","geometry":' + point + ',"properties":' + row + "}"
    plain = [(1, {"id": 1, "title": "A"}, None)]
    assert list(features(file(row))) == plain
    assert list(features(file(f"[{row}]"))) == plain
    assert list(features(file(f"\ufeff{row}\n{row}\n")))[1][0] == 2
    collection = file('{"type":"FeatureCollection","features":[' + feature + "]}")
    assert list(features(collection)) == [(1, {"id": 1, "title": "A"}, (69.2, 34.5))]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "17",
        '"text"',
        "[1]",
        '[{"type":"Feature"}]',
        "[" * 100_000,
        b"\xff\xfe\x00",
        '{"a":NaN}',
        '[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0]]]}}]',
    ],
)
def test_json_that_is_no_row_is_refused(file, content):
    refused(lambda: list(features(file(content))))
