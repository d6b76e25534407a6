"""How exactly an incident's date and place are known, in the codes of UCDP, ACLED and GTD.

They stand behind the incident's own columns in JSONL and CSV, are computed for each row
(incidents.precisions), and are not read back. A cell is empty where a scheme has no code: GTD's 0
for a month or a day that is not known is a code, an empty year is none.
"""

from functools import lru_cache

from ctplatform.exchange.tables import tuples
from incidents.dates import parse
from incidents.formats.told import figures_told
from incidents.positions import NOWHERE, Position, teller
from incidents.precisions import codes_of, where_codes_of

CODES = (
    "ucdp_date_prec", "acled_time_precision", "gtd_iyear", "gtd_imonth", "gtd_iday",
    "gtd_approxdate", "ucdp_where_prec", "acled_geo_precision", "gtd_specificity",
)  # fmt: skip
"""Columns of an incident's export: how exactly its date and place are known, in others' codes."""


def incidents_told(rows, columns, reader):
    """Yield the tuples of incidents with their CODES, the place as exact as this reader is told."""
    tell = teller(reader)
    own = {name: path for name, path in columns.items() if name not in CODES}
    names = tuple(own)
    date, first, last, country = map(
        names.index, ("date", "date_earliest", "date_latest", "country")
    )
    for owner, kind, precision, *position, row in found(rows, own, reader):
        told = tell(owner, kind, precision, Position(*position))
        hidden = told == NOWHERE and position[0] is not None
        where = where_codes_of(
            None if hidden else kind, told.uncertainty_m, row[country] is not None
        )
        yield *row, *date_codes(row[date], row[first], row[last]), *where


@lru_cache(maxsize=4096)
def date_codes(text, earliest, latest):
    """The CODES of a date. `gtd_approxdate` has its words where the day is not known."""
    if text is None:
        return (None,) * 6
    codes = codes_of(earliest, latest, text.endswith(("~", "%")))
    iyear, imonth, iday = codes.gtd or (None, None, None)
    words = None if iday else parse(text).words
    return codes.ucdp, codes.acled, iyear, imonth, iday, words


PLACE = {
    "owner": "place__project_id",
    "place_kind": "place__kind",
    "public_precision": "place__public_precision",
    "lat": "place__lat",
    "lon": "place__lon",
    "uncertainty_m": "place__uncertainty_m",
}


def found(rows, columns, reader):
    """Yield what tells of the place's position, column by column, and the incident's row."""
    for row in tuples(rows, PLACE | figures_told(columns, reader)):
        yield *row[: len(PLACE)], row[len(PLACE) :]
