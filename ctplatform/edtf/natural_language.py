"""Read dates and numbers of casualties in natural language.

Dates ("early March 2024") and figures ("more than 150") as people type them. Both functions return
None if the words do not say enough; they do not guess. Pure.
"""

import re
from typing import NamedTuple

from ctplatform.edtf.date_parts import (
    MONTH,
    SEASON_NUMBERS,
    YEAR,
    month_number,
    named_part,
    split_part,
)
from ctplatform.edtf.dates import DateError, parse
from ctplatform.edtf.event_dates import counted_from_event, counts_from_event
from ctplatform.edtf.open_dates import open_expressions, open_interval
from ctplatform.edtf.relative_dates import DAYS, UNTIL_NOW, counted_from, spanning_expression

_M = f"({MONTH})"
_Y = f"({YEAR})"
_D = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_RANGE = r"(?:from |between )?(.+?) (?:to|and|until|-|\u2013) (.+)"
_RELATIVE = (
    r"(?:earlier |later |early |mid |late )?(?:today|yesterday|tomorrow|(?:this|last|next) [a-z]+)"
    rf"|.+ ago|.*\b(?:last|past) .+|(?:last )?(?:{'|'.join(DAYS)})|{UNTIL_NOW}"
)


class Reading(NamedTuple):
    """A date read from words: its EDTF expression, and how it was determined.

    `basis` is “stated”, or “resolved_relative” where a reference date or an event was needed.
    """

    edtf: str
    basis: str


def date_from_words(words, *, reference=None, event=None):
    """The EDTF expression of a date in words, or None.

    reference: the Date that "last month" counts from, usually the publication date of the text
    (`relative_dates.reference_of`). event: the Date of the event that "two days later" counts from.
    """
    reading = read_words(words, reference, event)
    return reading and reading.edtf


def read_words(words, reference=None, event=None) -> Reading | None:
    """As `date_from_words`, together with the basis."""
    if found := _read(words, None):
        return Reading(found, "stated")
    found = None
    if reference is not None:
        found = spanning_expression(
            _read(words, reference.earliest), _read(words, reference.latest)
        )
    if found is None and event is not None:
        found = counted_from_event(event, _simple(words), reference)
    return Reading(found, "resolved_relative") if found else None


def _read(words, today):
    """The EDTF expression of the words in a text of the day `today`, or None if unknown."""
    text = _simple(words)
    for read in (_as_edtf, _hedged, _interval, _part, _plain, _relative, _without_year):
        found = read(text if read is not _as_edtf else words.strip(), today)
        if found:
            return found
    return None


def why_no_date(words):
    """Raise a DateError that says why the words are not a date, and what to write instead."""
    text = _simple(words)
    if ends := re.fullmatch(_RANGE, text):
        start, last = _ends(ends[1], ends[2], None)
        if start and last:
            parse(f"{start}/{last}")
    for part in re.split(r" (?:to|and|until) ", text):
        if match := re.search(f"{_D} {_M} {_Y}", part) or re.search(f"{_M} {_D} {_Y}", part):
            day, month, year = match.groups() if match[1].isdigit() else match.group(2, 1, 3)
            parse(f"{year}-{month_number(month):02}-{int(day):02}")
    if not re.search("[0-9]{3}", text) and re.search(rf"\b{_M}(?: |$)", text):
        raise DateError(f"“{words}”: say the year too, as in 5 May 2024.")
    if re.fullmatch(_RELATIVE, text):
        raise DateError(
            f"“{words}”: write the day, month or year that is meant, as in March 2024, and keep "
            "these words as the source's; or say the day of the text, from which it counts."
        )
    if counts_from_event(text):
        raise DateError(
            f"“{words}” counts from another event: choose that event, or write the day, month or "
            "year that is meant, and keep these words as the source's."
        )
    parse(words.strip())


def _simple(words):
    """Normalise: lower case, single spaces, ranges with “to”, no “on” or “in” at the start."""
    text = re.sub(r"\bmid-", "mid ", words.strip().lower()).replace(",", " ")
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th) of (?=[a-z])", " ", text)
    text = " ".join(text.split())
    text = re.sub(f"^{_Y}[ -]?([hq][1-4])$", r"\2 \1", text)
    text = re.sub(f"^([hq][1-4]) ?[/-] ?{_Y}$", r"\1 \2", text)
    text = re.sub(f"^{_D} ?[-\u2013] ?{_D} (?={_M}(?: {_Y})?$)", r"\1 to \2 ", text)
    text = re.sub(f"^{_M} {_D} ?[-\u2013] ?{_D} {_Y}$", r"\2 to \3 \1 \4", text)
    text = re.sub(f"^{_Y} ?[-\u2013] ?{_Y}$", r"\1 to \2", text)
    text = re.sub(f"({MONTH}(?: {YEAR})?) ?[-\u2013\u2014] ?(?=(?:{_D} )?{_M})", r"\1 to ", text)
    text = re.sub(f"^(winter) (?:of )?{_Y} ?[-/\u2013] ?[0-9]{{2,4}}$", r"\1 \2", text)
    return re.sub(r"^(?:on|in|during) (?!or )", "", text)


def _as_edtf(text, _today):
    try:
        return parse(text).text
    except DateError:
        return None


def _hedged(text, today):
    for hedge, mark in (("about|around|circa|c[.]", "~"), ("possibly|probably|perhaps", "?")):
        match = re.fullmatch(f"(?:{hedge}) (.+)", text)
        found = match and _read(match[1], today)
        if found:
            return _as_edtf(found + mark, today)
    return None


def _interval(text, today):
    match = re.fullmatch(_RANGE, text)
    found = match and _between(match[1], match[2], today)
    return found or _open_ended(text, today)


