"""Pure: the mapping of a user's table: which field each column holds, guessed from its name.

A mapping is `{"columns": {column: field}, "constants": {field: value}, "day_first": true | false |
null, "and_divides": true | false | null, "separator": ";", "actors": {name: id}, "values": {field:
{text of a cell: replacement}}}`; the replacement “-” means an empty cell.
"""

import hashlib
import re

from incidents.countries import countries
from incidents.imports import coded_columns, value_choices
from incidents.imports.type_words import type_of, type_slug
from incidents.records.translatable import _

FIELDS = {
    "key": _("key of the row in its dataset"),
    "title": _("title"),
    "summary": _("summary"),
    "date": _("date, or its first day"),
    "date_end": _("its last day"),
    "year": _("year"),
    "month": _("month"),
    "day": _("day of the month"),
    "approxdate": _("date in words (GTD approxdate)"),
    "date_prec": _("precision of the date, UCDP date_prec"),
    "time_precision": _("precision of the date, ACLED time_precision"),
    "country": _("country"),
    "admin1": _("first-level division"),
    "admin2": _("second-level division"),
    "place": _("place"),
    "place_country": _("place, and behind the last comma its country"),
    "lat": _("latitude"),
    "lon": _("longitude"),
    "where_prec": _("precision of the place, UCDP where_prec"),
    "geo_precision": _("precision of the place, ACLED geo_precision"),
    "specificity": _("precision of the place, GTD specificity"),
    "attack_types": _("attack types"),
    "target_types": _("target types"),
    "weapon_types": _("weapon types"),
    "lifecycle": _("attack status"),
    "record_kind": _("kind of record"),
    "perpetrator": _("perpetrators"),
    "target": _("targets"),
    "belligerent": _("parties to the fighting"),
    "actor": _("actors, whose role another column says"),
    "role": _("role of these actors"),
    "killed": _("fatalities"),
    "killed_low": _("fatalities, at least"),
    "killed_high": _("fatalities, at most"),
    "injured": _("injured"),
    "injured_low": _("injured, at least"),
    "injured_high": _("injured, at most"),
    "abducted": _("abducted"),
    "missing": _("missing"),
    "hostages": _("held hostage"),
    "source": _("source"),
    **coded_columns.FIELDS,
}
"""{field: label}; several columns may be parts of the same summary, party or source."""

LISTS = ("attack_types", "target_types", "weapon_types")
PARTIES = ("perpetrator", "target", "belligerent", "actor")
MANY = ("summary", *PARTIES, "role", "source", *LISTS, *coded_columns.MANY)
CONSTANTS = (
    "country",
    "admin1",
    "admin2",
    "place",
    "date",
    "year",
    "lifecycle",
    "record_kind",
    *LISTS,
    *PARTIES,
    "role",
    "source",
    *value_choices.CODES,
    *coded_columns.FIELDS,
)
"""Fields that may have one value for all rows; figures and coordinates may not."""
KEYS = ("columns", "constants", "day_first", "and_divides", "separator", "actors", "values")
NOTHING = "-"
MOST_VALUES = 2000  # the most texts of cells that a mapping may replace

WORDS = {
    "key": "id ref eventid event_id event_id_cnty uid key code reference incident_id data_id",
    "title": "title name event headline incident battle attack",
    "summary": "summary description notes note details narrative comments",
    "date": "date when event_date eventdate date_start start start_date day_of_event datum fecha",
    "date_end": "date_end end end_date enddate",
    "year": "year iyear",
    "month": "month imonth",
    "day": "day iday",
    "country": "country country_txt iso iso3 nation pays land",
    "admin1": "admin1 adm_1 adm1 provstate province state governorate region1",
    "admin2": "admin2 adm_2 adm2 district county",
    "place": "place location city town village where site where_coordinates",
    "approxdate": "approxdate",
    "date_prec": "date_prec",
    "time_precision": "time_precision",
    "where_prec": "where_prec",
    "geo_precision": "geo_precision",
    "specificity": "specificity",
    "target_types": "target_type targtype1 targtype2 targtype3 target_types",
    "weapon_types": "weapon_type weaptype1 weaptype2 weaptype3 weapon_types weapon weapons",
    "missing": "missing disappeared",
    "hostages": "hostages nhostkid",
    "lat": "lat latitude y",
    "lon": "lon lng long longitude x",
    "attack_types": "kind attack_type attacktype attack_types attacktype1 attacktype2 attacktype3 "
    "type weapon_attack means_of_attack",
    "perpetrator": "who perpetrator perpetrators perp gname gname2 gname3 group actor1 responsible "
    "attacker claimed_by",
    "target": "target targets target1 actor2 victim victims corp1",
    "actor": "actor actor_name",
    "role": "role actor_role",
    "belligerent": "side_a side_b parties belligerents belligerent actors",
    "killed": "killed total_killed deaths dead fatalities nkill best deaths_total fatality",
    "killed_low": "low killed_low deaths_low min_deaths",
    "killed_high": "high killed_high deaths_high max_deaths",
    "injured": "injured total_wounded hurt wounded nwound injuries",
    "abducted": "abducted total_kidnapped kidnapped captured taken",
    "source": "source sources url link scite1 scite2 scite3 source_url citation",
}
"""Names that columns often have, including those of GTD, ACLED and UCDP."""

HXL = {
    "#date": "date",
    "#date+start": "date",
    "#date+end": "date_end",
    "#country": "country",
    "#adm1": "admin1",
    "#adm2": "admin2",
    "#loc": "place",
    "#geo+lat": "lat",
    "#geo+lon": "lon",
    "#event": "title",
    "#event+type": "attack_types",
    "#event+id": "key",
    "#meta+id": "key",
    "#affected+killed": "killed",
    "#affected+injured": "injured",
    "#description": "summary",
    "#group": "perpetrator",
    "#group+perpetrator": "perpetrator",
    "#meta+source": "source",
    "#affected+abducted": "abducted",
}
"""Tags of the Humanitarian Exchange Language 1.1, with the attributes that are used here."""

