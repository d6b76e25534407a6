"""Read numbers and days of UCDP GED, which are text: `1`, `1.0`, `2013-01-16 00:00:00`."""

import datetime as dt

from django.utils.translation import gettext as _


def cell_number(stated, row, column):
    """The number in a cell; None if it is empty, or with an error if it is not a number."""
    text = (row.get(column) or "").strip()
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if found != found or abs(found) > 1e9:
        stated.error(column, _("“%s” is not a number.") % text[:40])
        return None
    return found


def cell_whole_number(stated, row, column):
    """As `number`, for whole numbers."""
    found = cell_number(stated, row, column)
    if found is None:
        return None
    if found != int(found):
        stated.error(column, _("“%s” is not a whole number.") % row[column][:40])
        return None
    return int(found)


def row_date(stated, row):
    """The EDTF expression of the first and last day, limited to the precision in `date_prec`.

    `date_prec`: 1 day, 2 two to six days, 3 week, 4 month, 5 more than a month.
    """
    start, end = (_cell_day(stated, row, column) for column in ("date_start", "date_end"))
    if start is None or end is None:
        return None
    if end < start:
        stated.error("date_end", _("It ends before it starts."))
        return None
    precision = cell_whole_number(stated, row, "date_prec")
    if precision is not None and not 1 <= precision <= 5:
        stated.warn("date_prec", _("The codebook has no code %d here; it is left out.") % precision)
        stated.unread.append(("date_prec", str(precision)))
        precision = None
    precision = precision or 1
    if start != end:
        return _edtf_interval(start, end)
    if precision == 1:
        return f"{start}"
    stated.warn("date_prec", _("One day is given, and that the day is not known."))
    return {4: f"{start:%Y-%m}", 5: f"{start:%Y}"}.get(precision, f"{start}~")


def _edtf_interval(start, end):
    """An EDTF interval; a whole month or year is written as such."""
    after = end + dt.timedelta(days=1)
    if start.day == after.day == 1:
        months = (after.year - start.year) * 12 + after.month - start.month
        if months == 1:
            return f"{start:%Y-%m}"
        if months == 12 and start.month == 1:
            return f"{start:%Y}"
    return f"{start}/{end}"


def _cell_day(stated, row, column):
    text = row[column].strip()
    try:
        return dt.date.fromisoformat(text.split(" ")[0].split("T")[0])
    except ValueError:
        stated.error(column, _("“%s” is not a day such as 2013-01-16.") % text[:40])
        return None
