"""Template tags for the pages of an import."""

from django import template
from django.forms import Select, TextInput
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incidents.imports import mapping
from incidents.imports.forms.names import name_input

register = template.Library()


@register.simple_tag
def reading_input(row, number, project, record_type=None):
    """The input for the value to read instead of one that was not understood.

    For the terms of a field of `record_type` (a RecordTable) it is a menu.
    """
    label = _("Replacement for %(value)s") % {"value": row["value"]}
    attrs = {"maxlength": 200, "aria-label": label}
    if record_type is None:
        widget = name_input(row["field"], project) or TextInput()
    elif terms := record_type.terms_of(row["field"]):
        unchanged = [("", _("leave it as it is")), (mapping.NOTHING, _("read it as empty"))]
        widget = Select({"aria-label": label}, choices=[*unchanged, *terms])
    else:
        widget = TextInput()
    return widget.render(f"value-{number}", "", attrs)


@register.filter
def field_label(field):
    """The label of a field of an import."""
    return mapping.FIELDS.get(field, field)


@register.filter
def counts_in_words(result):
    """How many rows an import made, changed and left, and how many have errors."""
    words = _("%(made)s new, %(changed)s changed, %(left)s unchanged") % {
        "made": result["made"],
        "changed": result["changed"],
        "left": result["unchanged"],
    }
    errors = result.get("errors")
    if not errors:
        return words
    return f"{words}, {ngettext('%(n)s error', '%(n)s errors', errors) % {'n': errors}}"
