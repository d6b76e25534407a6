"""Template tags for the pages of an import."""

from django import template
from django.forms import TextInput
from django.utils.translation import gettext as _

from incidents.imports import mapping
from incidents.imports.forms.names import name_input

register = template.Library()


@register.simple_tag
def reading_input(row, number, project):
    """The input for the value to read instead of one that was not understood."""
    label = _("Replacement for %(value)s") % {"value": row["value"]}
    attrs = {"maxlength": 200, "aria-label": label}
    widget = name_input(row["field"], project) or TextInput()
    return widget.render(f"value-{number}", "", attrs)


@register.filter
def field_label(field):
    """The label of a field of an import."""
    return mapping.FIELDS.get(field, field)
