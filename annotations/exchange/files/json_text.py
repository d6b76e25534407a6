"""Read JSON and JSON Lines with errors that name the line, and write them."""

import re
from collections.abc import Iterator
from typing import Any

import orjson

from ctplatform.exchange.limits import LIMITS, Unreadable


def parse_json(data: bytes, name: str, row: int | None = None) -> Any:
    """The value in `data`. `row` is its line where it is one line of a file."""
    try:
        return orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise Unreadable(
            f"{name} is not JSON: {error.msg} (line {row or error.lineno}, column {error.colno}).",
            row or error.lineno,
        ) from error


def parse_json_lines(data: bytes, name: str) -> Iterator[tuple[int, dict]]:
    """(line, object) of each line that is not empty, counted from 1."""
    found = 0
    for row, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        value = parse_json(line, name, row)
        if not isinstance(value, dict):
            raise Unreadable(f"{name}, line {row}: each line must be one JSON object.", row)
        found += 1
        if found > LIMITS.rows:
            raise Unreadable(f"{name} has more than {LIMITS.rows:,} lines.", row)
        yield row, value


def check_fields(value: dict, kinds: dict[str, type | tuple], place: str, row=None) -> dict:
    """`value`, after a check that each of these fields it has is of its kind (or null)."""
    if not isinstance(value, dict):
        raise Unreadable(f"{place} must be a JSON object.", row)
    for name, kind in kinds.items():
        held = value.get(name)
        if held is not None and not isinstance(held, kind):
            words = _kind_words(kind)
            raise Unreadable(f"{place}: “{name}” must be {words}, not {_short(held)}.", row)
    return value


def _kind_words(kind):
    words = {dict: "an object", list: "a list", str: "a text", int: "a whole number"}
    kinds = kind if isinstance(kind, tuple) else (kind,)
    return " or ".join(words.get(each, each.__name__) for each in kinds)


def _short(value):
    return re.sub(r"\s+", " ", repr(value))[:60]


def write_json(value: Any) -> bytes:
    """`value` as JSON in UTF-8, its keys in the order given."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
