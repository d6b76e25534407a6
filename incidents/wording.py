"""Pure: what a source's own words say, as values that we store.

Two readers for people who type: dates ("early March 2024") and figures ("more than 150"). Both
answer None where the words do not say enough; neither guesses.
"""

import datetime as dt
import re
from typing import NamedTuple

from incidents.dates import MONTHS, SEASONS, DateError, parse

_MONTH = {name.lower(): number for number, name in enumerate(MONTHS, 1)} | {
    name.lower()[:3]: number for number, name in enumerate(MONTHS, 1)
}
_SEASON = {name: number for number, name in SEASONS.items()} | {"fall": 23}
_M = f"({'|'.join(sorted(_MONTH, key=len, reverse=True))})[.]?"
_Y = r"([0-9]{4})"
_D = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_THIRDS = ("early", "mid", "late")


def date_from_words(words, *, today=None):
    """The EDTF expression for a date as people write it, or None.

    today: what "last month" is relative to, usually the day the text was published.
    """
    text = " ".join(re.sub(r"\bmid-", "mid ", words.strip().lower()).replace(",", " ").split())
    for read in (_as_edtf, _hedged, _interval, _part, _plain, _relative):
        found = read(text if read is not _as_edtf else words.strip(), today)
        if found:
            return found
    return None


def _as_edtf(text, _today):
    try:
        return parse(text).text
    except DateError:
        return None


def _hedged(text, today):
    for hedge, mark in (("about|around|circa|c[.]", "~"), ("possibly|probably|perhaps", "?")):
        match = re.fullmatch(f"(?:{hedge}) (.+)", text)
        found = match and date_from_words(match[1], today=today)
        if found:
            return _as_edtf(found + mark, today)
    return None


def _interval(text, today):
    match = re.fullmatch(r"(?:from |between )?(.+?) (?:to|and|until|-|\u2013) (.+)", text)
    if match:
        return _between(match[1], match[2], today)
    for opening, form in ((r"since|from", "{}/.."), (r"until|up to|before|by", "/{}")):
        match = re.fullmatch(f"(?:{opening}) (.+)", text)
        found = match and date_from_words(match[1], today=today)
        if found:
            return _as_edtf(form.format(found), today)
    return None


def _between(first, second, today):
    """“16 to 19 January 2013”: the first end takes the month and the year from the second."""
    last = date_from_words(second, today=today)
    if not last:
        return None
    words = second.split()
    for shared in range(len(words) + 1):
        start = _plain(" ".join([first, *words[len(words) - shared :]]), today)
        if start:
            return _as_edtf(f"{start}/{last}", today)
    return None


def _part(text, _today):
    """“early 2024” is its first four months, “late March 2024” its last ten days or so."""
    if match := re.fullmatch(f"(early|mid|late) {_Y}", text):
        first = _THIRDS.index(match[1]) * 4 + 1
        return f"{match[2]}-{first:02}/{match[2]}-{first + 3:02}"
    if match := re.fullmatch(f"(early|mid|late) {_M} {_Y}", text):
        month = f"{match[3]}-{_MONTH[match[2]]:02}"
        third = _THIRDS.index(match[1])
        end = f"{third + 1}0" if third < 2 else f"{parse(month).latest.day}"
        return f"{month}-{third}1/{month}-{end}"
    return None


def _plain(text, _today):
    if match := re.fullmatch(f"{_M} {_Y}", text):
        return f"{match[2]}-{_MONTH[match[1]]:02}"
    if match := re.fullmatch(f"{_D} {_M} {_Y}", text):
        return _as_edtf(f"{match[3]}-{_MONTH[match[2]]:02}-{int(match[1]):02}", None)
    if match := re.fullmatch(f"{_M} {_D} {_Y}", text):
        return _as_edtf(f"{match[3]}-{_MONTH[match[1]]:02}-{int(match[2]):02}", None)
    if match := re.fullmatch(f"({'|'.join(_SEASON)}) (?:of )?{_Y}", text):
        return f"{match[2]}-{_SEASON[match[1]]}"
    if match := re.fullmatch(r"(?:the )?([0-9]{3})0s", text):
        return f"{match[1]}X"
    return text if re.fullmatch(_Y, text) and text != "0000" else None


def _relative(text, today):
    if not today:
        return None
    last_month = today.replace(day=1) - dt.timedelta(1)
    return {
        "today": f"{today}",
        "yesterday": f"{today - dt.timedelta(1)}",
        "this month": f"{today:%Y-%m}",
        "last month": f"{last_month:%Y-%m}",
        "this year": f"{today:%Y}",
        "earlier this year": f"{today:%Y}-01/{today}",
        "last year": f"{today.year - 1:04}",
    }.get(text)


class Figures(NamedTuple):
    """How many: whole numbers, None where the words leave that side open."""

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
_OPENINGS = (
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

    Only what the words bind is filled: “at least 39” has no best and no high figure.
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
    for qualifier, opening in _OPENINGS:
        if match := re.match(f"(?:{opening}) ?(.+)", text):
            return _figures(qualifier, _counted(match[1]))
    return _figures("exact", _counted(text))


def _counted(text):
    """The number that the words begin with, unless further figures follow it."""
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
