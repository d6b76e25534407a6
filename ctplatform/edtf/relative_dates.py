"""Read dates relative to the day of a text: “last month”, “two and a half years ago”.

That day is the publication date, which may be known only to a month or a year: the words are then
read for its first and for its last day, and the result covers both. Dates relative to another event
(“soon thereafter”) are in ctplatform.edtf.event_dates. Pure.
"""

import datetime as dt
import re
from calendar import monthrange

from ctplatform.edtf.date_parts import (
    SEASON_NUMBERS,
    Part,
    part_of_month,
    part_of_year,
    split_part,
)
from ctplatform.edtf.dates import Date, DateError, parse

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
COUNT = rf"([0-9]{{1,3}}|a|an|half an?|{'|'.join(_NUMBERS)})( and a half)?"
UNIT = "(day|week|month|year|decade)"
_MONTHS_IN = {"month": 1, "year": 12, "decade": 120}
ROUGHLY = r"(?:(?:about|around|roughly|some|nearly|almost|just over|just under) )?"
UNTIL_NOW = (
    r"(?:more |most |only |just |even )?(?:recently|lately)|to date|so far|until now|up to now"
    r"|(?:the |these )?(?:recent|past few|last few) (?:days|weeks|months|years|decades)"
)
"""Words for the time before the text: the end is known, the start is not."""


def reference_of(text) -> Date:
    """The date of a text, to which others can be relative; DateError where it is too vague.

    It needs both bounds, and must not be uncertain or approximate.
    """
    date = parse(text)
    if date.earliest is None or date.latest is None or re.search("[?~%]", date.text):
        raise DateError(f"“{text}” is known too vaguely for other dates to be counted from it.")
    return date


def spanning_expression(first, last):
    """One expression that covers two readings of the same words; None if either is missing."""
    if first == last or first is None or last is None:
        return first if first == last else None
    start, end = first.split("/")[0], last.split("/")[-1]
    return parse(f"{start}/{end}").text


def counted_from(day, text):
    """The EDTF expression of normalised words in a text of this day, or None."""
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
        return unit_of(day, match[2], {"this": 0, "next": 1}.get(match[1], -1))
    return None


def _start(first, unit):
    """The start of the year as its January, as “2024-01” is less precise than a day."""
    return f"{first:%Y-%m}" if unit == "year" else f"{first}"


def _whole(day, unit, by):
    """First and last day of the week, month or year that is `by` units after that of the day."""
    if unit == "week":
        monday = day - dt.timedelta(day.weekday()) + dt.timedelta(7 * by)
        return monday, monday + dt.timedelta(6)
    if unit == "month":
        year, month = _months_on(day, by)
        return dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])
    return dt.date(day.year + by, 1, 1), dt.date(day.year + by, 12, 31)


def unit_of(day, unit, by):
    """The calendar week, month or year that is `by` units after that of the day, as EDTF."""
    first, last = _whole(day, unit, by)
    return {"week": f"{first}/{last}", "month": f"{first:%Y-%m}", "year": f"{first:%Y}"}[unit]


def _months_on(day, by):
    years, month = divmod(day.month - 1 + by, 12)
    return day.year + years, month + 1


def _weekday(day, text):
    """“Tuesday” may be the day of the text itself; “last Tuesday” is before it."""
    match = re.fullmatch(f"(last |this |this past )?({'|'.join(DAYS)})", text)
    if not match:
        return None
    ago = (day.weekday() - DAYS.index(match[2])) % 7
    return f"{day - dt.timedelta(ago or 7 * bool(match[1]))}"


def _season(day, text):
    """“Last summer” has ended; “this spring” has begun. Seasons of the northern hemisphere."""
    match = re.fullmatch(f"(last|this|this past) ({'|'.join(SEASON_NUMBERS)})", text)
    if not match:
        return None
    for year in (day.year, day.year - 1, day.year - 2):
        found = f"{year:04}-{SEASON_NUMBERS[match[2]]}"
        season = parse(found)
        if (season.earliest if match[1] == "this" else season.latest) <= day:
            return found
    return None


def _ago(day, text):
    match = re.fullmatch(f"{ROUGHLY}{COUNT} {UNIT}s? ago", text)
    return match and count_back(day, written_number(match[1], match[2]), match[3], text)


def _lasting(day, text):
    """“In the last two and a half years”: from about that time until the text."""
    match = re.fullmatch(
        f"(?:(?:over|during|within|for) )?(?:the )?(?:last|past) (?:{COUNT} )?{UNIT}s?", text
    )
    if not match or not (match[1] or text.split()[-2] == "past"):
        return None  # “last year” is the calendar year
    start = count_back(day, written_number(match[1] or "one", match[2]), match[3], text)
    return start and f"{start.split('/')[0]}/{day}"


def count_back(day, number, unit, text):
    """The date so many units before the day (after it, if negative), with suitable precision.

    Years give a year, months a month, weeks a week. `text` shows whether the number is approximate.
    """
    if unit == "day":
        rough = re.match(ROUGHLY, text)[0] or number % 1
        return f"{day - dt.timedelta(int(number))}{'~' if rough else ''}"
    if unit == "week":
        first, last = _whole(day - dt.timedelta(int(number * 7)), "week", 0)
        return f"{first}~/{last}~"
    year, month = _months_on(day, -int(number * _MONTHS_IN[unit]))
    fine = unit == "month" or abs(number) * _MONTHS_IN[unit] < 12
    return f"{dt.date(year, month, 1):%Y-%m}~" if fine else f"{dt.date(year, 1, 1):%Y}~"


def written_number(words, half):
    """The number for the words that COUNT matches: 2.5 for “two and a half”."""
    if words.startswith("half"):
        return 0.5
    number = _NUMBERS.index(words) if words in _NUMBERS else 1 if words in "an" else int(words)
    return number + (0.5 if half else 0)


def _part_of(day, text):
    """“Early last month”, “second half of this year”: part of a relative month or year."""
    found = split_part(text)
    match = found and re.fullmatch("(this|last|next) (month|year)", found[1])
    if not match:
        return _quarter(day, text)
    first, _last = _whole(day, match[2], {"this": 0, "last": -1, "next": 1}[match[1]])
    if match[2] == "year":
        return part_of_year(first.year, found[0])
    return part_of_month(first.year, first.month, found[0])


def _quarter(day, text):
    """“Last quarter” is the calendar quarter before that of the day."""
    match = re.fullmatch("(this|last|previous|next) quarter", text)
    if not match:
        return None
    by = {"this": 0, "next": 1}.get(match[1], -1)
    years, quarter = divmod((day.month - 1) // 3 + by, 4)
    return part_of_year(day.year + years, Part(quarter, 4))
