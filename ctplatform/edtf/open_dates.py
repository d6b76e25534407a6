"""Dates with one open end.

“Since 2015” and “by 2 November 1989” include the named date, “after 2015” and “before 2 November
1989” exclude it. Pure.
"""

import datetime as dt
import re

from ctplatform.edtf.dates import DateError, parse

_WORDS = {
    "since": r"since|from|on or after|no earlier than|not earlier than|not before",
    "after": r"after|later than",
    "by": r"until|till|up to|by|on or before|no later than|not later than|not after",
    "before": r"before|prior to|earlier than",
}
"""Words for an open end; “since” and “by” include the named date, the others exclude it."""
_EDGES = {
    ("since", "start"): "since",
    ("after", "start"): "since",
    ("after", "end"): "after",
    ("by", "end"): "by",
    ("before", "end"): "by",
    ("before", "start"): "before",
}
"""“Before the end of 2022” means by 2022; “after the start of 2022” means since 2022."""


def open_expressions(text):
    """Yield (since, after, by or before; the named date) for lower-case words of that kind."""
    for opening, words in _WORDS.items():
        match = re.fullmatch(f"(?:{words}) (?:(?:the )?(end|start|beginning) of )?(.+)", text)
        if not match:
            continue
        edge, named = (match[1] or "").replace("beginning", "start"), match[2]
        if (opening, edge) in _EDGES:
            yield _EDGES[opening, edge], named
        else:
            yield opening, f"{match[1]} of {named}" if edge else named


def open_interval(opening, found):
    """The EDTF interval since, after, by or before a date (EDTF); None if it cannot be stored."""
    start, end = found.split("/")[0], found.split("/")[-1]
    if opening == "since":
        return _stored(f"{start}/..")
    if opening == "by":
        return _stored(f"/{end}")
    if opening == "before":
        last = _beside(start, -1)
        return last and _stored(f"/{last}")
    first = _beside(end, 1)
    return first and _stored(f"{first}/..")


def _beside(text, step):
    """The year, month or day just before (-1) or after (1) a date, with its qualifier."""
    try:
        date = parse(text)
        plain, mark = text.rstrip("?~%"), text[len(text.rstrip("?~%")) :]
        beyond = (date.earliest if step < 0 else date.latest) + dt.timedelta(step)
    except (DateError, OverflowError, TypeError):
        return None
    is_plain = re.fullmatch(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?", plain)
    return f"{beyond}"[: len(plain) if is_plain else 10] + mark


def _stored(text):
    try:
        return parse(text).text
    except DateError:
        return None
