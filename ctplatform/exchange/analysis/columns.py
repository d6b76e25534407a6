"""Pure: the columns of a table for analysis, the kinds of their values, and its dictionary."""

import datetime as dt
from dataclasses import dataclass

SEPARATOR = "; "
"""Between the items of a list in one cell."""


@dataclass(frozen=True)
class Kind:
    """What a column holds: a word for people, and its type in DuckDB and Parquet."""

    word: str
    sql: str


TEXT = Kind("text", "VARCHAR")
TEXTS = Kind("list of texts, separated by “; ”", "VARCHAR")
INTEGER = Kind("whole number", "BIGINT")
NUMBER = Kind("number", "DOUBLE")
FLAG = Kind("1, 0 or empty", "TINYINT")
DATE = Kind("date (YYYY-MM-DD)", "DATE")
TIME = Kind("time (UTC)", "TIMESTAMP")


@dataclass(frozen=True)
class Column:
    """A column: its name, its kind, and what it means in one sentence."""

    name: str
    kind: Kind
    meaning: str


DICTIONARY = ("table", "column", "type", "meaning")
"""The columns of a data dictionary."""


def dictionary_rows(table: str, columns) -> list[tuple]:
    """The rows of the data dictionary of a table."""
    return [(table, each.name, each.kind.word, each.meaning) for each in columns]


def joined(items) -> str | None:
    """A list as one cell; a separator inside an item becomes a comma. None for an empty list."""
    return SEPARATOR.join(str(each).replace(";", ",") for each in items) if items else None


def flag(answer) -> int | None:
    """1 for yes, 0 for no, None where there is no answer."""
    return FLAGS.get(answer)


FLAGS = {"yes": 1, "no": 0, True: 1, False: 0}


def day_text(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def time_text(moment: dt.datetime | None) -> str | None:
    """A time in UTC to the second, without an offset: 2026-11-28T16:00:00."""
    if moment is None:
        return None
    if moment.tzinfo is not dt.UTC:
        moment = moment.astimezone(dt.UTC)
    return moment.isoformat()[:19]
