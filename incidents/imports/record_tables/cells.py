"""Read the cells of a table of records as values of fields, with the records they refer to."""

from difflib import get_close_matches

import orjson
from django.db import models
from django.utils.translation import gettext as _

from incidents.countries import countries
from incidents.imports.record_tables.types import NAME
from incidents.imports.services.actors import Ambiguous
from incidents.imports.table_cells import CellError
from incidents.records.models import CountryColumn

HIDDEN_NAME = "a person"
"""What exports write instead of the name of a protected person."""
YES_NO = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def read_cell(field: models.Field, cell):
    """The JSON value of a cell; None for an empty one. CellError says what to write instead."""
    if cell in (None, ""):
        return None
    if isinstance(cell, str):
        return _read_text(field, cell)
    _require_type(field, cell)
    if field.choices and cell not in dict(field.flatchoices):
        raise CellError(_not_known(field, cell))
    if isinstance(field, models.DecimalField):  # a float has more places than were written
        return str(cell)
    return cell


def _require_type(field, cell):
    """Raise CellError where JSON has a value of a type that the field does not take."""
    if isinstance(field, models.JSONField):
        return
    is_number = isinstance(field, (models.IntegerField, models.FloatField, models.DecimalField))
    if isinstance(field, models.BooleanField):
        expected, fits = _("Write true or false"), isinstance(cell, bool)
    elif is_number:
        fits = isinstance(cell, (int, float)) and not isinstance(cell, bool)
        expected = _("Write a number")
    else:
        expected, fits = _("Write a text"), False
    if not fits:
        raise CellError(_("%(expected)s, not %(found)s.") % {
            "expected": expected, "found": _type_in_words(cell)
        })  # fmt: skip


def _type_in_words(cell) -> str:
    if isinstance(cell, bool):
        return _("true or false")
    if isinstance(cell, (int, float)):
        return _("a number")
    return _("a list") if isinstance(cell, list) else _("an object")


def _read_text(field, text):
    for holds, read in READERS:
        if holds(field):
            return read(field, text)
    return text


def _boolean(_field, text):
    if (found := YES_NO.get(text.strip().casefold())) is None:
        raise CellError(_("Write true or false; “%s” is neither.") % text[:60])
    return found


def _whole_number(_field, text):
    try:
        return int(text.strip().removesuffix(".0"))
    except ValueError:
        raise CellError(_("“%s” is not a whole number.") % text[:60]) from None


def _number(field, text):
    try:
        number = float(text)
    except ValueError:
        raise CellError(_("“%s” is not a number.") % text[:60]) from None
    return text.strip() if isinstance(field, models.DecimalField) else number


def _json(_field, text):
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise CellError(_("“%s” is not JSON.") % text[:40]) from None


def _country(_field, text):
    if countries.is_code(text):
        return text
    if (code := countries.code_of(text)) is None:
        raise CellError(_("“%s” is not a known country: write its name or code.") % text[:60])
    return code


def _term(field, text):
    """The slug of a term that is written as its slug or as its label."""
    word = " ".join(text.split()).casefold()
    for slug, label in field.flatchoices:
        if slug is not None and word in (str(slug).casefold(), str(label).casefold()):
            return slug
    raise CellError(_not_known(field, text))


def _not_known(field, cell):
    terms = [(str(slug), str(label)) for slug, label in field.flatchoices if slug is not None]
    words = _("“%(cell)s” is not a known value.") % {"cell": str(cell)[:60]}
    if near := _nearest(str(cell), terms):
        words += " " + _("Did you mean %s?") % near
    known = ", ".join(_term_in_words(*each) for each in terms[:40])
    return words + " " + _("Known: %s.") % known


def _nearest(text, terms) -> str:
    """The term whose slug or label is the most like a text, in words; "" if none is like it."""
    found = {each.casefold(): term for term in terms for each in term}
    near = get_close_matches(" ".join(text.split()).casefold()[:60], found, n=1)
    return _term_in_words(*found[near[0]]) if near else ""


