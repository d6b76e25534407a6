"""The layout of the Global Terrorism Database, after its codebook (START, August 2021)."""

from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.analysis.columns import INTEGER, NUMBER, TEXT, Column
from incidents.events.type_vocabulary import (
    ATTACK_TYPES,
    GTD_ATTACK_TYPES,
    GTD_TARGET_TYPES,
    GTD_WEAPON_TYPES,
    TARGET_TYPES,
    WEAPON_TYPES,
)
from incidents.events.variable_vocabulary import (
    DOUBT_ALTERNATIVES,
    GTD_DOUBT_ALTERNATIVES,
    GTD_PROPERTY_EXTENTS,
    PROPERTY_DAMAGE,
)
from incidents.exports.analysis.events import country_of
from incidents.exports.datasets.layouts import DatasetLayout, register_layout
from incidents.exports.datasets.shared import (
    BOUNDS_OF_DATE,
    FATALITY_RANGE,
    FURTHER_ACTORS,
    OF_ALL_DATASETS,
    OWN_COLUMNS,
    column_of,
    not_held,
    own_values,
    reason_for_plans,
)

TYPED = {
    "attacktype": ("attack_types", ATTACK_TYPES, GTD_ATTACK_TYPES),
    "targtype": ("target_types", TARGET_TYPES, GTD_TARGET_TYPES),
    "weaptype": ("weapon_types", WEAPON_TYPES, GTD_WEAPON_TYPES),
}
"""{start of the column: (field of incidents, labels here, numbers of the GTD)}."""
MOST = 3  # types, groups and targets that the GTD has columns for
GROUP = ("gname", "gname2", "gname3")
CERTAIN = ("guncertain1", "guncertain2", "guncertain3")
UNKNOWN = "Unknown"
CROSSINGS = ("log", "ideo", "misc", "any")
CODED = (
    "specificity", "doubtterr", "alternative", "success", "suicide", "claimed", "property",
    "propextent",
)  # fmt: skip
"""Columns that the export of incidents has with `gtd_` in front."""


def _numbered(start, about):
    for number in range(1, MOST + 1):
        yield Column(f"{start}{number}", INTEGER, f"GTD's number of the {about}, number {number}")
        yield Column(f"{start}{number}_txt", TEXT, "the same in the words used here")


COLUMNS = column_of(
    (
        Column("eventid", TEXT, "the id in the GTD if it has one, else the id here"),
        Column("iyear", INTEGER, "the year"),
        Column("imonth", INTEGER, "the month, 0 where it is not known"),
        Column("iday", INTEGER, "the day, 0 where it is not known"),
        Column("approxdate", TEXT, "the date in words, where the day is not known"),
        not_held("extended", "resolution", "country"),
        Column("country_txt", TEXT, "the country's name in English; GTD's own names may differ"),
        not_held("region", "region_txt"),
        Column("provstate", TEXT, "the first-level division"),
        Column("city", TEXT, "the name of the place"),
        Column("latitude", NUMBER, "decimal degrees, as exact as the reader may know it"),
        Column("longitude", NUMBER, "decimal degrees, as exact as the reader may know it"),
        Column("specificity", INTEGER, "1 (a settlement) to 5 (not known better)"),
        not_held("vicinity", "location"),
        Column("summary", TEXT, "the summary"),
        not_held("crit1", "crit2", "crit3"),
        Column("doubtterr", INTEGER, "1 doubt that it is terrorism, 0 none, -9 not known"),
        Column("alternative", INTEGER, "what it may be instead, 1 to 5"),
        Column("alternative_txt", TEXT, "the same in the words used here"),
        not_held("multiple"),
        Column("success", INTEGER, "1 or 0; -9 where the sources do not say"),
        Column("suicide", INTEGER, "1 or 0; -9 where the sources do not say"),
        list(_numbered("attacktype", "type of attack")),
        list(_numbered("targtype", "type of target")),
        Column("target1", TEXT, "the first target"),
        Column("target2", TEXT, "the second target"),
        Column("target3", TEXT, "the third target"),
        *(Column(f"natlty{n}_txt", TEXT, "nationality of targets") for n in range(1, MOST + 1)),
        *(
            Column(name, TEXT, "a perpetrator; “Unknown” in the first where none is recorded")
            for name in GROUP
        ),
        *(
            Column(name, INTEGER, "1 where that group is suspected, alleged or inferred, else 0")
            for name in CERTAIN
        ),
        not_held("motive", "individual", "nperps", "nperpcap"),
        Column("claimed", INTEGER, "1 where a claim is not retracted, 0 where others speak, -9"),
        list(_numbered("weaptype", "type of weapon")),
        Column("nkill", INTEGER, "the best figure of fatalities, else the lowest"),
        Column("nkillter", INTEGER, "the same of perpetrators"),
        Column("nwound", INTEGER, "the best figure of injured, else the lowest"),
        Column("property", INTEGER, "1 damaged, 0 not, -9 not known"),
        Column("propextent", INTEGER, "1 (catastrophic) to 4 (not known)"),
        Column("propextent_txt", TEXT, "the same in the words used here"),
        Column("ishostkid", INTEGER, "1 where hostages or abducted are recorded; else empty"),
        Column("nhostkid", INTEGER, "hostages, else abducted: the best figure, else the lowest"),
        not_held("addnotes", "scite1", "scite2", "scite3"),
        Column("dbsource", TEXT, "the dataset that it was imported from first"),
        *(
            Column(name, INTEGER, "1, 0, or -9 where the sources do not say")
            for name in ("INT_LOG", "INT_IDEO", "INT_MISC")
        ),
        Column("INT_ANY", INTEGER, "1 where one of the three is, 0 where all are not"),
        not_held("related"),
        *OWN_COLUMNS,
    )
)


