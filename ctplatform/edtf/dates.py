"""Parse and format dates in a subset of EDTF (ISO 8601-2), with their bounds.

Supported: a day, month, season or year (`2024-03-22`, `2024-03`, `2024-21`, `2024`), unspecified
digits at the end (`2024-03-XX`, `2024-XX`, `201X`), `?` uncertain, `~` approximate, `%` both,
intervals (`2013-01-16/2013-01-19`), open ends (`2015/..`), unknown ends (`2015/`, `/2024-04-13`),
one of a set (`[2024-03-22,2024-03-24]`) and all of a set (`{2024-03..2024-05}`). Years are 0001 to
9999.

Bounds are the earliest and the latest day that the expression allows; an open or unknown end is
None. `?` and `~` say how sure the source is and do not widen the bounds. Seasons are those of the
northern hemisphere; winter 2024 is from December 2024 to February 2025. Pure.
"""

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
PRECISIONS = ("day", "week", "month", "season", "year", "range", "years", "open")
MAX_LENGTH = 120
EXAMPLES = "Write 2024-03-22, 2024-03, 2024, 2013-01-16/2013-01-19, 2021~ or 201X."

_DATE = re.compile(
    r"(?P<year>[0-9X]{4})(?:-(?P<month>[0-9X]{2})(?:-(?P<day>[0-9X]{2}))?)?(?P<mark>[?~%])?",
    re.ASCII,
)
_UNSPECIFIED = re.compile(r"[0-9]+X*")


