"""JSONL and CSV of any queryset: the same columns, in the same order, under the list's names."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from itertools import islice

import orjson
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.registry import writes
from ctplatform.exchange.streaming import ROWS

# The last four are the full-width twins, which some spreadsheets take for the ASCII ones.
FORMULA = ("=", "+", "-", "@", "\t", "\r", *"\uff1d\uff0b\uff0d\uff20")

GUARDED = frozenset((*FORMULA, "'"))
# A JSON string that begins with one of them; tab and CR stand there as escapes.
GUARD = re.compile("\"(?:[=+\\-@'\uff1d\uff0b\uff0d\uff20]|\\\\[tr])".encode())
NUMBERS = frozenset((int, float, type(None)))
BATCH = 200  # rows turned into cells at a time


def tuples(rows: QuerySet, columns: Mapping[str, object]) -> Iterator[tuple]:
    """Yield the rows' values of `columns` ({name: field path or expression})."""
    # Under a name of its own: that of the column may be a relation's.
    paths = [path if isinstance(path, str) else f"as_{name}" for name, path in columns.items()]
    extra = {f"as_{name}": path for name, path in columns.items() if not isinstance(path, str)}
    if extra:
        rows = rows.annotate(**extra)
    return rows.values_list(*paths).iterator(chunk_size=ROWS)


def as_they_stand(rows: QuerySet, columns: Mapping[str, object], _reader) -> Iterator[tuple]:
    """What most resources tell their readers: the columns, the same to all."""
    return tuples(rows, columns)


def writes_tables(of: str, columns: Mapping[str, object], told=as_they_stand) -> None:
    """Register JSONL and CSV of a resource: a row a line, under the list's field names.

    `told(rows, columns, reader)` yields the tuples that this reader is told.
    """
    writes(
        of,
        "jsonl",
        label=_("JSON Lines"),
        media_type="application/jsonl; charset=utf-8",
        extension="jsonl",
        aliases=("ndjson",),
    )(lambda rows, reader: write_jsonl(told(rows, columns, reader), tuple(columns)))
    writes(of, "csv", label=_("CSV"), media_type="text/csv; charset=utf-8", extension="csv")(
        lambda rows, reader: write_csv(told(rows, columns, reader), tuple(columns))
    )


def write_jsonl(rows: Iterator[tuple], names: tuple[str, ...]) -> Iterator[bytes]:
    """One JSON object a line."""
    dumps, option = orjson.dumps, orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
    for row in rows:
        yield dumps(dict(zip(names, row, strict=True)), option=option, default=str)


def write_csv(rows: Iterator[tuple], names: tuple[str, ...]) -> Iterator[bytes]:
    """RFC 4180 with a header line, UTF-8. Lists and objects stand as JSON.

    A text cell that a spreadsheet would run as a formula gets an apostrophe in front, and one
    that begins with an apostrophe gets another, so that reading back restores it exactly.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(names)
    while batch := list(islice(rows, BATCH)):
        writer.writerows(cells(batch))
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue().encode()


def cells(batch):
    """The cells of some rows. JSON and back turns ids and times into text at C's speed, and shows
    in one search whether any text needs a guard; most batches need none."""
    raw = orjson.dumps(batch, default=str, option=orjson.OPT_UTC_Z)
    plain = NUMBERS if GUARD.search(raw) else NUMBERS | {str}
    return [
        [value if value.__class__ in plain else cell(value) for value in row]
        for row in orjson.loads(raw)
    ]


def cell(value):
    """The text of one CSV cell, of a value as JSON knows it."""
    if isinstance(value, str):
        return f"'{value}" if value[:1] in GUARDED else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return orjson.dumps(value).decode()
    return value


def uncell(text: str) -> str:
    """Undo what `cell` did to a text."""
    if text[:1] == "'" and text[1:2] in GUARDED:
        return text[1:]
    return text