LICENSED = ({"eventid", "iyear", "gname"}, {"event_id_cnty", "sub_event_type"})
"""Column names of datasets whose terms forbid redistribution: GTD and ACLED."""


def guess_mapping(header, tags=()):
    """{column: field} for the columns whose names (or HXL tags) are known."""
    found, taken = {}, set()
    for place, column in enumerate(header):
        tag = tags[place] if place < len(tags) else ""
        field = _field_of_tag(tag) or _field_of_name(column)
        if field and (field in MANY or field not in taken):
            found[column] = field
            taken.add(field)
    alone = {"actor": "perpetrator"} if "role" not in taken else {}
    return {column: alone.get(field, field) for column, field in found.items()}


def _field_of_tag(tag):
    parts = tag.strip().lower().split("+")
    for length in range(len(parts), 0, -1):
        if field := HXL.get("+".join(parts[:length])):
            return field
    return None


def _field_of_name(column):
    name = re.sub(r"[^a-z0-9]+", "_", column.casefold()).strip("_")
    if re.fullmatch("natlty[1-3]", name):  # GTD's own numbers of countries: their names follow
        return None
    if coded := coded_columns.field_of(name) or coded_columns.field_of(name.removesuffix("_txt")):
        return coded
    name = re.sub(r"_(txt|name)$", "", name)
    return next((field for field, words in WORDS.items() if name in words.split()), None)


def rights_of(header):
    """“restricted” if the header is that of a dataset that may not be redistributed, else None."""
    names = {name.casefold() for name in header}
    return "restricted" if any(known <= names for known in LICENSED) else None


def header_fingerprint(header):
    """Sha256 of the column names, by which a saved mapping is found again."""
    return hashlib.sha256("\x1f".join(name.casefold() for name in header).encode()).hexdigest()


def check_mapping(mapping, header=None):
    """Yield the faults of a mapping, compared with a header if one is given."""
    if unknown := sorted(mapping.keys() - set(KEYS)):
        yield f"Unknown: {', '.join(unknown)}. Known: {', '.join(KEYS)}."
    columns = mapping.get("columns")
    if not isinstance(columns, dict) or not columns:
        yield "Say under “columns” what the columns mean: {column: field}."
        return
    fields = list(columns.values())
    for column, field in columns.items():
        if not isinstance(field, str) or field not in FIELDS:
            yield f"“{column}”: there is no field “{field}”. Known: {', '.join(FIELDS)}."
        elif fields.count(field) > 1 and field not in MANY:
            yield f"“{column}”: another column is {field} already."
        if header is not None and column not in header:
            yield f"The file has no column “{column}”."
    needed = {"title", "date", "year", "place", "place_country", *PARTIES} - {"target"}
    if not needed & set(map(str, fields)):
        yield "Say at least which column is the title, the date, the place or the perpetrator."
    yield from _check_rest(mapping, columns)


def _check_rest(mapping, columns):
    yield from _check_constants(mapping.get("constants") or {}, columns)
    for name in ("day_first", "and_divides"):
        if mapping.get(name) not in (None, True, False):
            yield f"“{name}” is true, false or null."
    yield from _check_values(mapping.get("values") or {})
    separator = mapping.get("separator", ";")
    if not isinstance(separator, str) or len(separator) > 3:
        yield "“separator” is one character, or nothing."
    if not isinstance(mapping.get("actors") or {}, dict):
        yield "“actors” is an object: {name: id}."


def _check_constants(constants, columns):
    if not isinstance(constants, dict) or constants.keys() - set(CONSTANTS):
        yield f"Constants are an object of {', '.join(CONSTANTS)}."
        return
    for field, text in constants.items():
        if text and not is_valid_replacement(field, str(text)):
            yield f"“{text}” is not a valid {FIELDS[field]}."
    if "actor" in columns.values() and "role" not in [*columns.values(), *constants]:
        yield "Say which column is the role of the actors, or give one role for all rows."


def _check_values(values):
    if not isinstance(values, dict) or not all(isinstance(v, dict) for v in values.values()):
        yield "“values” is an object: {field: {text of a cell: text to be read instead}}."
        return
    if sum(map(len, values.values())) > MOST_VALUES:
        yield f"“values” has more than {MOST_VALUES} texts."
    for field, texts in values.items():
        if field not in FIELDS:
            yield f"“values”: there is no field “{field}”."
        for text, instead in texts.items():
            if not isinstance(instead, str) or not is_valid_replacement(field, instead):
                wanted = FIELDS.get(field, "value")
                yield f"“values”: “{instead}”, for “{text}”, is not a valid {wanted}."


def is_valid_replacement(field, text):
    """Whether a replacement text is a valid value of its field."""
    if text.strip() in ("", NOTHING):
        return text.strip() == NOTHING
    if field == "country":
        return countries.code_of(text) is not None
    if field in LISTS:
        return all(type_of(field, piece) for piece in text.split(";"))
    if field in ("lifecycle", "record_kind"):
        return type_slug(field, text) is not None
    return value_choices.is_value(field, text)


def instead_of(mapping, field, text):
    """The replacement for a cell's text, or None if the mapping has none."""
    texts = (mapping.get("values") or {}).get(field) or {}
    if not texts:
        return None
    plain = " ".join(text.split()).casefold()
    return next((new for old, new in texts.items() if old.casefold() == plain), None)
