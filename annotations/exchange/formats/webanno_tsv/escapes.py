"""How WebAnno TSV escapes texts and values, and divides a cell."""

import re

VALUE_ESCAPE = re.compile(r"->|[\\\[\]|_;\t\n\r*]")
VALUE_ESCAPED = re.compile(r"\\(->|[\\\[\]|_;tnr*])")
TEXT_ESCAPE = re.compile(r"[\x00-\x1f\\]")
TEXT_ESCAPED = re.compile(r"\\([tnfrb\\\x00-\x1f])")
LETTERS = {"\t": "t", "\n": "n", "\f": "f", "\r": "r", "\b": "b"}
CHARACTERS = {letter: char for char, letter in LETTERS.items()}
NUMBERED = re.compile(r"((?:[^\\\[\]]|\\.)*)\[(\d{1,9})\]", re.DOTALL)


def escape_value(value: str) -> str:
    """A value of a feature; "*" where it is empty."""
    found = VALUE_ESCAPE.sub(lambda match: "\\" + LETTERS.get(match[0], match[0]), value)
    return found or "*"


def unescape_value(value: str) -> str:
    """The value of a feature; "" for "*", which stands for none."""
    if value == "*":
        return ""
    return VALUE_ESCAPED.sub(lambda match: CHARACTERS.get(match[1], match[1]), value)


def escape_text(text: str) -> str:
    """A part of the text, with white space other than blanks as a letter."""
    return TEXT_ESCAPE.sub(lambda match: "\\" + LETTERS.get(match[0], match[0]), text)


def unescape_text(text: str) -> str:
    """A part of the text."""
    return TEXT_ESCAPED.sub(lambda match: CHARACTERS.get(match[1], match[1]), text)


def split_cell(cell: str, separator: str) -> list[tuple[str, int]]:
    """(escaped value, disambiguation id or 0) of each stacked annotation in a cell.

    >>> split_cell("PER[1]|a\\\\|b[2]|*", "|")
    [('PER', 1), ('a\\\\|b', 2), ('*', 0)]
    """
    found = []
    for part in split_raw(cell, separator):
        match = NUMBERED.fullmatch(part)
        found.append((match[1], int(match[2])) if match else (part, 0))
    return found


def split_raw(cell: str, separator: str) -> list[str]:
    """The parts of a cell, still escaped."""
    pattern = rf"((?:[^\\{separator}]|\\.)*)(?:{re.escape(separator)}|\\?$)"
    parts = re.findall(pattern, cell, re.DOTALL)
    return parts[: max(1, len(parts) - (not parts[-1]))]
