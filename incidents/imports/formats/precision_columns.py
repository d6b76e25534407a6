"""Read columns with the precision of a date or a place, in the codes of UCDP, ACLED and GTD."""

import datetime as dt

from ctplatform.edtf import dates
from ctplatform.edtf.natural_language import date_from_words
from incidents.events.precision_codes import UCDP_WHERE
from incidents.imports import table_cells

DATE_CODES = {"date_prec": range(1, 6), "time_precision": range(1, 4)}
PLACE_CODES = {
    "where_prec": UCDP_WHERE,
    "geo_precision": {1: "exact", 2: "near", 3: "admin1"},
    "specificity": {1: "exact", 2: "admin2", 3: "admin2", 4: "admin1", 5: "country"},
}
"""{column: {code: slug of `place_precision`}}."""
HALF_A_WEEK = dt.timedelta(days=3)


def code_in(text, codes, name):
    """The whole number in a cell if the column has this code; CellError otherwise."""
    found = table_cells.cell_whole_number(text)
    if found is not None and found not in codes:
        known = ", ".join(map(str, codes))
        raise table_cells.CellError(f"“{text[:40]}” is not a valid {name}: it is one of {known}.")
    return found


def widened_date(text, column, code):
    """Widen an EDTF date of a single day to the precision of a code.

    ACLED gives the middle of a week (2) or a day of the month (3); in UCDP 2 is some days, 3 a
    week, 4 a month and 5 a year. Other dates state their own precision and are returned unchanged.
    """
    date = dates.parse(text)
    if date.precision != "day" or date.text != f"{date.earliest}" or code in (None, 1):
        return text
    if column == "date_prec":
        meant = {2: f"{date.earliest}~", 3: "week", 4: "month", 5: "year"}[code]
    else:
        meant = {2: "week", 3: "month"}[code]
    if meant == "week":
        return f"{date.earliest - HALF_A_WEEK}/{date.earliest + HALF_A_WEEK}"
    return {"month": f"{date.earliest:%Y-%m}", "year": f"{date.earliest:%Y}"}.get(meant, meant)


def narrowed_date(text, words):
    """The date that words such as “March 5-8, 2010” state, if it lies within the row's date."""
    found = date_from_words(words)
    if not found or not text:
        return text or found
    stated, said = dates.parse(text), dates.parse(found)
    if None in (said.earliest, said.latest, stated.earliest, stated.latest):
        return text
    within = stated.earliest <= said.earliest and said.latest <= stated.latest
    return found if within and found != text else text
