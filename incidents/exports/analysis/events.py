"""The table `events`: the rows of incidents, with everything of one incident in one row."""

from functools import lru_cache
from itertools import chain
from operator import itemgetter

import pycountry
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from ctplatform.database.batches import in_batches
from ctplatform.database.functions import TimeText
from ctplatform.exchange.analysis.columns import day_text, flag, joined
from ctplatform.exchange.analysis.registration import AnalysisTable, register_analysis_table
from incidents.countries import countries
from incidents.events.formats import INCIDENTS
from incidents.events.models.incidents import MOST_TYPES, TYPES
from incidents.exports.analysis import event_parts
from incidents.exports.analysis.event_columns import BOUNDS, COLUMNS, HARMS, NAMES, SIDES
from incidents.exports.precision_codes import ADDED, date_codes, located_rows
from incidents.places.coordinate_redaction import Position
from incidents.vocabularies import TRANSNATIONAL

CHUNK = 1000  # incidents whose parts are read together
BASE = INCIDENTS | dict.fromkeys(ADDED)
"""The columns of the export of incidents, which other tables begin with."""
RENAMED = {
    "date_start": "date_earliest",
    "date_end": "date_latest",
    "latitude": "lat",
    "longitude": "lon",
    "place": "place_name",
    "fatalities_low": "killed_low",
    "fatalities_best": "killed",
    "fatalities_high": "killed_high",
    "fatalities_words": "killed_words",
}
"""{column: that of the export of incidents with the same value}."""
OWN = {
    name: path
    for name, path in INCIDENTS.items()
    if name in {*RENAMED.values(), *TYPES, "place", "absences"} | {*NAMES} - {*RENAMED}
}
OWN |= {name: TimeText(OWN[name]) for name in ("created", "updated")}
OWN_NAMES = tuple(OWN)
SECONDS = len("2026-11-28T16:00:00")
FLAGS = ("claimed", "suicide", "success", "transnational", *TRANSNATIONAL, "doubt")
DATED = ("date_earliest", "date_latest", "date_prec", "year")
TYPED = tuple(
    column
    for name in TYPES
    for column in (
        *(f"{name.removesuffix('s')}{number}" for number in range(1, MOST_TYPES + 1)),
        *(f"{name.removesuffix('s')}_{slug}" for slug in TYPES[name]),
    )
)
SIDED = tuple(f"{side}{part}" for side in SIDES for part in ("", "_role", "_certainty"))
HARMED = tuple(f"{HARMS[kind]}_{bound}" for kind in event_parts.FIGURED for bound in BOUNDS)
DERIVED = (
    "date_prec", "year", "where_prec", "country", "country_iso3", "admin1", *TYPED, *SIDED, *HARMED,
    "responsibility_level", "n_passages", "n_sources",
)  # fmt: skip
"""Columns that are not a column of the export of incidents."""
KOSOVO = {"XK": "XKX"}
"""Codes that ISO does not assign but that are in general use."""


def event_rows(rows, reader):
    """Yield the tuples of the table; merged records are part of the incident they belong to."""
    reader = reader or AnonymousUser()
    divisions, at = (
        event_parts.Divisions(reader),
        dict(zip(OWN_NAMES, range(len(OWN)), strict=True)),
    )
    pk, place, derived_cells, write_own = at["id"], at["place"], cell_maker(at), own_writer(at)
    found = at | {name: len(at) + number for number, name in enumerate(DERIVED)}
    in_order = itemgetter(*(found[RENAMED.get(name, name)] for name in NAMES))
    located = located_rows(rows.filter(merged_into=None), OWN, reader, with_actors=False)
    for chunk in in_batches(located, CHUNK):
        parts = event_parts.parts_of([row[pk] for _spot, row in chunk], reader)
        divisions.read([row[place] for _spot, row in chunk])
        for spot, row in chunk:
            derived = derived_cells(spot, row, parts, divisions)
            write_own(spot, row)
            yield in_order((*row, *derived))


def own_writer(at):
    """Return the function that turns a row of OWN, a list, into cells; `at` is {column: place}."""
    pk, ids, absences = at["id"], at["dataset_ids"], at["absences"]
    created, updated, first, last = map(at.get, ("created", "updated", *DATED[:2]))
    flags = [at[name] for name in FLAGS]
    position = [at[name] for name in Position._fields]

    def write_own(spot, row):
        row[pk] = str(row[pk])
        row[ids] = joined([f"{each['dataset']} {each['id']}" for each in row[ids] or ()])
        row[absences] = joined([f"{key}: {why}" for key, why in (row[absences] or {}).items()])
        row[created], row[updated] = row[created][:SECONDS], row[updated][:SECONDS]
        row[first], row[last] = day_text(row[first]), day_text(row[last])
        for place in flags:
            row[place] = flag(row[place])
        row[position[0]], row[position[1]], row[position[2]] = spot.position

    return write_own


def cell_maker(at):
    """Return the function that makes the DERIVED cells of an incident; `at` is {column: place}."""
    pk, place, country = at["id"], at["place"], at["country"]
    dated = itemgetter(at["date"], at["date_earliest"], at["date_latest"])
    typed = [(name, at[name]) for name in TYPES]

    def derived_cells(spot, row, parts, divisions):
        key = row[pk]
        types = [_type_cells(name, tuple(row[where] or ())) for name, where in typed]
        return (
            *_date_cells(*dated(row)),
            spot.where_codes(row[country] is not None).ucdp,
            *country_of(row[country]),
            divisions.name_of(row[place]),
            *chain.from_iterable(types),
            *_side_cells(tuple(parts.participants.get(key, ()))),
            *harm_cells(parts.figures.get(key)),
            parts.levels.get(key, "none"),
            *parts.passages.get(key, (0, 0)),
        )

    return derived_cells


@lru_cache(maxsize=4096)
def _date_cells(text, first, last):
    """The columns date_prec and year."""
    year = first.year if first and last and first.year == last.year else None
    return date_codes(text, first, last)[0], year


@lru_cache(maxsize=512)
def country_of(code):
    """(English name, alpha-3 code) of a country, each None where there is none."""
    found = pycountry.countries.get(alpha_2=code) if code else None
    return countries.name_of(code) or None, found.alpha_3 if found else KOSOVO.get(code)


@lru_cache(maxsize=4096)
def _type_cells(name, slugs):
    """The columns of one kind of types: the slugs in order, and 1 or 0 for each there is."""
    numbered = (*slugs, *(None,) * MOST_TYPES)[:MOST_TYPES]
    return (*numbered, *(int(slug in slugs) if slugs else None for slug in TYPES[name]))


@lru_cache(maxsize=4096)
def _side_cells(parts):
    """The columns of both sides."""
    found = []
    for people in event_parts.sides_of(parts):
        found.append(joined([name for _pk, name, _role, _how in people]))
        found.append(joined([role for _pk, _name, role, _how in people]))
        found.append(joined([how or "not stated" for _pk, _name, _role, how in people]))
    return tuple(found)


def harm_cells(figures):
    """The columns of all casualties but fatalities."""
    if not figures:
        return NOBODY_HARMED
    known = [figures.get(kind) for kind in event_parts.FIGURED]
    return [figure and getattr(figure, bound) for figure in known for bound in BOUNDS]


NOBODY_HARMED = (None,) * len(HARMED)


EVENTS = AnalysisTable(
    of="incidents",
    name="events",
    about=_("One row an incident with everything about it, for R, Stata, pandas and spreadsheets."),
    columns=COLUMNS,
    rows=event_rows,
)
register_analysis_table(EVENTS)
