"""Pure: how exactly a date and a place are known, in the codes of UCDP, ACLED and GTD.

For a date the width of its bounds decides; an approximate day is not exact. UCDP `date_prec` 1 day,
2 two to six days, 3 a week, 4 eight to 30 days or a month, 5 up to a year; ACLED `time_precision` 1
day, 2 up to a week, 3 a month; GTD writes 0 for a month or a day that is not known. 6 (longer than
a year) and 7 (an end is open or unknown) are additions of this platform: such dates cannot be
exported to UCDP or ACLED.
For a place, the incident's own precision decides, else the kind and the radius of the place. UCDP
`where_prec` 1 exact, 2 within 25 km of a known point, 3 second-level division, 4 first-level
division, 5 a line, 6 country, 7 water or airspace; ACLED `geo_precision` 1 a town, 2 near a town or
a small area, 3 a larger part of a country; GTD `specificity` 1 a settlement, 3 within the smallest
division known, 4 within the first-level division, 5 none of these. Places larger than a country
have a code in GTD only.
"""

from functools import lru_cache
from typing import NamedTuple

DAY, DAYS, WEEK, MONTH, YEAR, YEARS, OPEN = range(1, 8)
_ACLED = {DAY: 1, DAYS: 2, WEEK: 2, MONTH: 3}
MOST_UCDP = YEAR


class Codes(NamedTuple):
    """The precision of a date in each scheme.

    `ucdp` and `acled` are None where the scheme has no code; `gtd` is (iyear, imonth, iday).
    """

    ours: int
    ucdp: int | None
    acled: int | None
    gtd: tuple[int, int, int] | None


class WhereCodes(NamedTuple):
    """The precision of a place in each scheme; None where it has no code or nothing is coded."""

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


STATED_WHERE = {
    "exact": WhereCodes(1, 1, 1),
    "near": WhereCodes(2, 2, 3),
    "admin2": _WHERE["admin2"],
    "admin1": _WHERE["admin1"],
    "line": _WHERE["line_feature"],
    "country": _WHERE["country"],
    "water_airspace": _WHERE["water_airspace"],
}
"""The codes of an incident that states its own `place_precision`, whatever its place is."""

UCDP_WHERE = {codes.ucdp: slug for slug, codes in STATED_WHERE.items()}
"""UCDP `where_prec` 1 to 7 -> the slug of `place_precision`."""


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

    in_country: whether the country is known, for incidents without such a place.
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
    """The width of a date: 1 (a day) to 5 (up to a year), 6 (longer), 7 (open)."""
    if earliest is None or latest is None:
        return OPEN
    days = (latest - earliest).days + 1
    for code, most in ((DAY, 1), (DAYS, 6), (WEEK, 7), (MONTH, 31), (YEAR, 366)):
        if days <= most:
            return code
    return YEARS


def gtd_of(earliest, latest):
    """(iyear, imonth, iday) with 0 for unknown parts; None if not even the year is known."""
    if earliest is None or latest is None or earliest.year != latest.year:
        return None
    if earliest.month != latest.month:
        return earliest.year, 0, 0
    return earliest.year, earliest.month, earliest.day if earliest == latest else 0
