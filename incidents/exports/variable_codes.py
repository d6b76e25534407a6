"""Export the coded variables of incidents in the codes of ACLED, UCDP and GTD.

ACLED's types are labels, the others numbers. GTD's -9 means that the source was read and does not
say; a cell is empty if nothing is coded or the scheme has no code. The columns are not read back.
"""

from functools import lru_cache

from incidents.vocabularies import (
    ACLED_EVENT_TYPES,
    ACLED_SUB_EVENT_TYPES,
    GTD_DOUBT_ALTERNATIVES,
    GTD_PROPERTY_EXTENTS,
    GTD_UNKNOWN,
    GTD_YES_NO,
    UCDP_VIOLENCE_TYPES,
)

_NUMBERS = {
    "acled_event_type": ("event_type", ACLED_EVENT_TYPES),
    "acled_sub_event_type": ("sub_event_type", ACLED_SUB_EVENT_TYPES),
    "ucdp_type_of_violence": ("violence_type", UCDP_VIOLENCE_TYPES),
    "gtd_suicide": ("suicide", GTD_YES_NO),
    "gtd_success": ("success", GTD_YES_NO),
    "gtd_claimed": ("claimed", GTD_YES_NO),
    "gtd_doubtterr": ("doubt", GTD_YES_NO),
    "gtd_alternative": ("doubt_alternative", GTD_DOUBT_ALTERNATIVES),
    "gtd_property": ("property_damage", {"none": 0} | dict.fromkeys(GTD_PROPERTY_EXTENTS, 1)),
    "gtd_propextent": ("property_damage", GTD_PROPERTY_EXTENTS),
    "gtd_int_log": ("transnational_logistical", GTD_YES_NO),
    "gtd_int_ideo": ("transnational_ideological", GTD_YES_NO),
    "gtd_int_misc": ("transnational_miscellaneous", GTD_YES_NO),
    "gtd_int_any": ("transnational", GTD_YES_NO),
}
VARIABLE_CODES = tuple(_NUMBERS)
_WITH_UNKNOWN = {
    "gtd_suicide",
    "gtd_success",
    "gtd_claimed",
    "gtd_doubtterr",
    "gtd_property",
    "gtd_int_log",
    "gtd_int_ideo",
    "gtd_int_misc",
}
CODED = tuple(dict.fromkeys(column for column, _numbers in _NUMBERS.values()))
"""Columns of an incident that the codes are derived from."""
_ABSENT = {"claimed": "responsibility"}


def variable_codes(values, absences):
    """The VARIABLE_CODES of an incident; `values` are those of the columns CODED."""
    unknown = ()
    if absences:
        absent = (name for name in CODED if absences.get(_ABSENT.get(name, name)) == "unknown")
        unknown = tuple(absent)
    return _row_codes(tuple(values), unknown)


@lru_cache(maxsize=4096)
def _row_codes(values, unknown):
    by_name = dict(zip(CODED, values, strict=True))
    return tuple(_code_value(code, by_name, unknown) for code in VARIABLE_CODES)


def _code_value(code, by_name, unknown):
    column, numbers = _NUMBERS[code]
    value = by_name[column]
    if value is None and column in unknown and code in _WITH_UNKNOWN:
        return GTD_UNKNOWN
    return numbers.get(value)
