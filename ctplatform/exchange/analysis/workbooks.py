"""A table for analysis as an XLSX workbook: the data, its dictionary, and how to read it."""

import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from ctplatform.exchange.analysis.columns import DICTIONARY, dictionary_rows
from ctplatform.exchange.streaming import BLOCK
from ctplatform.exchange.tables import GUARDED

MOST_ROWS = 100_000
"""A workbook holds at most 1,048,576 rows; long before that, programs open it slowly."""
LONGEST = 32_767  # characters that a cell of a workbook holds
CUT = " […]"
CONTROLS = dict.fromkeys({*range(32)} - {9, 10, 13}, "\ufffd")
"""Characters that XML cannot hold, and what replaces them."""
NOTES = (
    "An empty cell means that the value is not known or not coded, never zero.",
    "A text that a spreadsheet would run as a formula begins with an apostrophe.",
    "A text of more than 32,767 characters is cut and ends in […]; CSV and Parquet have all of it.",
)


def refuse_many_rows(rows) -> str:
    """Why these rows (a QuerySet) are not written as a workbook; "" where they are."""
    if rows.count() <= MOST_ROWS:
        return ""
    return (
        _("A workbook is written for up to %d rows; choose CSV or Parquet, or narrow the list.")
        % MOST_ROWS
    )


def write_workbook(table, columns, rows):
    """Yield the bytes of a workbook of `rows` (tuples of `columns`), from a temporary file."""
    # Imported only when a workbook is written: it takes a third of a second.
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet(table)
    sheet.freeze_panes = "B2"
    sheet.append([each.name for each in columns])
    for row in rows:
        sheet.append([safe_cell(value) for value in row])
    explained = book.create_sheet("columns")
    explained.append(DICTIONARY)
    for row in dictionary_rows(table, columns):
        explained.append(row)
    notes = book.create_sheet("notes")
    for line in NOTES:
        notes.append([line])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        book.save(path)
        yield from file_blocks(path)


def safe_cell(value):
    """A value as the cell of a workbook: no formula, no control characters, not too long."""
    if not isinstance(value, str):
        return value
    text = f"'{value}" if value[:1] in GUARDED else value
    text = text.translate(CONTROLS)
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def file_blocks(path):
    """Yield the bytes of a file in blocks."""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
