"""JSONL and CSV of any queryset, with the field names and the order of the list's columns."""

import csv
import io
import re
from collections.abc import Iterator, Mapping

import orjson
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ctplatform.database.batches import in_batches
from ctplatform.exchange.registry import register_writer
from ctplatform.exchange.streaming import ROWS

# The last four are full-width forms, which some spreadsheets treat like ASCII.
FORMULA = ("=", "+", "-", "@", "\t", "\r", *"\uff1d\uff0b\uff0d\uff20")

GUARDED = frozenset((*FORMULA, "'"))
# A JSON string that starts with one of them; tab and CR are escaped in JSON.
GUARD = re.compile("\"(?:[=+\\-@'\uff1d\uff0b\uff0d\uff20]|\\\\[tr])".encode())
NUMBERS = frozenset((int, float, type(None)))
BATCH = 200  # rows converted to cells at a time


def row_tuples(rows: QuerySet, columns: Mapping[str, object]) -> Iterator[tuple]:
    """Yield the values of `columns` ({name: field path or expression}) of the rows."""
    # An annotation must not have the name of a relation, so it gets a prefix.
    paths = [path if isinstance(path, str) else f"as_{name}" for name, path in columns.items()]
    extra = {f"as_{name}": path for name, path in columns.items() if not isinstance(path, str)}
    if extra:
        rows = rows.annotate(**extra)
    return rows.values_list(*paths).iterator(chunk_size=ROWS)


def unredacted_rows(rows: QuerySet, columns: Mapping[str, object], _reader) -> Iterator[tuple]:
    """The default of `redact`: the columns, equal for all users."""
    return row_tuples(rows, columns)


def writes_tables(of: str, columns: Mapping[str, object], redact=unredacted_rows) -> None:
    """Register JSONL and CSV of a resource: one row per line, with the list's field names.

    `redact(rows, columns, reader)` yields the tuples, redacted for this user.
    """
    register_writer(
        of,
        "jsonl",
        label=_("JSON Lines"),
        media_type="application/jsonl; charset=utf-8",
        extension="jsonl",
        aliases=("ndjson",),
        columns=columns,
    )(lambda rows, reader: write_jsonl(redact(rows, columns, reader), tuple(columns)))
    register_writer(
        of,
        "csv",
        label=_("CSV"),
        media_type="text/csv; charset=utf-8",
        extension="csv",
        columns=columns,
    )(lambda rows, reader: write_csv(redact(rows, columns, reader), tuple(columns)))


def write_jsonl(rows: Iterator[tuple], names: tuple[str, ...]) -> Iterator[bytes]:
    """One JSON object per line."""
    dumps, option = orjson.dumps, orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
    for row in rows:
        yield dumps(dict(zip(names, row, strict=True)), option=option, default=str)


def write_csv(rows: Iterator[tuple], names: tuple[str, ...]) -> Iterator[bytes]:
    """RFC 4180 with a header line, UTF-8. Lists and objects are written as JSON.

    A text cell that a spreadsheet would execute as a formula gets an apostrophe in front, and one
    that starts with an apostrophe gets another, so that `uncell` restores it exactly.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(names)
    for batch in in_batches(rows, BATCH):
        writer.writerows(row_cells(batch))
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue().encode()


def row_cells(batch):
    """The cells of some rows.

    The round trip through JSON converts ids and times to text fast, and one search in the JSON
    shows whether any text needs a guard; most batches need none.
    """
    raw = orjson.dumps(batch, default=str, option=orjson.OPT_UTC_Z)
    plain = NUMBERS if GUARD.search(raw) else NUMBERS | {str}
    return [
        [value if value.__class__ in plain else csv_cell(value) for value in row]
        for row in orjson.loads(raw)
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
