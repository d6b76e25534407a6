"""Read dates relative to another event: “two days later”, “soon thereafter”.

If the event's date is known only to a month or a year, the words are read for its first and for its
last day, and the result covers both. Words that only say that something was later give an interval
that starts with the event and has an unknown end; it ends with the day of the text if that is
given, because a text reports past events. Pure.
"""

import datetime as dt
import re

from ctplatform.edtf.dates import Date, DateError, parse
from ctplatform.edtf.relative_dates import (
    COUNT,
    ROUGHLY,
    UNIT,
    count_back,
    spanning_expression,
    unit_of,
    written_number,
)

_SOON = r"(?:(?:very |almost )?(?:soon|shortly|immediately|right|not long|some ?time|long) )?"
_VAGUE = r"(?:(?:a few|several|some|many|just) )?"
_PERIODS = "(?:hours|days|weeks|months|years)"
_LATER = "(?:later|after|afterwards?|thereafter|on)"
_EARLIER = "(?:earlier|before|beforehand|previously|prior)"
_AFTER = re.compile(
    rf"{_SOON}(?:thereafter|afterwards?|after|later|subsequently|then|following)|since(?: then)?"
    rf"|{_VAGUE}(?:days|weeks|months|years) {_LATER}|within (?:days|weeks|months|years)"
    rf"|(?:over )?the (?:following|next|ensuing|subsequent) (?:few )?{_PERIODS}"
)
_BEFORE = re.compile(rf"{_SOON}{_EARLIER}|{_VAGUE}{_PERIODS} {_EARLIER}|(?:until|by) then")
_NEXT_DAY = re.compile(
    r"(?:the |that )?(?:next|following) (?:day|morning|night|evening|afternoon)|the day after"
)
_DAY_BEFORE = re.compile(r"(?:the |that )?previous (?:day|morning|night|evening)|the day before")
_SAME_DAY = re.compile(r"(?:the |that )?(?:same|very) (?:day|morning|evening|afternoon)|that day")
_SAME = re.compile(r"(?:the |that )?(next|following|same|previous) (week|month|year)")
_BESIDE = re.compile(r"the (week|month|year) (after|before)")
_COUNTED = re.compile(f"(?:exactly )?{ROUGHLY}{COUNT} {UNIT}s? ({_LATER}|{_EARLIER})")
_WITHIN = re.compile(f"within {COUNT} (day|week)s?")
_HOURS = re.compile(rf"(?:{COUNT} |{_VAGUE})(?:hour|minute)s? {_LATER}|within hours")
_NAMED = re.compile(
    r"(.*\b(?:after|before|following)) (?:the|that|this|these|its|his|her|their|it)\b.*"
)

COUNTS_FROM_EVENT = re.compile(
    r"(?:.* )?(?:thereafter|afterwards?|later|earlier|then|subsequently|previously|following|after"
    r"|beforehand|that|prior|before|days on)"
    r"|within .+"
    r"|(?:over )?(?:the |that )?(?:next|following|same|very|previous|ensuing|subsequent) "
    r"(?:few )?(?:hours?|days?|weeks?|months?|years?|nights?|mornings?|evenings?|afternoons?)"
)
"""Words that count from something other than the day of the text."""


def counts_from_event(text):
    """Whether lower-case words count from another event, named in them or not."""
    return bool(COUNTS_FROM_EVENT.fullmatch(text) or _NAMED.fullmatch(text))


def counted_from_event(event: Date, text, published=None):
    """The EDTF expression of normalised words, relative to an event; None if there is none.

    published: the Date of the text, if known; its last day is the end of “later”.
    """
    if match := _NAMED.fullmatch(text):
        text = match[1]
    if _AFTER.fullmatch(text):
        return _after(event, published)
    if _BEFORE.fullmatch(text):
        return _stored(f"/{_ends(event)[1]}") if event.latest else None
    if _SAME_DAY.fullmatch(text):
        return event.text
    if event.earliest is None or event.latest is None:
        return None
    try:
        found = spanning_expression(_counted(event.earliest, text), _counted(event.latest, text))
    except (OverflowError, ValueError):  # before the year 1, or after 9999
        return None
    vague = found and re.search("[?~%]", event.text) and re.fullmatch("[0-9-]+", found)
    return _stored(f"{found}~") if vague else found


def _counted(day, text):
    """The EDTF expression of the words, relative to an event on one day; or None."""
    if days := _days(text):
        return f"{day + dt.timedelta(days)}"
    if match := _WITHIN.fullmatch(text):
        number = written_number(match[1], match[2]) * {"day": 1, "week": 7}[match[3]]
        return f"{day}/{day + dt.timedelta(int(number))}"
    if _HOURS.fullmatch(text):
        return f"{day}/{day + dt.timedelta(1)}"
    if match := _SAME.fullmatch(text):
        by = {"same": 0, "previous": -1}.get(match[1], 1)
        return unit_of(day, match[2], by)
    if match := _BESIDE.fullmatch(text):
        return unit_of(day, match[1], 1 if match[2] == "after" else -1)
    if match := _COUNTED.fullmatch(text):
        number = written_number(match[1], match[2])
        forward = re.fullmatch(_LATER, match[4])
        return count_back(day, -number if forward else number, match[3], text)
    return None


def _days(text):
    return 1 if _NEXT_DAY.fullmatch(text) else -1 if _DAY_BEFORE.fullmatch(text) else 0


def _after(event, published):
    """The interval from the event to the date of the text; its end is unknown without that."""
    end = _ends(published)[1] if published and published.latest else ""
    if event.earliest is None:
        return _stored(f"/{end}") if end else None
    return _stored(f"{_ends(event)[0]}/{end}")


def _ends(date):
    """The start and the end of a date, as precise as in its expression."""
    if date.text[0] in "[{":
        return f"{date.earliest or ''}", f"{date.latest or ''}"
    first, _slash, last = date.text.partition("/")
    return first, last or first


def _stored(text):
    try:
        return parse(text).text
    except DateError:
        return None
