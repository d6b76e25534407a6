"""Pure: dates that a text counts from its own day: “last month”, “two and a half years ago”.

The day is that of publication, and may itself be known to a month or a year alone: the words are
then read for its first and for its last day, and what is stored covers both. Words that count from
another event (“soon thereafter”) are not read: that event's date is not known here.
"""

import datetime as dt
import re
from calendar import monthrange

from incidents.dates import SEASONS, Date, DateError, parse

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip
_N = rf"([0-9]{{1,3}}|a|an|half an?|{'|'.join(_NUMBERS)})( and a half)?"
_UNIT = "(day|week|month|year|decade)"
_MONTHS_IN = {"month": 1, "year": 12, "decade": 120}
_SEASON = {name: number for number, name in SEASONS.items()} | {"fall": 23}
_ROUGHLY = r"(?:(?:about|around|roughly|some|nearly|almost|just over|just under) )?"
UNTIL_NOW = (
    r"(?:more |most |only |just |even )?(?:recently|lately)|to date|so far|until now|up to now"
    r"|(?:the |these )?(?:recent|past few|last few) (?:days|weeks|months|years|decades)"
)
"""Words for some time before the text: the end is known, the start is not."""
OTHER_EVENT = (
    r"\b(?:thereafter|afterwards?|later|earlier|then|subsequently|previously|following|after that)"
    r"$|^(?:the |that )?(?:next|following|same|previous) (?:day|week|month|year|night|morning)$"
)
"""Words that count from something else than the day of the text."""


def reference_of(text) -> Date:
    """The date of a text, as that from which relative ones count; DateError where it will not do.

    It has a first and a last day, and neither is said to be uncertain or about.
    """
    date = parse(text)
    if date.earliest is None or date.latest is None or re.search("[?~%]", date.text):
        raise DateError(f"“{text}” is known too vaguely for other dates to be counted from it.")
    return date


def spanning(first, last):
    """One expression for what two readings of the same words allow; None if either is missing."""
    if first == last or first is None or last is None:
        return first if first == last else None
    start, end = first.split("/")[0], last.split("/")[-1]
    return parse(f"{start}/{end}").text


def counted_from(day, text):
    """The EDTF expression for simplified words (lower case) of a text of this day, or None."""
    for read in (_named, _weekday, _season, _ago, _lasting, _part_of):
        try:
            if found := read(day, text):
                return parse(found).text
        except (OverflowError, ValueError):  # before the year 1, or after 9999
            return None
    return f"/{day}" if re.fullmatch(UNTIL_NOW, text) else None


def _named(day, text):
    text = re.sub(r"^(?:earlier )(today|yesterday)$", r"\1", text)
    days = {"today": 0, "yesterday": -1, "the day before yesterday": -2, "tomorrow": 1}
    if text in days:
        return f"{day + dt.timedelta(days[text])}"
    if match := re.fullmatch(r"(earlier|later) this (week|month|year)", text):
        first, last = _whole(day, match[2], 0)
        early = match[1] == "earlier"
        return f"{_start(first, match[2])}/{day}" if early else f"{day}/{last}"
    if match := re.fullmatch(r"(this|last|previous|next) (week|month|year)", text):
        return _unit(day, match[2], {"this": 0, "next": 1}.get(match[1], -1))
    return None


def _start(first, unit):
    """A year begins in its January: “2024-01” says less than the first of it."""
    return f"{first:%Y-%m}" if unit == "year" else f"{first}"


def _whole(day, unit, by):
    """First and last day of the week, month or year that lies `by` of them from the day's."""
    if unit == "week":
        monday = day - dt.timedelta(day.weekday()) + dt.timedelta(7 * by)
        return monday, monday + dt.timedelta(6)
    if unit == "month":
        year, month = _months_on(day, by)
        return dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])
    return dt.date(day.year + by, 1, 1), dt.date(day.year + by, 12, 31)


def _unit(day, unit, by):
    first, last = _whole(day, unit, by)
    return {"week": f"{first}/{last}", "month": f"{first:%Y-%m}", "year": f"{first:%Y}"}[unit]


def _months_on(day, by):
    years, month = divmod(day.month - 1 + by, 12)
    return day.year + years, month + 1


def _weekday(day, text):
    """“Tuesday” may be the day of the text itself, “last Tuesday” is before it."""
    match = re.fullmatch(f"(last |this |this past )?({'|'.join(DAYS)})", text)
    if not match:
        return None
    ago = (day.weekday() - DAYS.index(match[2])) % 7
    return f"{day - dt.timedelta(ago or 7 * bool(match[1]))}"


def _season(day, text):
    """“Last summer” is over; “this spring” has begun. Northern, as everywhere here."""
    match = re.fullmatch(f"(last|this|this past) ({'|'.join(_SEASON)})", text)
    if not match:
        return None
    for year in (day.year, day.year - 1, day.year - 2):
        found = f"{year:04}-{_SEASON[match[2]]}"
        season = parse(found)
        if (season.earliest if match[1] == "this" else season.latest) <= day:
            return found
    return None


def _ago(day, text):
    match = re.fullmatch(f"{_ROUGHLY}{_N} {_UNIT}s? (?:ago|earlier|before)", text)
    return match and _back(day, _number(match[1], match[2]), match[3], text)


def _lasting(day, text):
    """“In the last two and a half years”: from about then until the text."""
    match = re.fullmatch(
        f"(?:(?:over|during|within|for) )?(?:the )?(?:last|past) (?:{_N} )?{_UNIT}s?", text
    )
    if not match or not (match[1] or text.split()[-2] == "past"):
        return None  # “last year” is the calendar's
    start = _back(day, _number(match[1] or "one", match[2]), match[3], text)
    return start and f"{start.split('/')[0]}/{day}"


def _back(day, number, unit, text):
    """So much before the day, as exactly as such words are meant: years give a year."""
    if unit == "day":
        rough = re.match(_ROUGHLY, text)[0] or number % 1
        return f"{day - dt.timedelta(int(number))}{'~' if rough else ''}"
    if unit == "week":
        first, last = _whole(day - dt.timedelta(int(number * 7)), "week", 0)
        return f"{first}~/{last}~"
    year, month = _months_on(day, -int(number * _MONTHS_IN[unit]))
    fine = unit == "month" or number * _MONTHS_IN[unit] < 12
    return f"{dt.date(year, month, 1):%Y-%m}~" if fine else f"{dt.date(year, 1, 1):%Y}~"


def _number(words, half):
    if words.startswith("half"):
        return 0.5
    number = _NUMBERS.index(words) if words in _NUMBERS else 1 if words in "an" else int(words)
    return number + (0.5 if half else 0)


def _part_of(day, text):
    """“Early last month”, “late this year”: a third of it, as of a month or year that is named."""
    match = re.fullmatch("(early|mid|late)(?: in)? (this|last|next) (month|year)", text)
    if not match:
        return None
    first, last = _whole(day, match[3], {"this": 0, "last": -1, "next": 1}[match[2]])
    third = ("early", "mid", "late").index(match[1])
    if match[3] == "year":
        return f"{first:%Y}-{third * 4 + 1:02}/{first:%Y}-{third * 4 + 4:02}"
    return f"{first:%Y-%m}-{third}1/{last if third == 2 else f'{first:%Y-%m}-{third + 1}0'}"
