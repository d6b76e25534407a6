"""Pure: what people write into the cells of a table, as values that we store.

Three absences are told apart: an empty cell says nothing, “unknown” that the source does not say,
“n/a” that there is nothing to say. Nothing is guessed: what cannot be read raises CellError, or
stays as words where a field for words exists.
"""

import datetime as dt
import re
from typing import NamedTuple

from incidents.dates import DateError, parse
from incidents.wording import casualties_from_words, date_from_words

UNKNOWN = {"unknown", "unk", "unk.", "not known", "not reported", "?", "-9", "-99", "unspecified",
           "unidentified", "undetermined"}  # fmt: skip
NOT_APPLICABLE = {"n/a", "na", "n.a.", "not applicable", "none applicable"}
EXCEL_DAYS = dt.date(1899, 12, 30)


class CellError(ValueError):
    """The cell holds no such value; the message says what to write instead."""


def absence(text):
    """“unknown”, “not_applicable”, or None where the cell holds something or nothing."""
    word = text.strip().casefold()
    if word in UNKNOWN:
        return "unknown"
    return "not_applicable" if word in NOT_APPLICABLE else None


# Dates --------------------------------------------------------------------------------------------

_NUMERIC = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
_YEAR_FIRST = re.compile(r"(~?)([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.](~?)([0-9]{1,2}))?([?~]?)")
_MONTH_SECOND = re.compile(r"([0-9]{4}) ([A-Za-z]+)(?: ([0-9]{1,2}))?")
_CLOCK = re.compile(r"[ T]00:00(:00(\.0+)?)?Z?$")
_RANGE = re.compile(r"\s*(?:\.\.|:|\u2013|/| to )\s*")


def date(text, day_first=None):
    """The EDTF expression of a cell, or None where its words say no date.

    day_first: whether 5/4/2001 is 5 April; None asks. Raises CellError for a date that does not
    exist or may be read in two ways.
    """
    words = _CLOCK.sub("", " ".join(text.split()))
    ends = _RANGE.split(words)
    if len(ends) == 2 and all(ends) and not _NUMERIC.fullmatch(words):
        found = [_single(end, day_first) for end in ends]
        if all(found):
            return _known(f"{found[0]}/{found[1]}")
    return _single(words, day_first)


def _single(words, day_first):
    if match := _NUMERIC.fullmatch(words):
        return _numeric(words, *map(int, match.groups()), day_first)
    if match := _YEAR_FIRST.fullmatch(words):
        early, year, month, near, day, mark = match.groups()
        day = f"-{int(day):02}" if day else ""
        return _known(f"{year}-{int(month):02}{day}{'~' if early or near else mark}")
    if match := _MONTH_SECOND.fullmatch(words):
        return date_from_words(f"{match[3] or ''} {match[2]} {match[1]}".strip())
    if re.fullmatch(r"[0-9]{5}", words):
        raise CellError(f"“{words}” is a day as spreadsheets count: format the column as a date.")
    return date_from_words(words)


def _numeric(words, first, second, year, day_first):
    if day_first is None and first != second and first <= 12 and second <= 12:
        raise CellError(f"“{words}” may be read in two ways: say whether the day comes first.")
    is_day = first > 12 if day_first is None else day_first
    day, month = (first, second) if is_day else (second, first)
    return _known(f"{year:04}-{month:02}-{day:02}", words)


def _known(text, words=None):
    try:
        return parse(text).text
    except DateError as error:
        raise CellError(f"“{words}” is no day." if words else str(error)) from error


def date_of_parts(year, month, day):
    """A date of three cells; a month or day of 0 or nothing is not known."""
    numbers = [number(part) for part in (year, month, day)]
    if any(part is not None and part != int(part) for part in numbers):
        raise CellError("Year, month and day are whole numbers.")
    year, month, day = (int(part) if part else 0 for part in numbers)
    if not year:
        return None
    text = f"{year:04}" + (f"-{month:02}" if month else "")
    return _known(text + (f"-{day:02}" if month and day else ""))


# Numbers and figures ------------------------------------------------------------------------------


class Harm(NamedTuple):
    """One estimate of a cell: among whom, the figures, and how they are meant."""

    group: str
    low: int | None
    best: int | None
    high: int | None
    qualifier: str


_OUTSIDE = re.compile(r"([0-9][0-9,]*)\s*\(\s*\+\s*([0-9][0-9,]*)\s*\)")
_PLUS = re.compile(r"([0-9][0-9,]*)\s*\+")


def harm(text):
    """The estimates of a cell such as “20+”, “Dozens”, “18 (+1)”; none where no figure is read.

    “18 (+1)” counts the attackers apart, as tables of attacks write it: 18 victims and one more.
    """
    words = " ".join(text.split())
    if match := _OUTSIDE.fullmatch(words):
        victims, attackers = (int(each.replace(",", "")) for each in match.groups())
        return [
            Harm("victims", victims, victims, victims, "exact"),
            Harm("perpetrators", attackers, attackers, attackers, "exact"),
        ]
    if match := _PLUS.fullmatch(words):
        words = f"at least {match[1]}"
    words = re.sub(r"^(?:c\.?|ca\.?|circa)\s+(?=[0-9])", "about ", words)
    words = re.sub(r"^([0-9]+)\.0+$", r"\1", words)
    figures = casualties_from_words(words)
    return [Harm("", *figures)] if figures else []


def number(text):
    """The number of a cell, or None where it is empty."""
    text = text.strip().replace("\u2212", "-")
    if not text:
        return None
    try:
        found = float(re.sub(r"(?<=[0-9]),(?=[0-9]{3}\b)", "", text))
    except ValueError:
        found = float("nan")
    if found != found or abs(found) > 1e12:
        raise CellError(f"“{text[:40]}” is no number.")
    return found


def whole(text):
    """The same, of a count."""
    found = number(text)
    if found is not None and (found != int(found) or found < 0):
        raise CellError(f"“{text.strip()[:40]}” is no whole number.")
    return None if found is None else int(found)


# Names --------------------------------------------------------------------------------------------


class Named(NamedTuple):
    """Somebody a cell names. `doubt`: the cell says or implies that it is not certain."""

    name: str
    doubt: bool


_DOUBT = re.compile(
    r"\s*(?:\((?:suspected|alleged|possibly|probably|presumed|likely|unconfirmed|\?)\)|\?)$", re.I
)
_BEFORE = re.compile(r"^(?:suspected|alleged|presumed|possibly|probably)\s+", re.I)
_OR = re.compile(r"\s+or\s+", re.I)


def names(text, separator=";"):
    """Who a cell names: “Taliban or Islamic State” are two, each in doubt; “(suspected)” says so.

    The separator stands between several who took part together.
    """
    found = []
    for piece in text.split(separator) if separator else [text]:
        rivals = [part for part in _OR.split(piece.strip()) if part.strip()]
        doubt = len(rivals) > 1 or any(_is_doubted(rival) for rival in rivals)
        for rival in rivals:
            name = _BEFORE.sub("", _DOUBT.sub("", rival.strip())).strip()
            if name:
                found.append(Named(name[:200], doubt))
    return list(dict.fromkeys(found))


def _is_doubted(text):
    return bool(_DOUBT.search(text.strip()) or _BEFORE.search(text.strip()))
