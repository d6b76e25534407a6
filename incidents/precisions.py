"""Pure: how exactly a date is known, in the codes of UCDP, ACLED and GTD.

The width of the bounds decides. UCDP `date_prec` 1 day, 2 two to six days, 3 a week, 4 eight to 30
days or a month, 5 up to a year; ACLED `time_precision` 1 day, 2 up to a week, 3 a month; GTD
writes 0 for a month or a day that is not known. 6 (longer than a year) and 7 (an end is open or
unknown) are our own beside UCDP's: such dates cannot be exported to UCDP or ACLED.
"""

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


def codes_of(earliest, latest):
    """Return the Codes of a date with these bounds (inclusive days, None where open)."""
    ours = width_of(earliest, latest)
    ucdp = ours if ours <= MOST_UCDP else None
    return Codes(ours, ucdp, _ACLED.get(ours), gtd_of(earliest, latest))


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
