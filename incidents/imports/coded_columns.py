"""Pure: columns of a user's table that hold coded variables of an incident, and their values.

Values are slugs or labels of this platform, numbers of GTD and UCDP, or labels of ACLED.
"""

import re
from typing import NamedTuple

from incidents import vocabularies
from incidents.countries import countries
from incidents.records.translatable import _

FIELDS = {
    "suicide": _("suicide attack"),
    "success": _("success"),
    "event_type": _("event type (ACLED)"),
    "sub_event_type": _("sub-event type (ACLED)"),
    "violence_type": _("type of violence (UCDP)"),
    "transnational_logistical": _("transnational: perpetrators from another country"),
    "transnational_ideological": _("transnational: targets of another country than perpetrators"),
    "transnational_miscellaneous": _("transnational: targets of another country than the place"),
    "target_nationalities": _("nationality of targets"),
    "property": _("whether property was damaged"),
    "property_damage": _("extent of property damage"),
    "doubt": _("doubt that it is terrorism"),
    "doubt_alternative": _("what it may be instead"),
}
MANY = ("target_nationalities",)
WORDS = {
    "suicide": "suicide suicide_attack is_suicide",
    "success": "success successful",
    "event_type": "event_type",
    "sub_event_type": "sub_event_type",
    "violence_type": "type_of_violence type_of_vi violence_type",
    "transnational_logistical": "int_log transnational_logistical",
    "transnational_ideological": "int_ideo transnational_ideological",
    "transnational_miscellaneous": "int_misc transnational_miscellaneous",
    "target_nationalities": "natlty1_txt natlty2_txt natlty3_txt nationality nationalities "
    "victim_nationality target_nationality target_nationalities",
    "property": "property",
    "property_damage": "propextent property_damage",
    "doubt": "doubtterr doubt",
    "doubt_alternative": "alternative doubt_alternative",
}
"""Names that such columns often have."""

_YES_NO = {
    "yes": "yes",
    "y": "yes",
    "true": "yes",
    "1": "yes",
    "no": "no",
    "n": "no",
    "false": "no",
    "0": "no",
}
_YES_NO_FIELDS = (
    "suicide",
    "success",
    "transnational_logistical",
    "transnational_ideological",
    "transnational_miscellaneous",
    "property",
    "doubt",
)
_CODES = {
    "event_type": (vocabularies.EVENT_TYPES, vocabularies.ACLED_EVENT_TYPES),
    "sub_event_type": (vocabularies.SUB_EVENT_TYPES, vocabularies.ACLED_SUB_EVENT_TYPES),
    "violence_type": (vocabularies.VIOLENCE_TYPES, vocabularies.UCDP_VIOLENCE_TYPES),
    "property_damage": (vocabularies.PROPERTY_DAMAGE, vocabularies.GTD_PROPERTY_EXTENTS),
    "doubt_alternative": (vocabularies.DOUBT_ALTERNATIVES, vocabularies.GTD_DOUBT_ALTERNATIVES),
}
_BEGINNINGS = {
    "violence_type": {
        "state based": "state_based",
        "non state": "non_state",
        "one sided": "one_sided",
    },
    "property_damage": {
        "catastrophic": "catastrophic",
        "major": "major",
        "minor": "minor",
        "unknown": "unknown_extent",
    },
    "doubt_alternative": {
        "insurgency": "insurgency",
        "other crime": "other_crime",
        "inter": "conflict_between_groups",
        "intra": "conflict_between_groups",
        "lack of intent": "no_intent",
        "state actor": "state_actors",
    },
}


class Coded(NamedTuple):
    """The coded variables that a row states.

    `values` and `absences` are by field; `unread` are (field, text) that could not be read.
    """

    values: dict
    absences: dict
    unread: list


def field_of(column):
    """The field for a column name (lower case, words joined by _), or None."""
    return next((field for field, words in WORDS.items() if column in words.split()), None)


def labels_of(field):
    """{slug: label} of a coded variable; {} for any other field."""
    if field in _YES_NO_FIELDS:
        return vocabularies.YES_NO
    return _CODES[field][0] if field in _CODES else {}


def read_value(field, text):
    """The slug (or list of country codes) that a text means in a field; None if it is unknown."""
    word = _plain_text(text).removesuffix(".0")
    if field in _YES_NO_FIELDS:
        return _YES_NO.get(word)
    if field == "target_nationalities":
        found = [countries.code_of(piece.strip()) for piece in text.split(";") if piece.strip()]
        return found if found and all(found) else None
    labels, numbers = _CODES[field]
    known = {_plain_text(slug): slug for slug in labels}
    known |= {_plain_text(label): slug for slug, label in labels.items()}
    known |= {_plain_text(str(number)): slug for slug, number in numbers.items()}
    if word in known:
        return known[word]
    beginnings = _BEGINNINGS.get(field, {})
    return next((slug for start, slug in beginnings.items() if word.startswith(start)), None)


def read_row(texts, absences) -> Coded:
    """Read the coded variables of a row: `texts` {field: [text]}, `absences` {field: why}."""
    values, unread = {}, []
    for field in FIELDS:
        for text in texts.get(field, ()):
            value = read_value(field, text)
            if value is None:
                unread.append((field, text))
            elif field in MANY:
                values[field] = list(dict.fromkeys([*values.get(field, []), *value]))
            else:
                values[field] = value
    missing = {field: why for field, why in absences.items() if field in FIELDS}
    _join_property(values, missing)
    _join_doubt(values, missing, unread)
    if values.get("sub_event_type") == "suicide_bomb":
        values.setdefault("suicide", "yes")
    above = vocabularies.EVENT_TYPE_OF_SUB_EVENT.get(values.get("sub_event_type"))
    if above and values.setdefault("event_type", above) != above:
        unread.append(("event_type", texts["event_type"][0]))
        values["event_type"] = above
    return Coded(values, {f: why for f, why in missing.items() if f not in values}, unread)


def _join_property(values, missing):
    """Join two columns of GTD into one variable: whether property was damaged, and how much."""
    damaged = values.pop("property", None)
    why = missing.pop("property", None)
    if damaged == "no":
        values["property_damage"] = "none"
    elif damaged == "yes":
        values.setdefault("property_damage", "unknown_extent")
    elif why:
        missing.setdefault("property_damage", why)


def _join_doubt(values, missing, unread):
    """An alternative implies a doubt; a doubt without one implies an unknown alternative."""
    if "doubt_alternative" in values:
        if values.setdefault("doubt", "yes") != "yes":
            unread.append(("doubt_alternative", values.pop("doubt_alternative")))
    elif values.get("doubt") == "yes":
        missing["doubt_alternative"] = missing.get("doubt_alternative", "unknown")


def _plain_text(text):
    """Lower case, with single spaces for everything other than letters, digits and dots."""
    return " ".join(re.sub(r"[^\w.]|_", " ", text.casefold()).split())
