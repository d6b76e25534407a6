"""Pure: what the columns of somebody's table mean, guessed from their names.

A mapping is `{"columns": {column: field}, "constants": {field: value}, "day_first": true | false
| null, "separator": ";", "actors": {name: id}}`.
"""

import hashlib
import re

from incidents.vocabularies import ATTACK_TYPES, GTD_ATTACK_TYPES, LIFECYCLES, RECORD_KINDS
from incidents.vocabularies.marking import _

FIELDS = {
    "key": _("key of the row in its dataset"),
    "title": _("title"),
    "summary": _("summary"),
    "date": _("date, or its first day"),
    "date_end": _("its last day"),
    "year": _("year"),
    "month": _("month"),
    "day": _("day of the month"),
    "country": _("country"),
    "admin1": _("first-level division"),
    "admin2": _("second-level division"),
    "place": _("place"),
    "lat": _("latitude"),
    "lon": _("longitude"),
    "attack_types": _("attack types"),
    "lifecycle": _("how far it went"),
    "record_kind": _("kind of record"),
    "perpetrator": _("perpetrators"),
    "target": _("targets"),
    "belligerent": _("parties to the fighting"),
    "killed": _("killed"),
    "killed_low": _("killed, at least"),
    "killed_high": _("killed, at most"),
    "injured": _("injured"),
    "injured_low": _("injured, at least"),
    "injured_high": _("injured, at most"),
    "abducted": _("abducted"),
    "source": _("source"),
}
"""What a column may mean; several columns may be parts of the same summary, party or source."""

MANY = ("summary", "perpetrator", "target", "belligerent", "source", "attack_types")
CONSTANTS = ("country", "lifecycle", "record_kind", "attack_types")
KEYS = ("columns", "constants", "day_first", "separator", "actors")

WORDS = {
    "key": "id ref eventid event_id event_id_cnty uid key code reference incident_id data_id",
    "title": "title name event headline incident battle attack",
    "summary": "summary description notes note details narrative comments",
    "date": "date when event_date eventdate date_start start start_date day_of_event datum fecha",
    "date_end": "date_end end end_date enddate",
    "year": "year iyear", "month": "month imonth", "day": "day iday",
    "country": "country country_txt iso iso3 nation pays land",
    "admin1": "admin1 adm_1 adm1 provstate province state governorate region1",
    "admin2": "admin2 adm_2 adm2 district county",
    "place": "place location city town village where site where_coordinates",
    "lat": "lat latitude y", "lon": "lon lng long longitude x",
    "attack_types": "kind attack_type attacktype attack_types attacktype1 attacktype2 attacktype3 "
                    "type event_type sub_event_type weapon_attack",
    "perpetrator": "who perpetrator perpetrators perp gname gname2 gname3 group actor1 responsible "
                   "attacker claimed_by",
    "target": "target targets target1 actor2 victim victims corp1",
    "belligerent": "side_a side_b parties belligerents belligerent actors",
    "killed": "killed deaths dead fatalities nkill best deaths_total fatality",
    "killed_low": "low killed_low deaths_low min_deaths",
    "killed_high": "high killed_high deaths_high max_deaths",
    "injured": "injured hurt wounded nwound injuries",
    "abducted": "abducted kidnapped hostages nhostkid taken",
    "source": "source sources url link scite1 scite2 scite3 source_url citation",
}  # fmt: skip
"""Names that columns often have, GTD's, ACLED's and UCDP's among them."""

HXL = {
    "#date": "date", "#date+start": "date", "#date+end": "date_end", "#country": "country",
    "#adm1": "admin1", "#adm2": "admin2", "#loc": "place", "#geo+lat": "lat", "#geo+lon": "lon",
    "#event": "title", "#event+type": "attack_types", "#event+id": "key", "#meta+id": "key",
    "#affected+killed": "killed", "#affected+injured": "injured", "#description": "summary",
    "#group": "perpetrator", "#group+perpetrator": "perpetrator", "#meta+source": "source",
    "#affected+abducted": "abducted",
}  # fmt: skip
"""Tags of the Humanitarian Exchange Language 1.1, with the attributes that matter here."""

