"""The layout of the UCDP Georeferenced Event Dataset (GED), version 25.1.

After Högbladh, UCDP GED Codebook (Uppsala University). Cells of PRIO-GRID after Tollefsen, Strand
and Buhaug, PRIO-GRID: A unified spatial data structure, Journal of Peace Research 49 (2012).
"""

import math

from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.analysis.columns import DATE, INTEGER, NUMBER, TEXT, Column, day_text
from incidents.events.precision_codes import UCDP_WHERE
from incidents.events.variable_vocabulary import UCDP_VIOLENCE_TYPES, VIOLENCE_TYPES
from incidents.exports.analysis.events import country_of
from incidents.exports.datasets.layouts import DatasetLayout, register_layout
from incidents.exports.datasets.shared import (
    DOUBTED_SIDES,
    FURTHER_SIDES,
    OF_ALL_DATASETS,
    OTHER_CASUALTIES,
    OWN_COLUMNS,
    TYPES_OF_ATTACK,
    certain,
    column_of,
    not_held,
    own_values,
    reason_for_plans,
)
from incidents.places.vocabulary import PLACE_PRECISIONS

CLARITY = {"event": 1, "series": 2}
GROUPS = {"civilians": "deaths_civilians", "unknown": "deaths_unknown"}
COLUMNS = (
    Column("id", TEXT, "the id in UCDP GED if it has one, else the id here"),
    not_held("relid"),
    Column("year", INTEGER, "the year of the first day"),
    not_held("active_year", "code_status"),
    Column("type_of_violence", INTEGER, "1 state-based, 2 non-state, 3 one-sided"),
    not_held("conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id"),
    Column("dyad_name", TEXT, "the names of both sides, where both are certain"),
    not_held("side_a_dset_id"),
    Column("side_a_new_id", INTEGER, "UCDP's number of side A"),
    Column("side_a", TEXT, "the first actor of side A; only one whose part is certain"),
    not_held("side_b_dset_id"),
    Column("side_b_new_id", INTEGER, "UCDP's number of side B"),
    Column("side_b", TEXT, "the first actor of side B; only one whose part is certain"),
    Column("number_of_sources", INTEGER, "publishers of the texts that are linked to it"),
    not_held(
        "source_article", "source_office", "source_date", "source_headline", "source_original"
    ),
    Column("where_prec", INTEGER, "1 (exact) to 7 (water or airspace)"),
    Column("where_coordinates", TEXT, "the name of the place"),
    not_held("where_description"),
    Column("adm_1", TEXT, "the first-level division"),
    Column("adm_2", TEXT, "the second-level division"),
    Column("latitude", NUMBER, "decimal degrees, as exact as the reader may know it"),
    Column("longitude", NUMBER, "decimal degrees, as exact as the reader may know it"),
    Column("geom_wkt", TEXT, "the same as well-known text"),
    Column("priogrid_gid", INTEGER, "the cell of PRIO-GRID that the position lies in"),
    Column("country", TEXT, "the country's name in English; UCDP's own names may differ"),
    not_held("country_id", "region"),
    Column("event_clarity", INTEGER, "1 one event, 2 a summary of several"),
    Column("date_prec", INTEGER, "1 (a day) to 5 (up to a year)"),
    Column("date_start", DATE, "the first day that the date may mean"),
    Column("date_end", DATE, "the last day that the date may mean"),
    Column("deaths_a", INTEGER, "fatalities of side A, where one figure is recorded"),
    Column("deaths_b", INTEGER, "fatalities of side B, where one figure is recorded"),
    Column("deaths_civilians", INTEGER, "fatalities among civilians, where one is recorded"),
    Column("deaths_unknown", INTEGER, "fatalities of unknown side, where one is recorded"),
    Column("best", INTEGER, "the best figure of fatalities; empty where none is stated"),
    Column("high", INTEGER, "the highest figure; empty where that is open"),
    Column("low", INTEGER, "the lowest figure"),
    not_held("gwnoa", "gwnob"),
    *OWN_COLUMNS,
)
COLUMNS = column_of(COLUMNS)
CODES = (
    *(
        ("type_of_violence", number, str(VIOLENCE_TYPES[slug]), slug)
        for slug, number in UCDP_VIOLENCE_TYPES.items()
    ),
    *(
        ("where_prec", number, str(PLACE_PRECISIONS[slug]), slug)
        for number, slug in UCDP_WHERE.items()
    ),
    ("event_clarity", 1, "one event", "event"),
    ("event_clarity", 2, "a summary of several events", "series"),
    ("date_prec", 1, "the day is known", "1 day"),
    ("date_prec", 2, "two to six days", "2 to 6 days"),
    ("date_prec", 3, "a week", "7 days"),
    ("date_prec", 4, "eight to 30 days or a month", "8 to 31 days"),
    ("date_prec", 5, "up to a year", "32 to 366 days"),
)
LONG_DATE = _("not written: its date is open, or spans more than a year")
NO_EVENT = _("not written: a reference or context, not an event")


