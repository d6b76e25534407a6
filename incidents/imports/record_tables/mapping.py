"""The mapping of a table of records: which field each column holds, guessed from its name.

A mapping is `{"columns": {column: field}, "values": {field: {text of a cell: replacement}},
"actors": {name: id}}`; the replacement “-” means an empty cell.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from incidents.imports.mapping import MOST_VALUES, NOTHING, instead_of
from incidents.imports.record_tables.cells import read_cell
from incidents.imports.record_tables.types import KEY, NAME, RecordTable
from incidents.imports.table_cells import CellError

KEYS = ("columns", "values", "actors")
WORDS_OF_KEY = ("id", "key", "uid", "code", "ref", "reference")

__all__ = ["KEYS", "check_mapping", "guess_mapping", "instead_of", "missing_columns"]


def guess_mapping(table: RecordTable, header) -> dict:
    """{column: field} of the columns whose names are known."""
    found, taken = {}, set()
    for column in header:
        field = _field_of(table, column)
        if field and field not in taken:
            found[column] = field
            taken.add(field)
    return found


def _field_of(table, column):
    name = re.sub(r"[^a-z0-9]+", "_", str(column).casefold()).strip("_")
    labels = table.labels()
    if name in labels:
        return name
    if name in WORDS_OF_KEY:
        return KEY
    return next((field for field, words in table.words.items() if name in words.split()), None)


def missing_columns(table: RecordTable, fields) -> list[str]:
    """The needed fields that no column holds, by themselves or by name."""
    held = set(fields)
    return [name for name in table.needed if not held & {name, f"{name}{NAME}"}]


def check_mapping(table: RecordTable, mapping, header=None) -> Iterator[str]:
    """Yield the faults of a mapping, compared with a header if one is given."""
    if unknown := sorted(mapping.keys() - set(KEYS)):
        yield f"Unknown: {', '.join(unknown)}. Known: {', '.join(KEYS)}."
    columns = mapping.get("columns")
    if not isinstance(columns, dict) or not columns:
        yield "Say under “columns” what the columns mean: {column: field}."
        return
    yield from _check_columns(table, columns, header)
    if missing := missing_columns(table, map(str, columns.values())):
        labels = table.labels()
        for name in missing:
            words = _(
                "No column holds the %s, which every row needs: choose it above, or leave this"
                " file."
            )
            yield words % labels[name]
    if not isinstance(mapping.get("actors") or {}, dict):
        yield "“actors” is an object: {name: id}."
    yield from _check_values(table, mapping.get("values") or {})


def _check_columns(table, columns, header):
    labels, fields = table.labels(), list(columns.values())
    for column, field in columns.items():
        if not isinstance(field, str) or field not in labels:
            yield f"“{column}”: there is no field “{field}”. Known: {', '.join(labels)}."
        elif fields.count(field) > 1:
            yield f"“{column}”: another column is {field} already."
        if header is not None and column not in header:
            yield f"The file has no column “{column}”."


def _check_values(table, values):
    if not isinstance(values, dict) or not all(isinstance(v, dict) for v in values.values()):
        yield "“values” is an object: {field: {text of a cell: text to be read instead}}."
        return
    if sum(map(len, values.values())) > MOST_VALUES:
        yield f"“values” has more than {MOST_VALUES} texts."
    for field, texts in values.items():
        if field not in table.labels():
            yield f"“values”: there is no field “{field}”."
        for text, instead in texts.items():
            if fault := fault_of_replacement(table, field, instead):
                yield f"“values”, for “{text}”: {fault}"


def fault_of_replacement(table: RecordTable, field: str, text) -> str:
    """Why a text is not a valid value of a field; "" where it is, or where any name is."""
    if not isinstance(text, str) or not text.strip():
        return _("Write what to read instead. “-” means empty.")
    if text.strip() == NOTHING or field not in table.fields or field in table.references:
        return ""
    try:
        read_cell(table.fields[field], text)
    except CellError as error:
        return str(error)
    return ""