ATTACKS = (
    ("assassin", "assassination"), ("kidnap", "hostage_kidnapping"), ("abduct",
    "hostage_kidnapping"), ("hijack", "hijacking"), ("barricade", "hostage_barricade"),
    ("facility", "facility_attack"), ("infrastructure", "facility_attack"), ("unarmed",
    "unarmed_assault"), ("missile", "missile_strike"), ("drone", "air_strike"), ("air",
    "air_strike"), ("bomb", "bombing"), ("explo", "bombing"), ("ied", "bombing"),
    ("armed", "armed_assault"), ("shoot", "armed_assault"), ("gun", "armed_assault"),
    ("unknown", "unknown"),
)  # fmt: skip
NUMBERS = {str(number): slug for slug, number in GTD_ATTACK_TYPES.items()}
LICENSED = ({"eventid", "iyear", "gname"}, {"event_id_cnty", "sub_event_type"})
"""Headers of data sets whose terms forbid passing rows on: GTD and ACLED."""


def guess(header, tags=()):
    """{column: field} for the columns whose names (or HXL tags) say what they mean."""
    found, taken = {}, set()
    for place, column in enumerate(header):
        tag = tags[place] if place < len(tags) else ""
        field = _tagged(tag) or _worded(column)
        if field and (field in MANY or field not in taken):
            found[column] = field
            taken.add(field)
    return found


def _tagged(tag):
    parts = tag.strip().lower().split("+")
    for length in range(len(parts), 0, -1):
        if field := HXL.get("+".join(parts[:length])):
            return field
    return None


def _worded(column):
    name = re.sub(r"[^a-z0-9]+", "_", column.casefold()).strip("_")
    name = re.sub(r"_(txt|name)$", "", name)
    return next((field for field, words in WORDS.items() if name in words.split()), None)


def rights_of(header):
    """“restricted” where the header is that of a data set that may not be passed on, else None."""
    names = {name.casefold() for name in header}
    return "restricted" if any(known <= names for known in LICENSED) else None


def fingerprint(header):
    """Sha256 of the column names, by which a saved mapping is found again."""
    return hashlib.sha256("\x1f".join(name.casefold() for name in header).encode()).hexdigest()


def attack_type(text):
    """The slug for a slug of ours, a label, a number of GTD, or words that tell; None else."""
    word = text.strip().casefold()
    if word in ATTACK_TYPES:
        return word
    number = word.removesuffix(".0")
    if number in NUMBERS:
        return NUMBERS[number]
    labels = {label.casefold(): slug for slug, label in ATTACK_TYPES.items()}
    if word in labels:
        return labels[word]
    words = re.findall(r"[a-z]+", word)
    return next((slug for part, slug in ATTACKS if any(w.startswith(part) for w in words)), None)


def term(field, text):
    """The slug of a vocabulary for a slug or a label; None where there is none."""
    vocabulary = {"lifecycle": LIFECYCLES, "record_kind": RECORD_KINDS}[field]
    word = text.strip().casefold()
    labels = {label.casefold(): slug for slug, label in vocabulary.items()}
    return word if word in vocabulary else labels.get(word)


def check(mapping, header=None):
    """Yield what is wrong with a mapping, against a header if one is given."""
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
    if not {"title", "date", "year", "perpetrator", "place", "belligerent"} & set(map(str, fields)):
        yield "Say at least which column is the title, the date, the place or the perpetrator."
    yield from _check_rest(mapping)


def _check_rest(mapping):
    constants = mapping.get("constants") or {}
    if not isinstance(constants, dict) or constants.keys() - set(CONSTANTS):
        yield f"Constants are an object of {', '.join(CONSTANTS)}."
    if mapping.get("day_first") not in (None, True, False):
        yield "“day_first” is true, false or null."
    separator = mapping.get("separator", ";")
    if not isinstance(separator, str) or len(separator) > 3:
        yield "“separator” is one character, or nothing."
    if not isinstance(mapping.get("actors") or {}, dict):
        yield "“actors” is an object: {name: id}."