def _term_in_words(slug, label) -> str:
    return slug if slug.replace("_", " ") == label.casefold() else f"{slug} ({label})"


READERS = (
    (lambda field: isinstance(field, models.BooleanField), _boolean),
    (lambda field: bool(field.choices), _term),
    (lambda field: isinstance(field, models.IntegerField), _whole_number),
    (lambda field: isinstance(field, (models.FloatField, models.DecimalField)), _number),
    (lambda field: isinstance(field, models.JSONField), _json),
    (lambda field: isinstance(field, CountryColumn), _country),
)
"""(whether a field holds such values, function of the field and a text), the first that holds."""


def read_names(cell) -> list[str]:
    """The names in a cell: a JSON list as in our export, else divided by semicolons or lines.

    Raises CellError for JSON that is not a list of texts.
    """
    if cell in (None, ""):
        return []
    if isinstance(cell, str) and cell.lstrip().startswith("["):
        try:
            cell = orjson.loads(cell)
        except orjson.JSONDecodeError:
            raise CellError(_("“%s” is not JSON.") % cell[:40]) from None
    if isinstance(cell, str):
        cell = cell.replace("\n", ";").split(";")
    if not isinstance(cell, list) or not all(isinstance(each, str) for each in cell):
        raise CellError(_("Write a list of names."))
    return list(dict.fromkeys(name for each in cell if (name := " ".join(each.split()))))


def values_of(row, references) -> dict:
    """{field: value} of the cells of a row; None for an empty cell of a field that may be empty.

    Errors and texts that could not be read are noted in the row. Raises Ambiguous and NotYetPlanned
    (see References).
    """
    found = {}
    for name, field in row.table.fields.items():
        if field.is_relation:
            _read_reference(row, name, field, references, found)
        elif name in row.cells:
            value = _read(row, name, lambda cell, field=field: read_cell(field, cell))
            found |= {name: value} if value is not None else _emptied(name, field)
    for name in row.table.names:
        if name in row.cells:
            found[name] = _read(row, name, read_names) or []
    for name in row.table.needed:
        if found.get(name) in (None, "") and not row.errors:
            row.error(name, _("This cell must not be empty."))
    return found


def _emptied(name, field) -> dict:
    """The value of a field whose cell is empty; none for a field that is never empty."""
    if field.null:
        return {name: None}
    return {name: ""} if field.blank and not field.has_default() else {}


def _read(row, name, read):
    """What `read` makes of a cell; None with an error in the row where it cannot."""
    try:
        return read(row.cells[name])
    except CellError as error:
        row.error(name, str(error))
        row.unread.append((name, str(row.cells[name])[:200]))
        return None


def _read_reference(row, name, field, references, found):
    """Set the record that a cell, or the cell with its name, refers to."""
    stated = [each for each in (name, f"{name}{NAME}") if each in row.cells]
    texts = _texts_of(row, stated)
    errors = {}
    for each, text in texts.items():
        if text == HIDDEN_NAME and len(texts) > 1:
            continue
        try:
            found[name] = _find_record(references, field.related_model, each, text)
        except CellError as error:
            errors[each] = str(error)
        else:
            return
    for each, message in list(errors.items())[-1:]:
        row.error(each, message)
        row.unread.append((each, texts[each][:200]))
    if stated and not texts and field.null and not row.errors:
        found[name] = None


def _texts_of(row, names) -> dict:
    """{name of a cell: its text} of cells that are not empty; a whole number is a key."""
    found = {}
    for each in names:
        cell = row.cells[each]
        if type(cell) is int:
            cell = str(cell)
        if not isinstance(cell, str | None):
            row.error(each, _("Write a text, not %s.") % _type_in_words(cell))
        elif text := (cell or "").strip():
            found[each] = text
    return found


def _find_record(references, model, name, text):
    try:
        return references.find(model, text)
    except Ambiguous as error:
        error.field = name
        raise
