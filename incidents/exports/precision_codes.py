"""Export how exactly an incident's date and place are known, in the codes of UCDP, ACLED and GTD.

These columns follow the incident's own in JSONL and CSV, are computed for each row
(events.precision_codes), and are not read back. A cell is empty where a scheme has no code: GTD's 0
for an unknown month or day is a code, and for an unknown year the cell is empty.
"""

from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser

from ctplatform.database.batches import in_batches
from ctplatform.database.text_columns import columns_as_text
from ctplatform.edtf.dates import parse
from ctplatform.exchange.tables import row_tuples
from incidents.events.expressions import actors_of_incidents
from incidents.events.precision_codes import STATED_WHERE, codes_of, where_codes_of
from incidents.exports.dataset_ids import add_id_columns, id_filler
from incidents.exports.redaction import (
    CHUNK,
    further_positions,
    killed_words_filler,
    redact_figures,
)
from incidents.exports.variable_codes import CODED, VARIABLE_CODES, variable_codes
from incidents.places.coordinate_redaction import (
    NOWHERE,
    PlaceRule,
    Position,
    coordinate_redactor,
    incident_position,
)

CODES = (
    "ucdp_date_prec",
    "acled_time_precision",
    "gtd_iyear",
    "gtd_imonth",
    "gtd_iday",
    "gtd_approxdate",
    *VARIABLE_CODES,
    "ucdp_where_prec",
    "acled_geo_precision",
    "gtd_specificity",
)
"""Export columns in codes of other datasets: the precision of the date and the place, and coded
variables (incidents.exports.variable_codes)."""
ADDED = ("actors", *CODES)
"""Columns that only exports have: participants with role and certainty, and the CODES."""


def redact_incidents(rows, columns, reader):
    """Yield the tuples of incidents with ADDED columns, and places as exact as the reader may
    see."""
    own = {name: path for name, path in columns.items() if name not in ADDED}
    names = tuple(own)
    dated = itemgetter(*map(names.index, ("date", "date_earliest", "date_latest")))
    coded = itemgetter(*map(names.index, CODED))
    country, absences = names.index("country"), names.index("absences")
    spots = [names.index(name) for name in Position._fields]
    for spot, row in located_rows(rows, own, reader):
        where = spot.where_codes(row[country] is not None)
        codes, variables = date_codes(*dated(row)), variable_codes(coded(row), row[absences])
        for at, value in zip(spots, spot.position, strict=True):
            row[at] = value
        yield *row, *codes, *variables, *where


AS_TEXT = ("id", "place", "merged_into", "embargo_until", "created", "updated")


def write_incidents(rows, columns, reader):
    """As `redact_incidents`, with ids and times as text, which only files of rows need."""
    as_text, _stored = columns_as_text(rows.model, {name: columns[name] for name in AS_TEXT})
    return redact_incidents(rows, columns | as_text, reader)


@lru_cache(maxsize=4096)
def date_codes(text, earliest, latest):
    """The CODES of a date; `gtd_approxdate` has its words if the day is not known."""
    if text is None:
        return (None,) * 6
    codes = codes_of(earliest, latest, text.endswith(("~", "%")))
    iyear, imonth, iday = codes.gtd or (None, None, None)
    words = None if iday else parse(text).words
    return codes.ucdp, codes.acled, iyear, imonth, iday, words


PLACE = {
    "of_project": "project_id",
    "own_precision": "place_precision",
    "own_lat": "lat",
    "own_lon": "lon",
    "own_uncertainty_m": "uncertainty_m",
    "owner": "place__project_id",
    "kind": "place__kind",
    "public_precision": "place__public_precision",
    "of_lat": "place__lat",
    "of_lon": "place__lon",
    "of_uncertainty_m": "place__uncertainty_m",
}


class RedactedSpot(NamedTuple):
    """Where an incident happened, as far as a reader may see it.

    `position` is redacted, `stated` is the incident's own precision, `kind` that of its place;
    `is_withheld` if the position was removed by redaction.
    """

    position: Position
    stated: str | None
    kind: str | None
    is_withheld: bool

    def where_codes(self, in_country):
        """The WhereCodes (incidents.events.precision_codes) that the reader may see."""
        if self.is_withheld:
            return where_codes_of(None, None, in_country)
        if self.stated:
            return STATED_WHERE[self.stated]
        return where_codes_of(self.kind, self.position.uncertainty_m, in_country)


ACTORS = ("actors", "actors_of_merged")


def located_rows(rows, columns, reader, with_actors=True):
    """Yield (RedactedSpot, row of the incident, a list), with `actors` appended to the row.

    Without actors, the row has the values of `columns` alone.
    """
    selected = PLACE | add_id_columns(redact_figures(columns, reader), reader)
    if with_actors:
        selected |= dict(zip(ACTORS, actors_of_incidents(reader or AnonymousUser()), strict=True))
    names, size = tuple(selected), len(PLACE)
    spot_of, fill_in = spot_redactor(reader), (id_filler(names), killed_words_filler(names))
    found = map(list, row_tuples(rows, selected))
    if "further_places" in columns:
        found = _with_places(found, names.index("further_places"))
    for row in found:
        for fill in fill_in:
            fill(row)
        if with_actors:
            others = row.pop()
            row[-1] = "; ".join(filter(None, (row[-1], others))) or None
        yield spot_of(*row[:size]), row[size:]


def spot_redactor(reader):
    """Return the function from the values of PLACE to the RedactedSpot that the reader may see."""
    redact = coordinate_redactor(reader)

    @lru_cache(maxsize=4096)
    def spot_of(project, stated, lat, lon, within, owner, kind, precision, *of_place):
        own, held = Position(lat, lon, within), Position(*of_place)
        position = incident_position(redact, project, own, PlaceRule(owner, kind, precision, held))
        withheld = position == NOWHERE and {own.lat, held.lat} != {None}
        return RedactedSpot(position, stated, kind, withheld)

    return spot_of


def _with_places(rows, at):
    """Yield the rows with their further places in the column `at`, which has their id."""
    for chunk in in_batches(rows, CHUNK):
        further = further_positions([row[at] for row in chunk])
        for row in chunk:
            row[at] = further.get(row[at])
            yield row
