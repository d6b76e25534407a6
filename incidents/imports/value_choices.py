"""Pure: the choices for a field of an import, and whether a text is one of its values."""

from incidents import vocabularies
from incidents.countries import countries
from incidents.imports import coded_columns, table_cells
from incidents.imports.role_columns import role_of

CODES = {
    "date_prec": range(1, 6),
    "time_precision": range(1, 4),
    "where_prec": range(1, 8),
    "geo_precision": range(1, 4),
    "specificity": range(1, 6),
}
_LABELS = {
    "attack_types": vocabularies.ATTACK_TYPES,
    "target_types": vocabularies.TARGET_TYPES,
    "weapon_types": vocabularies.WEAPON_TYPES,
    "lifecycle": vocabularies.LIFECYCLES,
    "record_kind": vocabularies.RECORD_KINDS,
    "role": vocabularies.PARTICIPATION_ROLES,
}


def choices_of(field):
    """[(value, label)] of the values that a field takes; [] if it takes any text."""
    if field in ("country", "target_nationalities"):
        return countries.country_choices()
    if field in CODES:
        return [(str(code), str(code)) for code in CODES[field]]
    if field in _LABELS:
        return list(_LABELS[field].items())
    return list(coded_columns.labels_of(field).items())


def is_value(field, text):
    """Whether a text can be read as a value of the field.

    Fields other than codes, roles, dates and coded variables take any text.
    """
    if field in CODES:
        return text.strip().removesuffix(".0") in {str(code) for code in CODES[field]}
    if field == "role":
        return all(role_of(piece) for piece in text.split(";"))
    if field in coded_columns.FIELDS:
        return coded_columns.read_value(field, text) is not None
    if field in ("date", "year"):
        return _is_date(field, text)
    return True


def _is_date(field, text):
    try:
        return bool(
            table_cells.date_of_parts(text, "", "")
            if field == "year"
            else table_cells.cell_date(text)
        )
    except table_cells.CellError:
        return False
