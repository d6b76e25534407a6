"""Look at the content of a file, whatever it is. Runs in the limited process only."""

import zipfile
from contextlib import closing
from itertools import islice
from pathlib import Path

import annotations.exchange.formats  # noqa: F401 - registers them
from annotations.articles.extraction.documents.docx import TEXT_PART
from annotations.articles.extraction.text_reader import CONTAINERS, HTML_START
from annotations.exchange.archives import BROKEN, is_content, is_zip
from annotations.exchange.documents import document_formats
from ctplatform.bundles.contents.manifest import FORMAT, MANIFEST
from ctplatform.exchange.features import features
from ctplatform.exchange.file_facts import FileFacts
from ctplatform.exchange.limits import Unreadable
from ctplatform.exchange.sheets import Sheet

START = 4096  # bytes by which a format recognises a file
MEMBERS = 200  # files of an archive that are looked at
SHOWN = 5  # files of an archive that are named
COLUMNS, NAME = 300, 200
ROWS = 5  # rows that a table has at its beginning, and a text with commas has not
ENCODINGS = ("", "cp1252", "iso-8859-15")
"""Enough to read the names of columns; the import asks for the encoding of the whole file."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
PLAIN_ENDINGS = (".txt", ".md", ".text")
TABLE_ENDINGS = (".csv", ".tsv", ".tab")


def look_at(path: Path, name: str) -> FileFacts:
    """What the file shows of itself. MemoryError where it takes too much."""
    with path.open("rb") as file:
        start = file.read(START)
    if not start.strip():
        return FileFacts(name, "empty")
    if is_zip(start):
        return _archive(path, name)
    if start.startswith(b"%PDF"):
        return FileFacts(name, "pdf")
    if words := _binary(start):
        return FileFacts(name, "binary", described=words)
    formats = _formats(name, start)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return _json(path, name, formats)
    if name.lower().endswith((".html", ".htm", ".xhtml")) or HTML_START.match(start):
        return FileFacts(name, "html", formats=formats)
    return _text(path, name, formats)


def _binary(start):
    """What a file is that no text, table or JSON begins as; "" for those."""
    if start.startswith(UTF_16):
        return ""
    found = (words for magic, words in CONTAINERS.items() if start.startswith(magic))
    return next(found, "a binary file" if b"\0" in start else "")


def _formats(name, start):
    """The formats of annotated texts that a file of this beginning may be in."""
    found = document_formats().items()
    return tuple(
        key for key, each in found if each.read and each.recognises and each.recognises(name, start)
    )


def _archive(path, name):
    try:
        with zipfile.ZipFile(path) as archive:
            return _members(path, name, archive)
    except BROKEN as error:
        return FileFacts(name, "zip", described="a zip", problem=f"The zip is damaged: {error}.")


def _members(path, name, archive):
    names = set(archive.namelist())
    if MANIFEST in names and FORMAT.encode() in _start_of(archive, MANIFEST, 1024 * 1024):
        return FileFacts(name, "bundle")
    if "[Content_Types].xml" in names:
        return _office(path, name, names)
    members = [each for each in archive.infolist() if is_content(each)]
    # Formats know an archive by the names in it, which may stand anywhere in a large one.
    listed = "\n".join(each.filename for each in members[:MEMBERS])
    found = dict.fromkeys(_formats(name, b"PK\x03\x04" + listed.encode()))
    for each in members[:MEMBERS]:
        found |= dict.fromkeys(_formats(each.filename, _start_of(archive, each.filename, START)))
    archives = {key for key, each in document_formats().items() if each.archive}
    shown = tuple(each.filename[:NAME] for each in members[:SHOWN])
    formats = tuple(key for key in found if key in archives)
    return FileFacts(name, "zip", formats=formats, members=shown, described="a zip")


def _start_of(archive, name, size):
    with archive.open(name) as member:
        return member.read(size)


def _office(path, name, names):
    if TEXT_PART in names:
        return FileFacts(name, "docx")
    if "xl/workbook.xml" not in names:
        return FileFacts(name, "binary", described="an Office file other than XLSX and DOCX")
    try:
        return FileFacts(name, "workbook", columns=_columns(Sheet(path).header))
    except Unreadable as error:
        return FileFacts(name, "workbook", described="a workbook", problem=str(error))


def _json(path, name, formats):
    try:
        with closing(features(path)) as rows:
            _number, properties, point = next(rows, (0, {}, None))
    except Unreadable as error:
        return FileFacts(name, "json", formats=formats, problem=str(error))
    with path.open("rb") as file:
        is_geo = point is not None or b"FeatureCollection" in file.read(START)
    types = _object_types(properties)
    return FileFacts(name, "json", _columns(properties), is_geo, formats, object_types=types)


def _object_types(properties):
    """The types of the objects of a STIX bundle; () for other JSON."""
    objects = properties.get("objects") if properties.get("type") == "bundle" else None
    listed = objects if isinstance(objects, list) else []
    types = {each.get("type") for each in listed if isinstance(each, dict)}
    return tuple(sorted(each[:NAME] for each in types if isinstance(each, str))[:COLUMNS])


def _text(path, name, formats):
    try:
        columns = () if name.lower().endswith(PLAIN_ENDINGS) else _table_columns(path, name)
    except Unreadable as error:
        return FileFacts(name, "table", described="a table", problem=str(error))
    return FileFacts(name, "table" if columns else "text", _columns(columns), formats=formats)


def _table_columns(path, name):
    """The columns of a table; () for a text, which may have commas too.

    Raises Unreadable where a file that is named as a table has a bad column.
    """
    named = name.lower().endswith(TABLE_ENDINGS)
    for encoding in ENCODINGS:
        try:
            sheet = Sheet(path, encoding)
            columns = sheet.header
            with closing(sheet.rows()) as rows:
                count = sum(1 for _row in islice(rows, ROWS))
        except Unreadable as error:
            if named and error.column:
                raise
            continue
        return columns if named or (len(columns) > 1 and count) else ()
    return ()


def _columns(names):
    return tuple(str(each)[:NAME] for each in islice(names, COLUMNS))
