"""JSONL and CSV of any queryset, with the field names and the order of the list's columns."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from itertools import chain

import orjson
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ctplatform.database.batches import in_batches
from ctplatform.database.text_columns import columns_as_text, read_stored
from ctplatform.exchange.registry import register_writer

# The last four are full-width forms, which some spreadsheets treat like ASCII.
FORMULA = ("=", "+", "-", "@", "\t", "\r", *"\uff1d\uff0b\uff0d\uff20")

GUARDED = frozenset((*FORMULA, "'"))
# A JSON string that starts with one of them; tab and CR are escaped in JSON.
GUARD = re.compile("\"(?:[=+\\-@'\uff1d\uff0b\uff0d\uff20]|\\\\[tr])".encode())
NUMBERS = frozenset((int, float, type(None)))
CELLS = NUMBERS | {str}
VALUES, FEWEST_ROWS = 20_000, 200
"""How many values are fetched from the database together, and at least how many rows."""
BATCH = 200  # rows converted to cells at a time
COMPACT = frozenset((None, "[]", "{}"))  # stored JSON that is written as it is


def row_tuples(rows: QuerySet, columns: Mapping[str, object]) -> Iterator[tuple]:
    """Yield the values of `columns` ({name: field path or expression}) of the rows."""
    # An annotation must not have the name of a relation, so it gets a prefix.
    paths = [path if isinstance(path, str) else f"as_{name}" for name, path in columns.items()]
    extra = {f"as_{name}": path for name, path in columns.items() if not isinstance(path, str)}
    if extra:
        rows = rows.annotate(**extra)
    together = max(FEWEST_ROWS, VALUES // len(paths))
    return rows.values_list(*paths).iterator(chunk_size=together)


def unredacted_rows(rows: QuerySet, columns: Mapping[str, object], _reader) -> Iterator[tuple]:
    """The default of `redact`: the columns, equal for all users."""
    return row_tuples(rows, columns)


def writes_tables(of: str, columns: Mapping[str, object], redact=None) -> None:
    """Register JSONL and CSV of a resource: one row per line, with the list's field names.

    `redact(rows, columns, reader)` yields the tuples, redacted for this user; without it they are
    equal for all users, and the database writes their ids and times as text.
    """

    def read(rows, reader):
        if redact:
            return redact(rows, columns, reader), ()
        as_text, stored = columns_as_text(rows.model, columns)
        return row_tuples(rows, as_text), stored

    def jsonl(rows, reader):
        found, stored = read(rows, reader)
        return write_jsonl(found, tuple(columns), stored)

    def comma_separated(rows, reader):
        found, stored = read(rows, reader)
        return write_csv(found, tuple(columns), stored)

    register_writer(
        of,
        "jsonl",
        label=_("JSON Lines"),
        media_type="application/jsonl; charset=utf-8",
        extension="jsonl",
        aliases=("ndjson",),
        columns=columns,
    )(jsonl)
    register_writer(
        of,
        "csv",
        label=_("CSV"),
        media_type="text/csv; charset=utf-8",
        extension="csv",
        columns=columns,
    )(comma_separated)


def write_jsonl(
    rows: Iterator[tuple], names: tuple[str, ...], stored: tuple[str, ...] = ()
) -> Iterator[bytes]:
    """One JSON object per line; the columns `stored` are JSON as the database holds it."""
    dumps, option = orjson.dumps, orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
    for row in rows:
        found = dict(zip(names, row, strict=True))
        for name in stored:
            found[name] = read_stored(found[name])
        yield dumps(found, option=option, default=str)


def write_csv(
    rows: Iterator[tuple], names: tuple[str, ...], stored: tuple[str, ...] = ()
) -> Iterator[bytes]:
    """RFC 4180 with a header line, UTF-8. Lists and objects are written as JSON.

    A text cell that a spreadsheet would execute as a formula gets an apostrophe in front, and one
    that starts with an apostrophe gets another, so that `uncell` restores it exactly. The columns
    `stored` are JSON as the database holds it.
    """
    buffer, places = io.StringIO(), [names.index(name) for name in stored]
    writer = csv.writer(buffer)
    writer.writerow(names)
    for batch in in_batches(rows, BATCH):
        writer.writerows(row_cells(_with_compact_json(batch, places)))
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue().encode()


def _with_compact_json(batch, places):
    """The rows with stored JSON (a text) as cells have it, without spaces."""
    for at in places:
        if not {row[at] for row in batch} <= COMPACT:
            batch = [(*row[:at], _compact(row[at]), *row[at + 1 :]) for row in batch]
    return batch


def _compact(text):
    value = read_stored(text)
    return csv_cell(value) if isinstance(value, (dict, list)) else value


def row_cells(batch):
    """The cells of some rows.

    Rows of texts and numbers alone are cells already. Others make a round trip through JSON, which
    converts ids and times to text fast. One search in the JSON shows whether any text needs a
    guard; most batches need none.
    """
    raw = orjson.dumps(batch, default=str, option=orjson.OPT_UTC_Z)
    is_plain = CELLS.issuperset(map(type, chain.from_iterable(batch)))
    if not GUARD.search(raw):
        if is_plain:
            return batch
        plain = CELLS
    else:
        plain = NUMBERS
    return [
        [value if value.__class__ in plain else csv_cell(value) for value in row]
        for row in (batch if is_plain else orjson.loads(raw))
    ]


def csv_cell(value):
    """A value, as in JSON, as a CSV cell."""
    if isinstance(value, str):
        return f"'{value}" if value[:1] in GUARDED else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return orjson.dumps(value).decode()
    return value


def text_of_cell(text: str) -> str:
    """Undo what `cell` did to a text."""
    if text[:1] == "'" and text[1:2] in GUARDED:
        return text[1:]
    return text