def _code_rows():
    for start, (_field, labels, numbers) in TYPED.items():
        for slug, number in numbers.items():
            yield f"{start}1 to {start}{MOST}", number, str(labels[slug]), slug
    for slug, number in GTD_DOUBT_ALTERNATIVES.items():
        yield "alternative", number, str(DOUBT_ALTERNATIVES[slug]), slug
    for slug, number in GTD_PROPERTY_EXTENTS.items():
        yield "propextent", number, str(PROPERTY_DAMAGE[slug]), slug
    yield "several", -9, "the sources do not say", "absent: unknown"
    for number, words in enumerate(
        ("a settlement", "", "within the smallest division known", "within the first-level"
         " division", "not known better"), 1,
    ):  # fmt: skip
        if words:
            yield "specificity", number, words, ""


CODES = tuple(_code_rows())
NO_YEAR = _("not written: its date is open, or spans more than a year")
NO_EVENT = _("not written: a summary, a reference or context, not one event")


def gtd_values(event):
    """{column: value} of one incident."""
    base = event.base
    return {
        "eventid": next(iter(event.other_ids("gtd")), str(base["id"])),
        **{name: base[f"gtd_{name}"] for name in ("iyear", "imonth", "iday", "approxdate")},
        "country_txt": country_of(base["country"])[0],
        "provstate": event.divisions["admin1"],
        "city": base["place_name"],
        "latitude": base["lat"],
        "longitude": base["lon"],
        "summary": base["summary"] or None,
        **{name: base[f"gtd_{name}"] for name in CODED},
        "alternative_txt": DOUBT_ALTERNATIVES.get(base["doubt_alternative"]),
        "propextent_txt": PROPERTY_DAMAGE.get(base["property_damage"]),
        **_types(base),
        **_parties(event),
        "nkill": base["killed_low"] if base["killed"] is None else base["killed"],
        **_harms(event),
        "dbsource": base["dataset"],
        **{f"INT_{name.upper()}": base[f"gtd_int_{name}"] for name in CROSSINGS},
        **own_values(event),
    }  # fmt: skip


def _types(base):
    found = {}
    for start, (field, labels, numbers) in TYPED.items():
        for number, slug in enumerate((base[field] or ())[:MOST], 1):
            found[f"{start}{number}"] = numbers.get(slug)
            found[f"{start}{number}_txt"] = str(labels[slug])
    return found


def _parties(event):
    found = {"gname": UNKNOWN}
    for name, doubt, side in zip(GROUP, CERTAIN, event.first, strict=False):
        found |= {name: side.name, doubt: int(side.is_doubted)}
    found |= {f"target{n}": side.name for n, side in enumerate(event.second[:MOST], 1)}
    countries = (event.base["target_nationalities"] or ())[:MOST]
    return found | {f"natlty{n}_txt": country_of(code)[0] for n, code in enumerate(countries, 1)}


def _harms(event):
    def figure(kind):
        found = event.figures.get(kind)
        if found is None:
            return None
        return found.low if found.best is None else found.best

    held = "hostages" if "hostages" in event.figures else "abducted"
    return {
        "nkillter": figure("perpetrators_killed"),
        "nwound": figure("injured"),
        "ishostkid": 1 if held in event.figures and figure(held) != 0 else None,
        "nhostkid": figure(held),
    }


def why_left_out(event):
    """Why the dataset has no row for an incident; "" where it has one."""
    if event.base["record_kind"] != "event":
        return NO_EVENT
    return reason_for_plans(event) or ("" if event.base["gtd_iyear"] else NO_YEAR)


def has_unnumbered_type(event):
    """Whether a type is coded that the GTD has no number for."""
    return any(
        slug not in numbers
        for field, _labels, numbers in TYPED.values()
        for slug in event.base[field] or ()
    )


LOSSES = (
    (
        _("that a target is suspected, alleged or inferred"),
        lambda event: any(each.is_doubted for each in event.second),
    ),
    (FURTHER_ACTORS, lambda event: max(len(event.first), len(event.second)) > MOST),
    FATALITY_RANGE,
    BOUNDS_OF_DATE,
    (_("a type that the GTD has no number for; its words are written"), has_unnumbered_type),
    (
        _("the types after ACLED and UCDP"),
        lambda event: bool(event.base["event_type"] or event.base["violence_type"]),
    ),
    *OF_ALL_DATASETS,
)


register_layout(
    DatasetLayout(
        name="gtd",
        label=_("Columns of the GTD"),
        about=_("One row an attack in the columns and codes of the GTD."),
        columns=COLUMNS,
        codes=CODES,
        left_out=why_left_out,
        values=gtd_values,
        losses=LOSSES,
    )
)
