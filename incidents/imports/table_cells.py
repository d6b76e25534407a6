"""Pure: read what people write in cells of tables as values that are stored.

Three absences are distinguished: an empty cell states nothing, “unknown” that the source does not
say, “n/a” that there is nothing to say. Nothing is guessed: a text that cannot be read raises
CellError, or stays in words where there is a field for them.
"""

import re
from typing import NamedTuple

from ctplatform.edtf.dates import DateError, parse
from ctplatform.edtf.natural_language import casualties_from_words, date_from_words

UNKNOWN = {
    "unknown",
    "unk",
    "unk.",
    "not known",
    "not reported",
    "?",
    "-9",
    "-99",
    "unspecified",
    "unidentified",
    "undetermined",
}
NOT_APPLICABLE = {"n/a", "na", "n.a.", "not applicable", "none applicable"}


class CellError(ValueError):
    """The cell does not hold such a value; the message says what to write instead."""


def absence_of(text):
    """“unknown”, “not_applicable”, or None for any other cell."""
    word = text.strip().casefold()
    if word in UNKNOWN:
        return "unknown"
    return "not_applicable" if word in NOT_APPLICABLE else None


_MARKS = re.compile(
    r"\s*\[(?:[0-9]{1,3}|[a-z]|(?:note|nb|n|fn) ?[0-9]{1,3}|citation needed)\]"
    r"|(?<=[0-9)+])[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+",
    re.I,
)


def without_marks(text):
    """Remove footnote marks, which tables of web pages have: “20[12]”, “32¹”."""
    return _MARKS.sub("", text).strip()


# Dates --------------------------------------------------------------------------------------------

_NUMERIC = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
_YEAR_FIRST = re.compile(r"(~?)([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.](~?)([0-9]{1,2}))?([?~]?)")
_MONTH_SECOND = re.compile(r"([0-9]{4}) ([A-Za-z]+)(?: ([0-9]{1,2}))?")
_TIME = (
    r"(?:[01]?[0-9]|2[0-4])[:h][0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?"
    r"(?: ?[ap]\.?m\.?)?(?: ?(?:Z|UTC|GMT|hrs|local time|[+-][0-9]{2}:?[0-9]{2}))?"
)
_CLOCK_LAST = re.compile(rf"(?<=[0-9A-Za-z])(?:,? (?:at )?|T)({_TIME})$", re.I)
_CLOCK_FIRST = re.compile(rf"^({_TIME}),? (?:on )?", re.I)
_MIDNIGHT = re.compile(r"0?0[:h]00(:00([.,]0+)?)?", re.I)
_AROUND = re.compile(
    r"^(?:mon|tues|wednes|thurs|fri|satur|sun)day,? |"
    r" \((?:morning|afternoon|evening|night|midday|noon|dawn|dusk)\)$",
    re.I,
)
"""The day of the week and the part of the day, which are not stored in dates."""
_RANGE = re.compile(r"\s*(?:\.\.|:|\u2013|/| to )\s*")


def cell_date(text, day_first=None):
    """The EDTF expression of a cell, or None if its words are not a date.

    day_first: whether 5/4/2001 is 5 April; if None, ambiguous dates are errors. Raises CellError
    for a date that does not exist or is ambiguous.
    """
    words = _AROUND.sub("", split_clock(text)[0])
    ends = _RANGE.split(words)
    if len(ends) == 2 and all(ends) and not _NUMERIC.fullmatch(words):
        found = [_single_date(end, day_first) for end in ends]
        if all(found):
            return _known_date(f"{found[0]}/{found[1]}")
    return _single_date(words, day_first)


def split_clock(text):
    """Return (text without its time of day, that time or "").

    Midnight alone is not a time of day: spreadsheets write it after a day.
    """
    words = " ".join(text.split())
    for pattern in (_CLOCK_LAST, _CLOCK_FIRST):
        if match := pattern.search(words):
            rest = (words[: match.start()] + words[match.end() :]).strip(" ,")
            return rest, "" if _MIDNIGHT.match(match[1]) else match[1]
    return words, ""


def without_clock(text):
    """The text without its time of day."""
    return split_clock(text)[0]


def _single_date(words, day_first):
    if match := _NUMERIC.fullmatch(words):
        return _numeric_date(words, *map(int, match.groups()), day_first)
    if match := _YEAR_FIRST.fullmatch(words):
        early, year, month, near, day, mark = match.groups()
        day = f"-{int(day):02}" if day else ""
        return _known_date(f"{year}-{int(month):02}{day}{'~' if early or near else mark}")
    if match := _MONTH_SECOND.fullmatch(words):
        return date_from_words(f"{match[3] or ''} {match[2]} {match[1]}".strip())
    if re.fullmatch(r"[0-9]{5}", words):
        raise CellError(f"“{words}” is a day as spreadsheets count: format the column as a date.")
    return date_from_words(words)


def _numeric_date(words, first, second, year, day_first):
    if day_first is None and first != second and first <= 12 and second <= 12:
        raise CellError(f"“{words}” may be read in two ways: say whether the day comes first.")
    is_day = first > 12 if day_first is None else day_first
    day, month = (first, second) if is_day else (second, first)
    return _known_date(f"{year:04}-{month:02}-{day:02}", words)


def _known_date(text, words=None):
    try:
        return parse(text).text
    except DateError as error:
        raise CellError(f"“{words}” is not a day." if words else str(error)) from error


def date_of_parts(year, month, day):
    """A date from three cells; a month or day of 0, or an empty one, is unknown."""
    numbers = [cell_number(part) for part in (year, month, day)]
    if any(part is not None and part != int(part) for part in numbers):
        raise CellError("Year, month and day are whole numbers.")
    year, month, day = (int(part) if part else 0 for part in numbers)
    if not year:
        return None
    text = f"{year:04}" + (f"-{month:02}" if month else "")
    return _known_date(text + (f"-{day:02}" if month and day else ""))


