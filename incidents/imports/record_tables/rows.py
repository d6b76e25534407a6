"""Read the rows of a table of records: CSV, XLSX, JSON Lines or a list of objects."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from ctplatform.exchange.features import features
from ctplatform.exchange.limits import LIMITS, Unreadable
from ctplatform.exchange.registry import register_reader
from ctplatform.exchange.sheets import Sheet
from ctplatform.exchange.tables import csv_cell, text_of_cell
from incidents.imports.imported_row import Note
from incidents.imports.mapping import NOTHING
from incidents.imports.record_tables.mapping import check_mapping, guess_mapping, instead_of
from incidents.imports.record_tables.tables import TABLES
from incidents.imports.record_tables.types import KEY, RecordTable

RECORDS = "records"
"""The resource under which the readers of these tables are registered."""
MOST_ROWS = 20_000  # rows of one table, which are planned together


@dataclass(slots=True)
class TableRow:
    """One row of a table: its cells by field, before anything is looked up.

    `key` identifies the row in its dataset, "" if it has none; in our own exports it is the id of
    the record. `origin` is {field: column}; `unread` are the (field, text) of cells that could not
    be read. Cells of `only_new` are read for new records alone.
    """

    row: int
    table: RecordTable
    key: str
    cells: dict
    origin: dict
    errors: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    only_new: frozenset[str] = frozenset()

    def error(self, name, message):
        """Add an error about the cell of a field; it is reported with the name of the column."""
        self.errors.append(Note(self.row, self.origin.get(name, name) or None, str(message)))

    def warn(self, name, message):
        self.warnings.append(Note(self.row, self.origin.get(name, name) or None, str(message)))


def count_rows(path: Path, options: dict) -> int:
    """The number of rows; Unreadable where there are more than are read."""
    if _is_json(path):
        number = sum(1 for _row in features(path))
    else:
        number = Sheet(path, options.get("encoding") or "").count()
    check_number(number)
    return number


def check_number(number: int) -> None:
    """Raise Unreadable where there are more rows than are read."""
    if number > MOST_ROWS:
        words = _("A table of these records has at most %d rows. Split the file.")
        raise Unreadable(words % MOST_ROWS)


def read_table(table: RecordTable, path: Path, options: dict) -> Iterator[TableRow]:
    """Yield the rows; Unreadable where the columns do not say what the rows are."""
    mapping = options.get("mapping") or {}
    if _is_json(path):
        yield from _json_rows(table, path, mapping)
        return
    sheet = Sheet(path, options.get("encoding") or "")
    columns = columns_of(table, mapping, sheet.header)
    for number, cells in sheet.rows():
        texts = dict(zip(sheet.header, map(text_of_cell, cells), strict=True))
        yield _row(number, table, texts, columns, mapping)


def columns_of(table: RecordTable, mapping: dict, header) -> dict:
    """{column: field} as the mapping says, or as the names of the columns do."""
    columns = mapping.get("columns") or guess_mapping(table, header)
    if wrong := next(check_mapping(table, {**mapping, "columns": columns}, header), None):
        raise Unreadable(wrong, 1)
    return columns


def open_table(path: Path, encoding: str = "") -> "Sheet | JsonTable":
    """The header and the rows of a table, as texts."""
    return JsonTable(path) if _is_json(path) else Sheet(path, encoding)


class JsonTable:
    """A list of objects as a table; its columns are the names in any of the objects.

    Raises Unreadable where there are more of them than a table may have.
    """

    tags = ()

    def __init__(self, path):
        self.path = path
        found = {}
        for number, row, _point in features(path):
            check_number(number)
            found |= dict.fromkeys(row)
            if len(found) > LIMITS.columns:
                words = _("The objects have more than %d different names.")
                raise Unreadable(words % LIMITS.columns, number)
        self.header = list(found)

    def rows(self):
        """Yield (number, cells as texts)."""
        for number, row, _point in features(self.path):
            yield number, [_as_text(row.get(name)) for name in self.header]


def _as_text(value) -> str:
    return value if isinstance(value, str) else str(csv_cell("" if value is None else value))


def is_own_export(table: RecordTable, header) -> bool:
    """Whether these are the columns of a table that this platform has exported."""
    return {"id", "version", *table.recognised_by} <= set(header)


def _is_json(path):
    with path.open("rb") as file:
        return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def _json_rows(table, path, mapping):
    known = {}
    for number, cells, _point in features(path):
        names = tuple(cells)
        if names not in known:
            known[names] = _columns_of_object(table, mapping, names, number)
        yield _row(number, table, cells, known[names], mapping)


def _columns_of_object(table, mapping, names, number):
    """As `columns_of`; an object may leave out columns that the mapping names."""
    columns = mapping.get("columns") or guess_mapping(table, names)
    columns = {column: field for column, field in columns.items() if column in names}
    if wrong := next(check_mapping(table, {**mapping, "columns": columns}, names), None):
        raise Unreadable(wrong, number)
    return columns


def _row(number, table, given, columns, mapping):
    cells, origin = {}, {}
    for column, name in columns.items():
        cell = given[column]
        text = cell if isinstance(cell, str) else ""
        if (instead := instead_of(mapping, name, text)) is not None:
            cell = "" if instead.strip() == NOTHING else instead.strip()
        cells[name], origin[name] = cell, column
    key = cells.pop(KEY, None)
    return TableRow(number, table, "" if key is None else str(key).strip(), cells, origin)


def _register(table):
    def recognises(facts):
        is_read = facts.is_table or (facts.shape == "json" and not facts.is_geo)
        return is_read and facts.has_columns(*table.recognised_by)

    register_reader(
        RECORDS, table.noun, label=format_lazy("{} (CSV, XLSX, JSON Lines)", table.label),
        extensions=("csv", "xlsx", "tsv", "jsonl"),
        count=count_rows, recognises=recognises,
    )(partial(read_table, table))  # fmt: skip


for _table in TABLES:
    _register(_table)
