"""The table `events`: the rows of incidents, with everything of one incident in one row."""

from functools import lru_cache
from itertools import islice

import pycountry
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.analysis.columns import day_text, flag, joined, time_text
from ctplatform.exchange.analysis.registration import AnalysisTable, register_analysis_table
from incidents.countries import countries
from incidents.events.formats import INCIDENTS
from incidents.events.models.incidents import MOST_TYPES, TYPES
from incidents.exports.analysis import event_parts
from incidents.exports.analysis.event_columns import BOUNDS, COLUMNS, HARMS, NAMES, SIDES
from incidents.exports.precision_codes import ADDED, redact_incidents
from incidents.vocabularies import TRANSNATIONAL

CHUNK = 1000  # incidents whose parts are read together
BASE = INCIDENTS | dict.fromkeys(ADDED)
SAME = (
    "project", "dataset", "dataset_id", "title", "record_kind", "lifecycle", "domain", "date",
    "date_precision", "uncertainty_m", "event_type", "sub_event_type", "violence_type",
    "doubt_alternative", "property_damage", "marking", "rights", "state", "version",
)  # fmt: skip
"""Columns that the export of incidents has under the same name."""
FLAGS = ("claimed", "suicide", "success", "transnational", *TRANSNATIONAL, "doubt")
KOSOVO = {"XK": "XKX"}
"""Codes that ISO does not assign but that are in general use."""


def event_rows(rows, reader):
    """Yield the tuples of the table; merged records are part of the incident they belong to."""
    for values in event_values(rows, reader):
        yield tuple(map(values.get, NAMES))


def event_values(rows, reader):
    """Yield {column: value} of each incident of `rows`, a QuerySet."""
    reader = reader or AnonymousUser()
    divisions, names = event_parts.Divisions(reader), tuple(BASE)
    found = redact_incidents(rows.filter(merged_into=None), BASE, reader)
    while chunk := [dict(zip(names, row, strict=True)) for row in islice(found, CHUNK)]:
        owners = event_parts.owners_of([each["id"] for each in chunk], reader)
        parts = event_parts.participants_of(owners, reader)
        figures = event_parts.figures_of(owners)
        levels = event_parts.levels_of(owners, parts, reader)
        passages = event_parts.passages_of(owners, reader)
        divisions.read([each["place"] for each in chunk])
        for base in chunk:
            pk = base["id"]
            yield {
                **own_values(base),
                "admin1": divisions.name_of(base["place"]),
                **sided(parts.get(pk, ())),
                **harmed(figures, pk),
                "responsibility_level": levels.get(pk, "none"),
                **dict(zip(("n_passages", "n_sources"), passages.get(pk, (0, 0)), strict=True)),
            }


def own_values(base) -> dict:
    """{column: value} of what the incident itself holds."""
    first, last = base["date_earliest"], base["date_latest"]
    name, iso3 = country_of(base["country"])
    ids = [f"{each['dataset']} {each['id']}" for each in base["dataset_ids"] or ()]
    return {
        **{name: base[name] for name in SAME},
        **{name: flag(base[name]) for name in FLAGS},
        "id": str(base["id"]),
        "dataset_ids": joined(ids),
        "date_start": day_text(first),
        "date_end": day_text(last),
        "date_prec": base["ucdp_date_prec"],
        "year": first.year if first and last and first.year == last.year else None,
        "country": name,
        "country_iso3": iso3,
        "place": base["place_name"],
        "latitude": base["lat"],
        "longitude": base["lon"],
        "where_prec": base["ucdp_where_prec"],
        **typed(base),
        "fatalities_low": base["killed_low"],
        "fatalities_best": base["killed"],
        "fatalities_high": base["killed_high"],
        "fatalities_words": base["killed_words"],
        "absences": joined([f"{key}: {why}" for key, why in (base["absences"] or {}).items()]),
        "created": time_text(base["created"]),
        "updated": time_text(base["updated"]),
    }


@lru_cache(maxsize=512)
def country_of(code):
    """(English name, alpha-3 code) of a country, each None where there is none."""
    found = pycountry.countries.get(alpha_2=code) if code else None
    return countries.name_of(code) or None, found.alpha_3 if found else KOSOVO.get(code)


def typed(base) -> dict:
    """The columns of types: the slugs in their order, and 1 or 0 for each of the vocabulary."""
    found = {}
    for name in TYPES:
        found |= _type_cells(name, tuple(base[name] or ()))
    return found


@lru_cache(maxsize=4096)
def _type_cells(name, slugs):
    if not slugs:
        return {}
    one, cells = name.removesuffix("s"), dict(enumerate(slugs, 1))
    numbered = {f"{one}{n}": cells.get(n) for n in range(1, MOST_TYPES + 1)}
    return numbered | {f"{one}_{slug}": int(slug in slugs) for slug in TYPES[name]}


def sided(parts) -> dict:
    """The columns of both sides."""
    found = {}
    for side, people in zip(SIDES, event_parts.sides_of(parts), strict=True):
        found[side] = joined([name for _pk, name, _role, _how in people])
        found[f"{side}_role"] = joined([role for _pk, _name, role, _how in people])
        found[f"{side}_certainty"] = joined(
            [certainty or "not stated" for _pk, _name, _role, certainty in people]
        )
    return found


def harmed(figures, pk) -> dict:
    """The columns of all casualties but fatalities."""
    return {
        f"{HARMS[kind]}_{bound}": getattr(figure, bound)
        for kind in event_parts.FIGURED
        if (figure := figures.get((pk, kind)))
        for bound in BOUNDS
    }


EVENTS = AnalysisTable(
    of="incidents",
    name="events",
    about=_("One row an incident with everything about it, for R, Stata, pandas and spreadsheets."),
    columns=COLUMNS,
    rows=event_rows,
)
register_analysis_table(EVENTS)
