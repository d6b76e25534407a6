"""Values that passages state, with terms and countries replaced by their names."""

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from incidents.countries import countries
from incidents.events.models.incidents import TYPES


def name_terms(model, field, value):
    """Replace slugs and codes in a stated value by the labels of a model's field.

    Values that are neither stay as stated, and so do values of several parts.
    """
    if isinstance(value, list):
        return [name_terms(model, field, each) for each in value]
    if not isinstance(value, str):
        return value
    labels = _field_labels(model, field)
    if field in ("country", "target_nationalities") and countries.is_code(value):
        return countries.name_of(value)
    return capfirst(str(labels[value])) if value in labels else value


def _field_labels(model, field):
    if field in TYPES:
        return {slug: _(getattr(label, "label", label)) for slug, label in TYPES[field].items()}
    try:
        column = model._meta.get_field(field)
    except FieldDoesNotExist:
        return {}
    return dict(getattr(column, "flatchoices", ()))