# Numbers and figures ------------------------------------------------------------------------------


class Harm(NamedTuple):
    """One casualty estimate of a cell: the group, the figures, and their qualifier.

    `kind` is the harm that the cell's own words name, such as “kidnapped” in a column of injured;
    "" if they name none.
    """

    group: str
    low: int | None
    best: int | None
    high: int | None
    qualifier: str | None
    kind: str = ""


_OUTSIDE = re.compile(r"(.+?)\s*\(\s*\+\s*(.+?)\s*\)")
_KINDS = (
    ("abducted", r"kidnap\w*|abduct\w*|captur\w*|taken prisoner"),
    ("hostages", r"hostages?"),
    ("missing", r"missing|disappear\w*"),
    ("injured", r"injur\w*|wound\w*|hurt"),
    ("killed", r"kill\w*|dead|deaths?|died|fatalit\w*"),
)
_SEVERAL = re.compile(r"\s*(?:[,;/]|\band\b)\s+(?=(?:at least |about |up to )?[0-9])")
_PLUS = re.compile(r"([0-9][0-9,]*)\s*\+")


def casualty_estimates(text):
    """The estimates of a cell such as “20+”, “Dozens”, “18 (+1)”; [] if no figure can be read.

    “18 (+1)” counts the attackers separately, as is usual in tables of attacks: 18 victims and one
    attacker. “80+ (+74)” are at least 80 victims and 74 attackers, and in “12 (+Unknown)” the
    number of attackers is unknown. “12 kidnapped” is of that kind in any column.
    """
    words = " ".join(text.split())
    if match := _OUTSIDE.fullmatch(words):
        sides = [(match[1], "victims"), (match[2], "perpetrators")]
        found = [_figures_of(part, group) for part, group in sides]
        return found if all(found) and any(each.best or each.low for each in found) else []
    pieces = _SEVERAL.split(words)
    if len(pieces) > 1:
        found = [_figures_of(piece, "") for piece in pieces]
        sound = all(found) and all(each.kind for each in found)
        return found if sound and len({each.kind for each in found}) == len(found) else []
    found = _figures_of(words, "")
    return [found] if found and found.qualifier is not None else []


def _figures_of(words, group):
    """The Harm of words about one group, without figures if unknown; None if unreadable."""
    if absence_of(words) == "unknown":
        return Harm(group, None, None, None, None)
    kinds = [kind for kind, pattern in _KINDS if re.search(rf"\b(?:{pattern})\b", words, re.I)]
    if match := _PLUS.fullmatch(words):
        words = f"at least {match[1]}"
    words = re.sub(r"^([0-9][0-9,]*)\+(?= )", r"at least \1", words)
    words = re.sub(r"^(?:c\.?|ca\.?|circa)\s+(?=[0-9])", "about ", words)
    words = re.sub(r"^([0-9]+)\.0+$", r"\1", words)
    figures = casualties_from_words(words)
    if figures is None or len(kinds) > 1:
        return None
    return Harm(group, *figures, *kinds)


def cell_number(text):
    """The number in a cell, or None if it is empty; CellError if it is not a number."""
    text = text.strip().replace("\u2212", "-")
    if not text:
        return None
    try:
        found = float(re.sub(r"(?<=[0-9]),(?=[0-9]{3}\b)", "", text))
    except ValueError:
        found = float("nan")
    if found != found or abs(found) > 1e12:
        raise CellError(f"“{text[:40]}” is not a number.")
    return found


def cell_whole_number(text):
    """As `number`, for counts."""
    found = cell_number(text)
    if found is not None and (found != int(found) or found < 0):
        raise CellError(f"“{text.strip()[:40]}” is not a whole number.")
    return None if found is None else int(found)


# Names --------------------------------------------------------------------------------------------


class NamedActor(NamedTuple):
    """An actor that a cell names; `doubt` if the cell says or implies that it is not certain."""

    name: str
    doubt: bool


_DOUBT = re.compile(
    r"\s*(?:\((?:suspected|alleged|possibly|probably|presumed|likely|unconfirmed|\?)\)|\?)$", re.I
)
_BEFORE = re.compile(r"^(?:suspected|alleged|presumed|possibly|probably)\s+", re.I)
_OR = re.compile(r"\s+or\s+", re.I)
_AND = re.compile(r"\s+(?:and|&|/)\s+", re.I)


def actor_names(text, separator=";", and_divides=False):
    """The actors that a cell names, with doubt for “(suspected)” and for alternatives.

    “Taliban or Islamic State” are two, each in doubt. The separator stands between several who took
    part together; so does “and” with `and_divides`. If that is None, an “and” that may be part of a
    name raises CellError.
    """
    found = []
    pieces = text.split(separator) if separator else [text]
    if and_divides is None and _AND.search(text):
        raise CellError(
            f"“{text[:60]}” may be one name or several: say whether “and” divides names, or what "
            "to read instead."
        )
    if and_divides:
        pieces = [name for piece in pieces for name in _AND.split(piece)]
    for piece in pieces:
        rivals = [part for part in _OR.split(piece.strip()) if part.strip()]
        doubt = len(rivals) > 1 or any(_is_doubted(rival) for rival in rivals)
        for rival in rivals:
            name = _BEFORE.sub("", _DOUBT.sub("", rival.strip())).strip()
            if name:
                found.append(NamedActor(name[:200], doubt))
    return list(dict.fromkeys(found))


def _is_doubted(text):
    return bool(_DOUBT.search(text.strip()) or _BEFORE.search(text.strip()))
