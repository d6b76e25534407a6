"""Read tables from CSV and XLSX: a header and its rows, one at a time, within limits.

A row's number is that of a spreadsheet: the header is row 1. Every cell is text; a number in XLSX
is read as 12, not 12.0, and a date as 2024-03-22.
"""

import csv
import datetime as dt
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _

from ctplatform.exchange.encodings import encoding_of
from ctplatform.exchange.limits import LIMITS, Limits, Unreadable

DELIMITERS = ",;\t|"
Row = tuple[int, list[str]]


@dataclass
class Sheet:
    """A table with a header.

    `rows()` yields (number, cells), with as many cells as the header; `tags` are those of an HXL
    tag row (#adm1+name), or empty.
    """

    path: Path
    given_encoding: str = ""
    limits: Limits = LIMITS

    @cached_property
    def is_workbook(self):
        with self.path.open("rb") as file:
            return file.read(4) == b"PK\x03\x04"

    @cached_property
    def encoding(self):
        return "" if self.is_workbook else encoding_of(self.path, self.given_encoding)

    @cached_property
    def start(self) -> tuple[int, list[str], list[str]]:
        """(number of the last row above the data, header, tags)."""
        raw = self._raw()
        with closing(raw):
            number, header = next(raw, (0, []))
            if not any(cell.strip() for cell in header):
                raise Unreadable(_("The file has no header: its first row names the columns."), 1)
            second, cells = next(raw, (0, []))
        names = _names(header, number, self.limits)
        if _is_tagged(cells):
            return second, names, _padded(cells, len(names))
        return number, names, []

    @property
    def header(self) -> list[str]:
        return self.start[1]

    @property
    def tags(self) -> list[str]:
        return self.start[2]

    def rows(self) -> Iterator[Row]:
        """All non-empty rows below the header; raises Unreadable at the first bad one."""
        above, names, _tags = self.start
        with closing(self._raw()) as raw:
            for number, cells in raw:
                if number > above and any(cells):
                    yield number, self._fitted(number, cells, names)

    def count(self) -> int:
        """The number of rows. Reads the whole file, and so finds all its errors."""
        found = sum(1 for _row in self.rows())
        if not found:
            raise Unreadable(_("The file has a header and no rows."), self.start[0])
        return found

    def _raw(self):
        if self.path.stat().st_size > self.limits.size:
            most = self.limits.size // 1024**2
            raise Unreadable(_("The file is larger than %d MB.") % most)
        return (_workbook if self.is_workbook else _delimited)(self)

    def _fitted(self, number, cells, names):
        extra = len(cells) - len(names)
        if extra > 0 and any(cells[len(names) :]):
            words = _("The row has %(n)d cells more than the header has columns (%(columns)d).")
            raise Unreadable(words % {"n": extra, "columns": len(names)}, number)
        if extra < 0 and not self.is_workbook:
            words = _("The row has %(n)d cells; the header has %(columns)d columns.")
            raise Unreadable(words % {"n": len(cells), "columns": len(names)}, number)
        return _padded(cells, len(names))


def _padded(cells, length):
    return [*cells[:length], *[""] * (length - len(cells))]


def _is_tagged(cells):
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(cell.startswith("#") and cell[1:2].isalpha() for cell in filled)


def _names(header, number, limits):
    names = [cell.strip() for cell in header]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        words = _("The file has %(n)d columns; %(most)d are read at most.")
        raise Unreadable(words % {"n": len(names), "most": limits.columns}, number)
    for place, name in enumerate(names):
        if not name:
            raise Unreadable(_("Column %d has no name in the header.") % (place + 1), number)
        if name.casefold() in (other.casefold() for other in names[:place]):
            raise Unreadable(_("Two columns are called “%s”.") % name[:100], number, name[:100])
    return names


def _delimited(sheet) -> Iterator[Row]:
    csv.field_size_limit(sheet.limits.cell)
    with sheet.path.open(encoding=sheet.encoding, newline="") as file:
        delimiter = _delimiter(file.readline(sheet.limits.cell * 4))
        file.seek(0)
        reader, number = csv.reader(file, delimiter=delimiter, strict=True), 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise Unreadable(_what_is_wrong(error, sheet.limits), number) from error
            yield _limited(number, cells, sheet.limits)


def _delimiter(line):
    return max(DELIMITERS, key=line.count)


def _what_is_wrong(error, limits):
    text = str(error)
    if "field limit" in text:
        return _("A cell is longer than %d characters.") % limits.cell
    if "NUL" in text:
        return _("The row holds a NUL character.")
    if "unexpected end" in text:
        return _("A quotation mark is opened and never closed.")
    return _("The row is not CSV: %s.") % text


def _limited(number, cells, limits):
    if number > limits.rows + 2:
        raise Unreadable(_("The file has more than %d rows.") % limits.rows, number)
    if len(cells) > limits.columns * 4:
        raise Unreadable(_("The row has %d cells.") % len(cells), number)
    for place, cell in enumerate(cells):
        if len(cell) > limits.cell:
            words = _("A cell is longer than %d characters.") % limits.cell
            raise Unreadable(words, number, str(place + 1))
        if "\x00" in cell:
            raise Unreadable(_("The row holds a NUL character."), number, str(place + 1))
    return number, cells


BROKEN = (zipfile.BadZipFile, DefusedXmlException, SyntaxError, EOFError)
"""In addition, the library may raise almost any Python exception for a hostile workbook."""


def _workbook(sheet) -> Iterator[Row]:
    """The rows of the first sheet.

    Python's zip reader never returns more than a member declares, and the sum of the declared sizes
    was checked before.
    """
    # Imported only when a workbook is read: it takes a third of a second.
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    _check_archive(sheet.path, sheet.limits)
    options = {"read_only": True, "data_only": True, "keep_links": False}
    try:
        with sheet.path.open("rb") as file, closing(load_workbook(file, **options)) as book:
            for number, cells in enumerate(_first(book).iter_rows(values_only=True), 1):
                yield _limited(number, [_as_text(cell) for cell in cells], sheet.limits)
    except Unreadable:
        raise
    except (
        *BROKEN,
        InvalidFileException,
        LookupError,
        AttributeError,
        TypeError,
        ValueError,
        OSError,
    ) as error:
        raise Unreadable(_("This is not a readable XLSX workbook.")) from error


def _first(book):
    first = book.worksheets[0]
    first.reset_dimensions()  # the size that the file declares cannot be trusted
    return first


def _check_archive(path, limits):
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (*BROKEN, NotImplementedError, OSError) as error:
        raise Unreadable(_("This is not a readable XLSX workbook.")) from error
    size = sum(member.file_size for member in members)
    too_much = size > limits.expanded or size > limits.ratio * max(path.stat().st_size, 4096)
    if too_much or len(members) > limits.members:
        raise Unreadable(_("The workbook unpacks to far more than its size; it is not read."))


def _as_text(cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, (dt.date, dt.time)) else str(cell)
