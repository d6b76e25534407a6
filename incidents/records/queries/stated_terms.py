"""Values that passages state, with terms and countries replaced by their names."""

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from incidents.countries import countries
from incidents.records.models import CountryColumn


def name_terms(model, field, value):
    """Replace slugs and codes in a stated value by the labels of a model's field.

    Values that are neither stay as stated, and so do values of several parts.
    """
    if isinstance(value, list):
        return [name_terms(model, field, each) for each in value]
    if not isinstance(value, str):
        return value
    labels = _field_labels(model, field)
    if _names_countries(model, field) and countries.is_code(value):
        return countries.name_of(value)
    return capfirst(str(labels[value])) if value in labels else value


def _names_countries(model, field) -> bool:
    column = _column_named(model, field)
    return isinstance(column, CountryColumn) or hasattr(column, "lists_countries")


def _field_labels(model, field):
    column = _column_named(model, field)
    if listed := getattr(column, "listed_terms", None):
        return {slug: _(getattr(label, "label", label)) for slug, label in listed.items()}
    return dict(getattr(column, "flatchoices", ()))


def _column_named(model, field):
    try:
        return model._meta.get_field(field)
    except FieldDoesNotExist:
        return None
