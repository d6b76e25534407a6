"""The columns of the table `events`: one row an incident, as R, Stata and pandas expect."""

from ctplatform.exchange.analysis.columns import (
    DATE,
    FLAG,
    INTEGER,
    NUMBER,
    TEXT,
    TEXTS,
    TIME,
    Column,
)
from incidents.events.models.incidents import MOST_TYPES, TYPES
from incidents.vocabularies import CASUALTY_KINDS, TRANSNATIONAL

HARMS = {kind: {"killed": "fatalities"}.get(kind, kind) for kind in CASUALTY_KINDS}
"""{kind of casualties: start of the names of its columns}."""
BOUNDS = ("low", "best", "high")
SIDES = ("side_a", "side_b")


def _dated():
    return (
        Column("date", TEXT, "when it happened, as an EDTF expression"),
        Column("date_start", DATE, "the first day that the date may mean; empty where it is open"),
        Column("date_end", DATE, "the last day that the date may mean; empty where it is open"),
        Column("date_precision", TEXT, "how exactly the date is known: day, month, year, ..."),
        Column("date_prec", INTEGER, "the same as UCDP's date_prec, 1 (a day) to 5 (a year)"),
        Column("year", INTEGER, "the year; empty where the date may mean more than one"),
    )


def _located():
    return (
        Column("country", TEXT, "the country's name in English"),
        Column("country_iso3", TEXT, "ISO 3166-1 alpha-3; empty for countries that ISO has not"),
        Column("admin1", TEXT, "the first-level division that the place is, or lies in"),
        Column("place", TEXT, "the name of the place"),
        Column("latitude", NUMBER, "decimal degrees, WGS 84, as exact as the reader may know it"),
        Column("longitude", NUMBER, "decimal degrees, WGS 84, as exact as the reader may know it"),
        Column("uncertainty_m", INTEGER, "radius in metres within which the position is known"),
        Column("where_prec", INTEGER, "UCDP's where_prec, 1 (exact) to 7 (water or airspace)"),
    )


def _sided():
    acting = "who acted: perpetrators, also co-perpetrators and suspected ones"
    facing = "against whom: targets, stated targets, and those harmed beside them"
    fight = "; of a fight without a target, the {} recorded belligerent{}"
    meanings = (acting + fight.format("first", ""), facing + fight.format("other", "s"))
    for side, meaning in zip(SIDES, meanings, strict=True):
        yield Column(side, TEXTS, meaning)
        yield Column(
            f"{side}_role", TEXTS, "their roles in the same order; a suspected one is not known"
        )
        yield Column(
            f"{side}_certainty",
            TEXTS,
            "confirmed, suspected, alleged, inferred or not stated, in the same order",
        )


def _typed():
    for name, terms in TYPES.items():
        one = name.removesuffix("s")
        words = one.replace("_", " ")
        for number in range(1, MOST_TYPES + 1):
            which = "the main one" if number == 1 else f"number {number}"
            yield Column(f"{one}{number}", TEXT, f"{words}, {which}, as a slug")
        for slug in terms:
            yield Column(
                f"{one}_{slug}",
                FLAG,
                f"1 where {slug} is among the coded {words}s (three at most), 0 where others are,"
                " empty where none is coded",
            )


def _harmed():
    for harm in HARMS.values():
        words = harm.replace("_", " ")
        yield Column(f"{harm}_low", INTEGER, f"{words}: the least that the estimates allow")
        yield Column(
            f"{harm}_best", INTEGER, f"{words}: the best figure; empty where none is stated"
        )
        yield Column(f"{harm}_high", INTEGER, f"{words}: the most; empty where that is open")


def _answered():
    answer = "1 yes, 0 no, empty where it is not coded"
    yield Column("suicide", FLAG, f"suicide attack: {answer}")
    yield Column("success", FLAG, f"whether the attack took place as its means allow: {answer}")
    yield Column("transnational", FLAG, "1 where one of the three ways is yes, 0 where all are no")
    for name in TRANSNATIONAL:
        yield Column(name, FLAG, f"{name.replace('_', ': ')}, as in the GTD: {answer}")
    yield Column("doubt", FLAG, f"doubt that it is terrorism: {answer}")
    yield Column("doubt_alternative", TEXT, "what it may be instead, where it is doubted")
    yield Column("property_damage", TEXT, "extent of the damage to property")


COLUMNS = (
    Column("id", TEXT, "the incident's id, the same as in the API"),
    Column("project", TEXT, "slug of the project"),
    Column("dataset", TEXT, "the data set that it was imported from first"),
    Column("dataset_id", TEXT, "its id there"),
    Column("dataset_ids", TEXTS, "its ids in all data sets, each “data set id”"),
    Column("title", TEXT, "its title"),
    Column("record_kind", TEXT, "event, series, reference or context; count events alone"),
    Column("lifecycle", TEXT, "how far the attack went, from a stated threat to carried out"),
    Column("domain", TEXT, "the platform's event type"),
    *_dated(),
    *_located(),
    *_sided(),
    Column("event_type", TEXT, "type of event after ACLED, as a slug"),
    Column("sub_event_type", TEXT, "sub-type of event after ACLED, as a slug"),
    Column("violence_type", TEXT, "type of violence after UCDP, as a slug"),
    *_typed(),
    *_harmed(),
    Column("fatalities_words", TEXT, "the fatalities in words, as pages show them"),
    Column("claimed", FLAG, "1 where a claim of responsibility is not retracted, 0 where others"
           " speak about responsibility, empty where nobody does"),
    Column("responsibility_level", TEXT, "the strongest statement of responsibility that the reader"
           " sees; none where there is no statement"),
    *_answered(),
    Column("n_sources", INTEGER, "publishers of the texts whose passages are linked to it; one that"
           " repeats another's reports counts as that one"),
    Column("n_passages", INTEGER, "passages that are linked to it and that the reader may export"),
    Column("absences", TEXTS, "fields of which it is known that there is no value, with the reason:"
           " unknown or not_applicable"),
    Column("marking", TEXT, "TLP 2.0 marking"),
    Column("rights", TEXT, "on which terms it may be passed on"),
    Column("state", TEXT, "candidate, published or withdrawn"),
    Column("version", INTEGER, "counts up with every change"),
    Column("created", TIME, "when it was recorded"),
    Column("updated", TIME, "when it, or a row of it, was last changed"),
)  # fmt: skip
NAMES = tuple(each.name for each in COLUMNS)
