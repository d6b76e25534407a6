"""The layout of ACLED's files, after the ACLED Codebook (Armed Conflict Location & Event Data)."""

import datetime as dt
from functools import lru_cache

import pycountry
from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.analysis.columns import DATE, INTEGER, NUMBER, TEXT, TEXTS, Column, joined
from incidents.events.variable_vocabulary import (
    ACLED_EVENT_TYPES,
    ACLED_SUB_EVENT_TYPES,
    EVENT_TYPES,
    SUB_EVENT_TYPES,
)
from incidents.exports.analysis.events import country_of
from incidents.exports.datasets.layouts import DatasetLayout, register_layout
from incidents.exports.datasets.shared import (
    BOUNDS_OF_DATE,
    DOUBTED_SIDES,
    FATALITY_RANGE,
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

COLUMNS = column_of(
    (
        Column("event_id_cnty", TEXT, "the id in ACLED if it has one, else the id here"),
        Column("event_date", DATE, "the day; the middle of what the date may mean if it is longer"),
        Column("year", INTEGER, "the year of that day"),
        Column("time_precision", INTEGER, "1 a day, 2 up to a week, 3 a month"),
        Column("disorder_type", TEXT, "follows from the types, as ACLED has it"),
        Column("event_type", TEXT, "ACLED's label"),
        Column("sub_event_type", TEXT, "ACLED's label"),
        Column("actor1", TEXT, "the first actor of side A; only one whose part is certain"),
        Column("assoc_actor_1", TEXTS, "the other certain actors of side A"),
        Column("inter1", INTEGER, "ACLED's code of actor1's kind"),
        Column("actor2", TEXT, "the first actor of side B; only one whose part is certain"),
        Column("assoc_actor_2", TEXTS, "the other certain actors of side B"),
        Column("inter2", INTEGER, "ACLED's code of actor2's kind"),
        Column("interaction", INTEGER, "both codes, the smaller first; n0 for one actor alone"),
        Column("civilian_targeting", TEXT, "Civilian targeting, for violence against civilians"),
        Column("iso", INTEGER, "ISO 3166-1 numeric code of the country"),
        not_held("region"),
        Column("country", TEXT, "the country's name in English; ACLED's own names may differ"),
        Column("admin1", TEXT, "the first-level division"),
        Column("admin2", TEXT, "the second-level division"),
        not_held("admin3"),
        Column("location", TEXT, "the name of the place"),
        Column("latitude", NUMBER, "decimal degrees, as exact as the reader may know it"),
        Column("longitude", NUMBER, "decimal degrees, as exact as the reader may know it"),
        Column("geo_precision", INTEGER, "1 a town, 2 near a town, 3 a larger part of a country"),
        not_held("source", "source_scale"),
        Column("notes", TEXT, "the summary, else the title"),
        Column("fatalities", INTEGER, "the best figure, else the lowest; empty where not known"),
        not_held("tags"),
        Column("timestamp", INTEGER, "when it was last changed, in seconds since 1970"),
        *OWN_COLUMNS,
    )
)
VIOLENT, DEMONSTRATION = "Political violence", "Demonstrations"
DISORDER = {
    "battle": VIOLENT,
    "remote_violence": VIOLENT,
    "violence_against_civilians": VIOLENT,
    "protest": DEMONSTRATION,
    "riot": DEMONSTRATION,
    "strategic_development": "Strategic developments",
}
DISORDER_OF_SUB_TYPE = {
    "mob_violence": VIOLENT,
    "force_against_protesters": f"{VIOLENT}; {DEMONSTRATION}",
}
CODES = (
    *(("event_type", label, str(EVENT_TYPES[s]), s) for s, label in ACLED_EVENT_TYPES.items()),
    *(
        ("sub_event_type", label, str(SUB_EVENT_TYPES[s]), s)
        for s, label in ACLED_SUB_EVENT_TYPES.items()
    ),
    ("time_precision", 1, "the day is known", "1 day"),
    ("time_precision", 2, "up to a week", "2 to 7 days"),
    ("time_precision", 3, "a month", "8 to 31 days"),
    ("geo_precision", 1, "a town or an exact position", "exact"),
    ("geo_precision", 2, "near a town, or a small area", "near, admin2, admin3"),
    ("geo_precision", 3, "a larger part of a country", "admin1"),
)
LONG_DATE = _("not written: its date is open, or spans more than a month")
NO_EVENT = _("not written: a summary, a reference or context, not one event")


@lru_cache(maxsize=512)
def numeric_code(country) -> int | None:
    """The ISO 3166-1 numeric code of an alpha-2 code; None where ISO has none."""
    found = pycountry.countries.get(alpha_2=country) if country else None
    return int(found.numeric) if found else None


def middle_day(first: dt.date, last: dt.date) -> dt.date:
    """The middle of a period of days; the earlier one of two."""
    return first + (last - first) // 2


def interaction_of(one: int | None, other: int | None, alone: bool) -> int | None:
    """Two codes of actors as one number; None where a code that is needed is not known."""
    if one is None:
        return None
    if other is None:
        return one * 10 if alone else None
    return min(one, other) * 10 + max(one, other)


def acled_values(event):
    """{column: value} of one incident."""
    base = event.base
    day = middle_day(base["date_earliest"], base["date_latest"])
    return {
        "event_id_cnty": next(iter(event.other_ids("acled")), str(base["id"])),
        "event_date": day.isoformat(),
        "year": day.year,
        "time_precision": base["acled_time_precision"],
        **_typed(base),
        **_actors(event),
        "iso": numeric_code(base["country"]),
        "country": country_of(base["country"])[0],
        "admin1": event.divisions["admin1"],
        "admin2": event.divisions["admin2"],
        "location": base["place_name"],
        "latitude": base["lat"],
        "longitude": base["lon"],
        "geo_precision": base["acled_geo_precision"],
        "notes": base["summary"] or base["title"],
        "fatalities": base["killed_low"] if base["killed"] is None else base["killed"],
        "timestamp": int(base["updated"].timestamp()),
        **own_values(event),
    }


def _typed(base):
    kind, sub = base["event_type"], base["sub_event_type"]
    return {
        "event_type": base["acled_event_type"],
        "sub_event_type": base["acled_sub_event_type"],
        "disorder_type": DISORDER_OF_SUB_TYPE.get(sub) or DISORDER.get(kind),
        "civilian_targeting": (
            "Civilian targeting" if kind == "violence_against_civilians" else None
        ),
    }


def _actors(event):
    found, codes = {}, []
    for number, side in enumerate((event.first, event.second), 1):
        known = certain(side)
        if known:
            found[f"actor{number}"] = known[0].name
            found[f"inter{number}"] = known[0].acled_inter
            found[f"assoc_actor_{number}"] = joined([each.name for each in known[1:]])
        codes.append(known[0].acled_inter if known else None)
    found["interaction"] = interaction_of(*codes, alone=not event.second)
    return found


def why_left_out(event):
    """Why the dataset has no row for an incident; "" where it has one."""
    if event.base["record_kind"] != "event":
        return NO_EVENT
    return reason_for_plans(event) or ("" if event.base["acled_time_precision"] else LONG_DATE)


LOSSES = (
    DOUBTED_SIDES,
    BOUNDS_OF_DATE,
    FATALITY_RANGE,
    OTHER_CASUALTIES,
    TYPES_OF_ATTACK,
    (
        _("no event type is coded, which ACLED always has"),
        lambda event: not event.base["event_type"],
    ),
    (_("the names of sources"), lambda event: bool(event.n_sources)),
    *OF_ALL_DATASETS,
)


register_layout(
    DatasetLayout(
        name="acled",
        label=_("Columns of ACLED"),
        about=_("One row an event in the columns and labels of ACLED."),
        columns=COLUMNS,
        codes=CODES,
        left_out=why_left_out,
        values=acled_values,
        losses=LOSSES,
    )
)
