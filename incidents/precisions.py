"""Pure: how exactly a date and a place are known, in the codes of UCDP, ACLED and GTD.

Of a date the width of the bounds decides; a day that is “about” is no exact day. UCDP `date_prec`
1 day, 2 two to six days, 3 a week, 4 eight to 30 days or a month, 5 up to a year; ACLED
`time_precision` 1 day, 2 up to a week, 3 a month; GTD writes 0 for a month or a day that is not
known. 6 (longer than a year) and 7 (an end is open or unknown) are our own beside UCDP's: such
dates cannot be exported to UCDP or ACLED.

Of a place its kind and its radius decide. UCDP `where_prec` 1 exact, 2 within 25 km of a known
point, 3 second-level division, 4 first-level division, 5 a line, 6 country, 7 water or airspace;
ACLED `geo_precision` 1 a town, 2 near a town or a small area, 3 a larger part of a country; GTD
`specificity` 1 a settlement, 3 within the smallest division known, 4 within the first-level
division, 5 none of these. What is larger than a country has a code in GTD alone.
"""

from functools import lru_cache
from typing import NamedTuple

DAY, DAYS, WEEK, MONTH, YEAR, YEARS, OPEN = range(1, 8)
_ACLED = {DAY: 1, DAYS: 2, WEEK: 2, MONTH: 3}
MOST_UCDP = YEAR


class Codes(NamedTuple):
    """`ucdp` and `acled` are None where the scheme has no code; `gtd` is (iyear, imonth, iday)."""

    ours: int
    ucdp: int | None
    acled: int | None
    gtd: tuple[int, int, int] | None


class WhereCodes(NamedTuple):
    """None where the scheme has no code, or nothing is coded."""

    ucdp: int | None
    acled: int | None
    gtd: int | None


NEAR_M = 25_000
_POINTS = frozenset({"venue", "neighbourhood", "city"})
_NO_CODES = WhereCodes(None, None, None)
_WHERE = {
    "admin3": WhereCodes(3, 2, 3),
    "admin2": WhereCodes(3, 2, 3),
    "admin1": WhereCodes(4, 3, 4),
    "line_feature": WhereCodes(5, None, 5),
    "country": WhereCodes(6, None, 5),
    "water_airspace": WhereCodes(7, None, 5),
    "region": WhereCodes(None, None, 5),
    "continent": WhereCodes(None, None, 5),
    "historic_region": WhereCodes(None, None, 5),
}


@lru_cache(maxsize=4096)
def codes_of(earliest, latest, about=False):
    """Return the Codes of a date with these bounds (inclusive days, None where open).

    about: the source gives the day as approximate.
    """
    ours = width_of(earliest, latest)
    year, month, day = gtd = gtd_of(earliest, latest) or (None, None, None)
    if about and ours == DAY:
        ours, gtd = DAYS, (year, month, day and 0)
    ucdp = ours if ours <= MOST_UCDP else None
    return Codes(ours, ucdp, _ACLED.get(ours), None if year is None else gtd)


@lru_cache(maxsize=4096)
def where_codes_of(kind, within_m=None, in_country=False):
    """The WhereCodes of a place of this kind, known to a radius in metres.

    in_country: without such a place, whether the country is known.
    """
    if kind in _POINTS:
        if not within_m:
            return WhereCodes(1, 1, 1)
        return WhereCodes(2, 2, 3) if within_m <= NEAR_M else WhereCodes(4, 3, 4)
    if kind == "unspecified" and within_m and within_m <= NEAR_M:
        return WhereCodes(2, 2, 3)
    if kind in _WHERE:
        return _WHERE[kind]
    if in_country:
        return _WHERE["country"]
    return _NO_CODES if kind is None else WhereCodes(None, None, 5)


def width_of(earliest, latest):
    """1 (a day) to 5 (up to a year), 6 (longer), 7 (open)."""
    if earliest is None or latest is None:
        return OPEN
    days = (latest - earliest).days + 1
    for code, most in ((DAY, 1), (DAYS, 6), (WEEK, 7), (MONTH, 31), (YEAR, 366)):
        if days <= most:
            return code
    return YEARS


def gtd_of(earliest, latest):
    """(iyear, imonth, iday) with 0 for what is not known; None where not even the year is."""
    if earliest is None or latest is None or earliest.year != latest.year:
        return None
    if earliest.month != latest.month:
        return earliest.year, 0, 0
    return earliest.year, earliest.month, earliest.day if earliest == latest else 0
