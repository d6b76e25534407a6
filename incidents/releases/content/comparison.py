"""What has changed between two tables of rows with ids. Pure, in memory for ids alone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

import orjson

IGNORED = frozenset({"version", "updated"})
"""Columns that change with every edit, also of what is not in the table."""

Rows = Callable[[], Iterable[dict]]
"""Reads a table from its beginning; each row has an `id`."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """`how` is added, changed or withdrawn; `columns` are those that differ."""

    id: str
    how: str
    columns: tuple[str, ...] = ()


def compare_rows(before: Rows, after: Rows) -> Iterator[RowChange]:
    """The rows that were added, changed or withdrawn, in this order of the sorts."""
    known = {row["id"]: _digest(row) for row in before()}
    changed, seen = set(), set()
    for row in after():
        seen.add(row["id"])
        if row["id"] not in known:
            yield RowChange(row["id"], "added")
        elif known[row["id"]] != _digest(row):
            changed.add(row["id"])
    if changed:
        old = {row["id"]: row for row in before() if row["id"] in changed}
        for row in after():
            if row["id"] in changed:
                yield RowChange(row["id"], "changed", different_columns(old[row["id"]], row))
    yield from (RowChange(pk, "withdrawn") for pk in known if pk not in seen)


def different_columns(old: dict, new: dict) -> tuple[str, ...]:
    """Names of the columns that differ or that only one of the rows has."""
    names = dict.fromkeys((*old, *new))
    missing = object()
    return tuple(
        name
        for name in names
        if name not in IGNORED and old.get(name, missing) != new.get(name, missing)
    )


def _digest(row):
    kept = {name: value for name, value in row.items() if name not in IGNORED}
    return blake2b(orjson.dumps(kept, option=orjson.OPT_SORT_KEYS), digest_size=16).digest()
