"""Pure: what a source's own words say, as values that we store.

Two readers for people who type: dates ("early March 2024") and figures ("more than 150"). Both
answer None where the words do not say enough; neither guesses.
"""

import re
from typing import NamedTuple

from incidents.dates import MONTHS, SEASONS, DateError, parse
from incidents.reckoning import DAYS, OTHER_EVENT, UNTIL_NOW, counted_from, spanning

_MONTH = {name.lower(): number for number, name in enumerate(MONTHS, 1)} | {
    name.lower()[:3]: number for number, name in enumerate(MONTHS, 1)
}
_SEASON = {name: number for number, name in SEASONS.items()} | {"fall": 23}
_M = f"({'|'.join(sorted(_MONTH, key=len, reverse=True))})[.]?"
_Y = r"([0-9]{4})"
_D = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_THIRDS = ("early", "mid", "late")
_RANGE = r"(?:from |between )?(.+?) (?:to|and|until|-|\u2013) (.+)"
_OPEN_ENDED = (
    (r"since|from|after|on or after|no earlier than|not earlier than", "{}/.."),
    (r"until|up to|before|by|on or before|no later than|not later than", "/{}"),
)
_RELATIVE = (
    r"(?:earlier |later |early |mid |late )?(?:today|yesterday|tomorrow|(?:this|last|next) [a-z]+)"
    rf"|.+ ago|.*\b(?:last|past) .+|(?:last )?(?:{'|'.join(DAYS)})|{UNTIL_NOW}"
)


class Reading(NamedTuple):
    """A date as read from words: its EDTF expression, and whether the words alone say it.

    `basis` is “stated”, or “resolved_relative” where the day of the text had to be known.
    """

    edtf: str
    basis: str


def date_from_words(words, *, reference=None):
    """The EDTF expression for a date as people write it, or None.

    reference: the Date that "last month" counts from, usually that of the text's publication
    (incidents.reckoning.reference_of).
    """
    reading = read_words(words, reference)
    return reading and reading.edtf


def read_words(words, reference=None) -> Reading | None:
    """As `date_from_words`, with the basis of what was read."""
    if found := _read(words, None):
        return Reading(found, "stated")
    if reference is None:
        return None
    found = spanning(_read(words, reference.earliest), _read(words, reference.latest))
    return Reading(found, "resolved_relative") if found else None


def _read(words, today):
    """What the words say in a text of one day; of no day, where that is not known."""
    text = _simple(words)
    for read in (_as_edtf, _hedged, _interval, _part, _plain, _relative, _without_year):
        found = read(text if read is not _as_edtf else words.strip(), today)
        if found:
            return found
    return None


def why_no_date(words):
    """Raise the DateError that says why words are no date, and what to write instead."""
    text = _simple(words)
    if ends := re.fullmatch(_RANGE, text):
        start, last = _ends(ends[1], ends[2], None)
        if start and last:
            parse(f"{start}/{last}")
    for part in re.split(r" (?:to|and|until) ", text):
        if match := re.search(f"{_D} {_M} {_Y}", part) or re.search(f"{_M} {_D} {_Y}", part):
            day, month, year = match.groups() if match[1].isdigit() else match.group(2, 1, 3)
            parse(f"{year}-{_MONTH[month]:02}-{int(day):02}")
    if not re.search("[0-9]{3}", text) and re.search(rf"\b{_M}(?: |$)", text):
        raise DateError(f"“{words}”: say the year too, as in 5 May 2024.")
    if re.fullmatch(_RELATIVE, text):
        raise DateError(
            f"“{words}”: write the day, month or year that is meant, as in March 2024, and keep "
            "these words as the source's; or say the day of the text, from which it counts."
        )
    if re.search(OTHER_EVENT, text):
        raise DateError(
            f"“{words}” counts from another event, whose date is not known here: write the day, "
            "month or year that is meant, and keep these words as the source's."
        )
    parse(words.strip())


def _simple(words):
    """Lower case, one space between words, ranges with “to”, and no “on” or “in” in front."""
    text = re.sub(r"\bmid-", "mid ", words.strip().lower()).replace(",", " ")
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th) of (?=[a-z])", " ", text)
    text = " ".join(text.split())
    text = re.sub(f"^{_D} ?[-\u2013] ?{_D} {_M} {_Y}$", r"\1 to \2 \3 \4", text)
    text = re.sub(f"^{_M} {_D} ?[-\u2013] ?{_D} {_Y}$", r"\2 to \3 \1 \4", text)
    text = re.sub(f"^{_Y} ?[-\u2013] ?{_Y}$", r"\1 to \2", text)
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
    if match:
        return _between(match[1], match[2], today)
    for opening, form in _OPEN_ENDED:
        match = re.fullmatch(f"(?:{opening}) (.+)", text)
        found = match and _read(match[1], today)
        if found:
            end = found.split("/")[0 if form.startswith("{") else -1]
            return _as_edtf(form.format(end), today)
    return None


def _between(first, second, today):
    start, last = _ends(first, second, today)
    return _as_edtf(f"{start}/{last}", today) if start and last else None


def _ends(first, second, today):
    """“16 to 19 January 2013”: the first end takes the month and the year from the second."""
    last = _read(second, today)
    words = second.split()
    if last and today and not re.search("[0-9]{4}", second):
        words.append(last[:4])
    for shared in range(len(words) + 1) if last else ():
        start = _plain(" ".join([first, *words[len(words) - shared :]]), today)
        if start:
            return start, last
    return None, last


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


def _without_year(text, today):
    """“5 May” is the last one before the day of the text."""
    if not today or not re.fullmatch(f"(?:{_D} )?{_M}|{_M} {_D}", text):
        return None
    for year in (today.year, today.year - 1):
        found = _plain(f"{text} {year:04}", today)
        if found and parse(found).earliest <= today:
            return found
    return None


def _relative(text, today):
    return counted_from(today, text) if today else None


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