def _open_ended(text, today):
    """“Since 2015”, “before 2 November 1989”: one end is open."""
    for opening, named in open_expressions(text):
        if found := _read(named, today):
            return open_interval(opening, found)
    return None


def _between(first, second, today):
    start, last = _ends(first, second, today)
    return _as_edtf(f"{start}/{last}", today) if start and last else None


def _ends(first, second, today):
    """“16 to 19 January 2013”: the start takes month and year from the end."""
    last = _read(second, today)
    words = second.split()
    if last and today and not re.search("[0-9]{4}", second):
        words.append(last[:4])
    for shared in range(len(words) + 1) if last else ():
        shorter = " ".join([first, *words[len(words) - shared :]])
        start = _plain(shorter, today) or _part(shorter, today)
        if start:
            return start.split("/")[0], last.split("/")[-1]
    return None, last


def _part(text, _today):
    """Part of a year or month: “early 2024”, “Q3 2024” (ctplatform.edtf.date_parts)."""
    return named_part(text)


def _plain(text, _today):
    if match := re.fullmatch(f"{_M} {_Y}", text):
        return f"{match[2]}-{month_number(match[1]):02}"
    if match := re.fullmatch(f"{_D} {_M} {_Y}", text):
        return _as_edtf(f"{match[3]}-{month_number(match[2]):02}-{int(match[1]):02}", None)
    if match := re.fullmatch(f"{_M} {_D} {_Y}", text):
        return _as_edtf(f"{match[3]}-{month_number(match[1]):02}-{int(match[2]):02}", None)
    if match := re.fullmatch(f"({'|'.join(SEASON_NUMBERS)}) (?:of )?{_Y}", text):
        return f"{match[2]}-{SEASON_NUMBERS[match[1]]}"
    if match := re.fullmatch(r"(?:the )?([0-9]{3})0s", text):
        return f"{match[1]}X"
    return text if re.fullmatch(_Y, text) and text != "0000" else None


def _without_year(text, today):
    """“5 May” or “mid-March”: the last one before the day of the text."""
    if not today:
        return None
    read = _plain
    if not re.fullmatch(f"(?:{_D} )?{_M}|{_M} {_D}", text):
        found = split_part(text)
        if not found or not re.fullmatch(MONTH, found[1]):
            return None
        read = _part
    for year in (today.year, today.year - 1):
        found = read(f"{text} {year:04}", today)
        if found and parse(found).earliest <= today:
            return found
    return None


def _relative(text, today):
    return counted_from(today, text) if today else None


class Figures(NamedTuple):
    """A number of casualties as whole numbers; None for each bound that the words leave open."""

    low: int | None
    best: int | None
    high: int | None
    qualifier: str


_SMALL = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen",
)
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NUMBER = {word: value for value, word in enumerate(_SMALL)} | {
    word: 10 * value for value, word in enumerate(_TENS, 2)
}
_BOUNDS = (
    ("more_than", r"more than|over|above|in excess of|exceeding|>"),
    ("at_least", r"at least|no fewer than|no less than|a minimum of|>=|≥"),
    ("fewer_than", r"fewer than|less than|under|below|<"),
    ("up_to", r"up to|at most|as many as|no more than|a maximum of|<=|≤"),
    ("about", r"about|around|approximately|roughly|some|nearly|almost|an estimated|~"),
    ("exact", r"exactly|precisely|="),
)
_MULTIPLES = {"hundred", "thousand", "million", "dozen"}
_VAGUE = {"dozens": (24, 99), "scores": (40, 99), "hundreds": (200, 999)}


def casualties_from_words(words):
    """Figures for “more than 150” (low 151), “39 to 40”, “dozens”, “no one”; None if unreadable.

    Only bounds that the words state are set: “at least 39” has no best and no high figure.
    """
    text = " ".join(re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", words.strip().lower()).split())
    if re.fullmatch(r"(?:no one|nobody|none|no casualties|no deaths|no injuries)", text):
        return Figures(0, 0, 0, "none_reported")
    if match := re.fullmatch(r"(dozens|scores|hundreds)(?: of .+)?", text):
        low, high = _VAGUE[match[1]]
        return Figures(low, None, high, "hundreds" if match[1] == "hundreds" else "dozens")
    if match := re.fullmatch(r"(?:between |from )?(\S+) ?(?:to|and|-|\u2013) ?(\S+)(?: .+)?", text):
        low, high = _number(match[1]), _number(match[2])
        if low is not None and high is not None and low <= high:
            return Figures(low, None, high, "between")
    return _bounded(text)


def _bounded(text):
    for qualifier, opening in _BOUNDS:
        if match := re.match(f"(?:{opening}) ?(.+)", text):
            return _figures(qualifier, _counted(match[1]))
    return _figures("exact", _counted(text))


def _counted(text):
    """The number at the start of the words; None if more numbers follow."""
    first, *others = text.split() or [""]
    if any(word in _MULTIPLES or _number(word) is not None for word in others):
        return None
    return _number(first)


def _figures(qualifier, number):
    if number is None or (qualifier == "fewer_than" and number == 0):
        return None
    low, best, high = {
        "exact": (number, number, number),
        "about": (None, number, None),
        "at_least": (number, None, None),
        "more_than": (number + 1, None, None),
        "up_to": (None, None, number),
        "fewer_than": (None, None, number - 1),
    }[qualifier]
    return Figures(low, best, high, qualifier)


def _number(word):
    if re.fullmatch(r"[0-9]{1,7}", word, re.ASCII):
        return int(word)
    tens, _, ones = word.partition("-")
    if ones:
        ten, one = _NUMBER.get(tens, 0), _NUMBER.get(ones, 0)
        return ten + one if ten >= 20 and 0 < one < 10 else None
    return _NUMBER.get(word)