def priogrid_cell(lat: float, lon: float) -> int:
    """The number of the half-degree cell: 1 at 90°S 180°W, counted eastwards, then northwards."""
    row = min(math.floor((lat + 90) * 2), 359)
    column = min(math.floor((lon + 180) * 2), 719)
    return row * 720 + column + 1


def ucdp_values(event):
    """{column: value} of one incident."""
    base = event.base
    sides = [certain(each) for each in (event.first, event.second)]
    a, b = (each[0] if each else None for each in sides)
    named = {name: side for name, side in (("side_a", a), ("side_b", b)) if side}
    lat, lon = base["lat"], base["lon"]
    placed = lat is not None
    return {
        "id": next(iter(event.other_ids("ucdp-ged")), str(base["id"])),
        "year": base["date_earliest"].year,
        "type_of_violence": base["ucdp_type_of_violence"],
        "dyad_name": f"{a.name} - {b.name}" if a and b else None,
        **{name: side.name for name, side in named.items()},
        **{f"{name}_new_id": side.ucdp_id for name, side in named.items()},
        "number_of_sources": event.n_sources,
        "where_prec": base["ucdp_where_prec"],
        "where_coordinates": base["place_name"],
        "adm_1": event.divisions["admin1"],
        "adm_2": event.divisions["admin2"],
        "latitude": lat,
        "longitude": lon,
        "geom_wkt": f"POINT ({lon} {lat})" if placed else None,
        "priogrid_gid": priogrid_cell(lat, lon) if placed else None,
        "country": country_of(base["country"])[0],
        "event_clarity": CLARITY[base["record_kind"]],
        "date_prec": base["ucdp_date_prec"],
        "date_start": day_text(base["date_earliest"]),
        "date_end": day_text(base["date_latest"]),
        **_deaths(event, a, b),
        "best": base["killed"],
        "high": base["killed_high"],
        "low": base["killed_low"],
        **own_values(event),
    }


def _deaths(event, a, b):
    found = {
        column: event.killed_by_group[group]
        for group, column in GROUPS.items()
        if group in event.killed_by_group
    }
    for side, column in ((a, "deaths_a"), (b, "deaths_b")):
        if side and side.name.casefold() in event.killed_by_group:
            found[column] = event.killed_by_group[side.name.casefold()]
    return found


def why_left_out(event):
    """Why the dataset has no row for an incident; "" where it has one."""
    if event.base["record_kind"] not in CLARITY:
        return NO_EVENT
    return reason_for_plans(event) or ("" if event.base["ucdp_date_prec"] else LONG_DATE)


LOSSES = (
    DOUBTED_SIDES,
    FURTHER_SIDES,
    (
        _("the date spans two years; the year is the first"),
        lambda event: event.base["date_earliest"].year != event.base["date_latest"].year,
    ),
    (
        _("no type of violence is coded, which UCDP always has"),
        lambda event: event.base["ucdp_type_of_violence"] is None,
    ),
    TYPES_OF_ATTACK,
    OTHER_CASUALTIES,
    (_("the event type after ACLED"), lambda event: bool(event.base["event_type"])),
    *OF_ALL_DATASETS,
)


register_layout(
    DatasetLayout(
        name="ucdp",
        label=_("Columns of UCDP GED"),
        about=_("One row an event in the columns and codes of UCDP GED."),
        columns=COLUMNS,
        codes=CODES,
        left_out=why_left_out,
        values=ucdp_values,
        losses=LOSSES,
    )
)