class DateError(ValueError):
    """The text is not a supported date; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Date:
    """A parsed expression.

    earliest, latest: inclusive days, None where that end is open or unknown. precision: one of
    PRECISIONS, named after the span between the bounds. words: the date in words ("16 to 19 January
    2013").
    """

    text: str
    earliest: dt.date | None
    latest: dt.date | None
    precision: str
    words: str


@dataclass(frozen=True, slots=True)
class _Point:
    """One date in an expression: its bounds, its digits and its qualifier (?, ~ or %)."""

    first: dt.date
    last: dt.date
    unit: str
    mark: str
    digits: str

    def words(self):
        plain = _words_of_unspecified(self) if self.digits.endswith("X") else _words_of_unit(self)
        about = "about " if self.mark in ("~", "%") else ""
        return f"{about}{plain}{' (uncertain)' if self.mark in ('?', '%') else ''}"


@lru_cache(maxsize=16384)
def parse(text):
    """Parse an EDTF expression; raises DateError saying what is wrong and what to write."""
    text = text.strip()
    if not text:
        raise DateError(f"The date is empty. {EXAMPLES}")
    if len(text) > MAX_LENGTH:
        raise DateError(f"The date is longer than {MAX_LENGTH} characters. {EXAMPLES}")
    if text[0] in "[{":
        earliest, latest, unit, words = _set(text)
    elif "/" in text:
        earliest, latest, unit, words = _interval(text)
    else:
        point = _point(text)
        earliest, latest, unit, words = point.first, point.last, point.unit, point.words()
    return Date(text, earliest, latest, _precision(earliest, latest, unit), words)


def _point(text):
    match = _DATE.fullmatch(text)
    if not match:
        raise DateError(_what_is_wrong(text))
    year, month, day, mark = match.group("year", "month", "day", "mark")
    digits = year + (month or "") + (day or "")
    if not _UNSPECIFIED.fullmatch(digits):
        raise DateError(
            f"“{text}”: unspecified digits go at the end. Write 2024-03-XX, 2024-XX or 201X."
        )
    if year == "0000":
        raise DateError(f"“{text}”: years run from 0001 to 9999.")
    first, last, unit = _bounds(text, year, month, day)
    return _Point(first, last, unit, mark or "", digits)


def _bounds(text, year, month, day):
    """First day, last day and unit of one date; an X stands for every digit that is possible."""
    if month in ("21", "22", "23", "24") and not day:
        return *_season(int(year), int(month)), "season"
    first_year, last_year = max(int(year.replace("X", "0")), 1), int(year.replace("X", "9"))
    first_month, last_month = _span(text, month, 12, "month")
    days, name = monthrange(last_year, last_month)[1], f"day in {MONTHS[last_month - 1]} {year}"
    first_day, last_day = _span(text, day, days, name)
    first = dt.date(first_year, first_month, first_day)
    unit = "day" if day else "month" if month else "year"
    return first, dt.date(last_year, last_month, last_day), unit


def _span(text, part, top, name):
    """The lowest and highest value of a two-digit part; 1 and `top` if it is not given."""
    if part is None:
        return 1, top
    low, high = max(int(part.replace("X", "0")), 1), min(int(part.replace("X", "9")), top)
    if low > high or part == "00":
        raise DateError(f"“{text}”: {part} is not a {name}. Write 01 to {top}, or XX.")
    return low, high


def _season(year, season):
    if season == 24:
        spring = dt.date(year + 1, 3, 1) if year < 9999 else dt.date.max
        return dt.date(year, 12, 1), spring - dt.timedelta(1)
    month = (season - 20) * 3
    return dt.date(year, month, 1), dt.date(year, month + 2, monthrange(year, month + 2)[1])


def _interval(text):
    if re.fullmatch(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}", text):
        raise DateError(f"“{text}”: write year-month-day, as in 2024-03-22.")
    ends = [end.strip() for end in text.split("/")]
    if len(ends) != 2:
        raise DateError(f"“{text}”: an interval has one “/”. Write 2013-01-16/2013-01-19.")
    start, end = (None if part in ("", "..") else _point(part) for part in ends)
    if start is None and end is None:
        raise DateError(f"“{text}” gives neither start nor end: leave the date empty instead.")
    if start is None:
        before = "until" if ends[0] == ".." else "start unknown, until"
        return None, end.last, "", f"{before} {end.words()}"
    if end is None:
        after = "onwards" if ends[1] == ".." else "end unknown"
        return start.first, None, "", f"from {start.words()}, {after}"
    if start.first > end.last:
        raise DateError(f"“{text}” ends before it starts. Write the earlier date first.")
    return start.first, end.last, "", _words_between(start, end)


def unknown_side(text) -> str:
    """“start” or “end” if that bound of an interval is unknown (`2015/`), else ""."""
    start, slash, end = (text or "").partition("/")
    if not slash:
        return ""
    return "start" if not start.strip() else "end" if not end.strip() else ""


def _set(text):
    closing = {"[": "]", "{": "}"}[text[0]]
    items = [item.strip() for item in text[1:-1].split(",")]
    if not text.endswith(closing) or not all(items):
        raise DateError(f"“{text}”: a set is written [2024-03-22,2024-03-24], without gaps.")
    spans = [_member(item, is_one=closing == "]") for item in items]
    firsts, lasts = [first for first, _, _ in spans], [last for _, last, _ in spans]
    word = " or " if closing == "]" else " and "
    earliest = None if None in firsts else min(firsts)
    latest = None if None in lasts else max(lasts)
    return earliest, latest, "", word.join(words for *_, words in spans)


def _member(item, is_one):
    """One element of a set: a date, or a span a..b with possibly one open end.

    In one of a set (`is_one`) a span is the time in which something happened at an unknown day; it
    is not a duration.
    """
    start, dots, end = item.partition("..")
    if not dots:
        point = _point(item)
        return point.first, point.last, point.words()
    earliest, latest, _, words = _interval(f"{start or '..'}/{end or '..'}")
    if is_one:
        words = _words_of_one(start.strip(), end.strip(), words)
    return earliest, latest, words


def _words_of_one(start, end, words):
    """Describe a span of days: “some time from 3 to 5 May 2024”, “May 2024 or later”."""
    if start and end:
        return f"some time from {words}"
    return f"{_point(start or end).words()} or {'later' if start else 'earlier'}"


def _precision(earliest, latest, unit):
    if earliest is None or latest is None:
        return "open"
    if unit == "season":
        return unit
    days = (latest - earliest).days + 1
    if days == 1:
        return "day"
    if earliest.day == 1 and latest.day == monthrange(latest.year, latest.month)[1]:
        if days <= 31:
            return "month"
        if days <= 366 and (earliest.month, latest.month) == (1, 12):
            return "year"
    return "years" if days > 366 else "week" if days == 7 else "range"


def _words_of_unit(point):
    first = point.first
    if point.unit == "season":
        return f"{SEASONS[int(point.digits[4:])]} {first.year}"
    month = f"{MONTHS[first.month - 1]} {first.year}"
    return {"day": f"{first.day} {month}", "month": month, "year": str(first.year)}[point.unit]


def _words_of_unspecified(point):
    unknown = len(point.digits) - len(point.digits.rstrip("X"))
    first, last = point.first, point.last
    if len(point.digits) == 4:
        return f"{first.year}s" if unknown == 1 else f"{first.year} to {last.year}"
    if first.month == 1 and last.month == 12:
        return f"{first.year}, month unknown"
    month = f"{MONTHS[first.month - 1]} {first.year}"
    if first.month != last.month:
        return f"{MONTHS[first.month - 1]} to {MONTHS[last.month - 1]} {first.year}"
    return f"{month}, day unknown" if unknown == 2 else f"{first.day} to {last.day} {month}"


def _words_between(start, end):
    """Describe an interval without repeating month or year: “16 to 19 January 2013”."""
    plain = not (start.mark or end.mark) and "X" not in start.digits + end.digits
    if plain and start.unit == end.unit in ("day", "month") and start.first.year == end.first.year:
        month = MONTHS[start.first.month - 1]
        if start.unit == "month":
            return f"{month} to {end.words()}"
        same_month = start.first.month == end.first.month
        return f"{start.first.day}{'' if same_month else ' ' + month} to {end.words()}"
    return f"{start.words()} to {end.words()}"


def _what_is_wrong(text):
    if re.search(r"[0-9]T[0-9]", text):
        return f"“{text}”: times of day are not stored. Write the day, as in 2024-03-22."
    if re.fullmatch(r"[0-9uU]{4}(-[0-9uU]{2}){0,2}", text):
        return f"“{text}”: write X, not u, for a digit that is not known, as in 2024-03-XX."
    if re.search(r"[?~%].", text):
        return f"“{text}”: put ?, ~ or % once, at the end of the date, as in 2024-03~."
    if re.fullmatch(r"[0-9]{4}(-[0-9]{1,2}){1,2}", text):
        return f"“{text}”: write month and day with two digits, as in 2024-03-02."
    return f"“{text}” is not a date we can read. {EXAMPLES}"
