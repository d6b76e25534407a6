"""Parts of a year, a month or a decade: early 2019, second half of August 2021, Q3 2024.

This is the only definition of such words. Early, mid and late are thirds: months 1 to 4, 5 to 8 and
9 to 12 of a year; days 1 to 10, 11 to 20 and 21 to the end of a month; years 0 to 3, 4 to 6 and 7
to 9 of a decade. The beginning, the middle and the end are the same as early, mid and late. The
halves of a month are days 1 to 15 and 16 to its end, those of a decade years 0 to 4 and 5 to 9.
Pure.
"""

import re
from typing import NamedTuple

from ctplatform.edtf.dates import MONTHS, SEASONS, parse

MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, 1)} | {
    name.lower()[:3]: number for number, name in enumerate(MONTHS, 1)
}
SEASON_NUMBERS = {name: number for number, name in SEASONS.items()} | {"fall": 23}
MONTH = rf"\b(?:{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\b[.]?"
YEAR = "[0-9]{4}"

_THIRDS = {
    "early": 0,
    "beginning": 0,
    "start": 0,
    "mid": 1,
    "middle": 1,
    "late": 2,
    "end": 2,
}
_ORDER = {
    "first": 0,
    "1st": 0,
    "second": 1,
    "2nd": 1,
    "third": 2,
    "3rd": 2,
    "fourth": 3,
    "4th": 3,
    "last": -1,
}
_PART = re.compile(
    r"(?:the )?(?:(?P<adjective>early|mid|late)(?: in)?|(?P<noun>beginning|start|middle|end) of"
    rf"|(?P<nth>{'|'.join(_ORDER)}) (?P<unit>half|quarter)(?: of)?"
    r"|(?P<short>[hq])(?P<digit>[1-4])(?: of)?)(?: the)? (?P<whole>.+)"
)
_YEARS_OF_DECADE = {2: ((0, 4), (5, 9)), 3: ((0, 3), (4, 6), (7, 9))}


class Part(NamedTuple):
    """One of `count` equal parts (2 halves, 3 thirds, 4 quarters), counted from 0."""

    number: int
    count: int


def split_part(text):
    """(Part, the other words) of lower-case words such as “second half of august 2021”, or None."""
    match = _PART.fullmatch(text)
    if not match:
        return None
    if third := match["adjective"] or match["noun"]:
        return Part(_THIRDS[third], 3), match["whole"]
    if match["short"]:
        count, number = {"h": 2, "q": 4}[match["short"]], int(match["digit"]) - 1
    else:
        count = {"half": 2, "quarter": 4}[match["unit"]]
        number = _ORDER[match["nth"]] % count if match["nth"] == "last" else _ORDER[match["nth"]]
    return (Part(number, count), match["whole"]) if number < count else None


def part_of_year(year, part):
    """The EDTF interval of a part of a year (int), as months."""
    length = 12 // part.count
    first = part.number * length + 1
    return f"{year:04}-{first:02}/{year:04}-{first + length - 1:02}"


def part_of_month(year, month, part):
    """The EDTF interval of a half or a third of a month, as days; None for a quarter."""
    if part.count == 4:
        return None
    name = f"{year:04}-{month:02}"
    length = 15 if part.count == 2 else 10
    first, last = part.number * length + 1, (part.number + 1) * length
    if part.number == part.count - 1:
        last = parse(name).latest.day
    return f"{name}-{first:02}/{name}-{last:02}"


def part_of_decade(first_year, part):
    """The EDTF interval of a half or a third of a decade, as years; None for a quarter."""
    if part.count == 4:
        return None
    first, last = _YEARS_OF_DECADE[part.count][part.number]
    return f"{max(first_year + first, 1):04}/{first_year + last:04}"


def named_part(text):
    """The EDTF interval of a part of a year, month or decade in words; None if it is not one."""
    found = split_part(text)
    if not found:
        return None
    part, whole = found
    if re.fullmatch(YEAR, whole) and whole != "0000":
        return part_of_year(int(whole), part)
    if match := re.fullmatch(f"({MONTH}) ({YEAR})", whole):
        year = int(match[2])
        return part_of_month(year, month_number(match[1]), part) if year else None
    if match := re.fullmatch("([0-9]{3})0s", whole):
        return part_of_decade(int(match[1]) * 10, part)
    return None


def month_number(word):
    """1 to 12 for the name of a month in lower case, or its first three letters."""
    return MONTH_NUMBERS[word.rstrip(".")]
