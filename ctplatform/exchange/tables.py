"""JSONL and CSV of any queryset: the same columns, in the same order, under the list's names."""

import csv
import datetime
import io
from collections.abc import Iterator, Mapping

import orjson
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.registry import writes
from ctplatform.exchange.streaming import ROWS

# The last four are the full-width twins, which some spreadsheets take for the ASCII ones.
FORMULA = ("=", "+", "-", "@", "\t", "\r", *"\uff1d\uff0b\uff0d\uff20")

GUARDED = frozenset((*FORMULA, "'"))


def tuples(rows: QuerySet, columns: Mapping[str, object]) -> Iterator[tuple]:
    """Yield the rows' values of `columns` ({name: field path or expression})."""
    paths = [path if isinstance(path, str) else name for name, path in columns.items()]
    extra = {name: path for name, path in columns.items() if not isinstance(path, str)}
    if extra:
        rows = rows.annotate(**extra)
    return rows.values_list(*paths).iterator(chunk_size=ROWS)


def writes_tables(of: str, columns: Mapping[str, object]) -> None:
    """Register JSONL and CSV of a resource: a row a line, under the list's field names."""
    writes(
        of,
        "jsonl",
        label=_("JSON Lines"),
        media_type="application/jsonl; charset=utf-8",
        extension="jsonl",
        aliases=("ndjson",),
    )(lambda rows, _reader: write_jsonl(rows, columns))
    writes(of, "csv", label=_("CSV"), media_type="text/csv; charset=utf-8", extension="csv")(
        lambda rows, _reader: write_csv(rows, columns)
    )


def write_jsonl(rows: QuerySet, columns: Mapping[str, object]) -> Iterator[bytes]:
    """One JSON object a line."""
    names = tuple(columns)
    dumps, option = orjson.dumps, orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
    for row in tuples(rows, columns):
        yield dumps(dict(zip(names, row, strict=True)), option=option, default=str)


def write_csv(rows: QuerySet, columns: Mapping[str, object]) -> Iterator[bytes]:
    """RFC 4180 with a header line, UTF-8. Lists and objects stand as JSON.

    A text cell that a spreadsheet would run as a formula gets an apostrophe in front, and one
    that begins with an apostrophe gets another, so that reading back restores it exactly.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for row in tuples(rows, columns):
        writer.writerow([cell(value) for value in row])
        if buffer.tell() > 32768:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def cell(value):
    """The text of one CSV cell."""
    if isinstance(value, str):
        return f"'{value}" if value[:1] in GUARDED else value
    write = _CELLS.get(type(value))
    return write(value) if write else value


# A table by type, since this runs for every cell: a chain of tests takes twice as long.
_CELLS = {
    type(None): lambda value: "",
    bool: lambda value: "true" if value else "false",
    datetime.datetime: lambda value: value.isoformat().replace("+00:00", "Z"),
    list: lambda value: orjson.dumps(value).decode(),
    dict: lambda value: orjson.dumps(value).decode(),
}


def uncell(text: str) -> str:
    """Undo what `cell` did to a text."""
    if text[:1] == "'" and text[1:2] in GUARDED:
        return text[1:]
    return text
