"""The form around a list whose selected rows can be changed together."""

from django import template
from django.template.loader import get_template
from django.utils.html import format_html

register = template.Library()


@register.simple_block_tag(takes_context=True)
def bulk_form(context, content):
    """The list in the form with its bulk actions, or as it is where the reader may change nothing.

    Reads `may_add` and `changes` of the page; the template reads `noun` and `project` too.
    """
    if not (context.get("may_add") and context.get("changes")):
        return content
    with context.push(rows=content):
        return get_template("lists/bulk_form.html").template.render(context)


@register.simple_tag(takes_context=True)
def selection_cell(context, record):
    """The cell in which those who may change a record select it, at the version they see.

    Reads `may_add` and `changes` of the page. An included template would make a list of 50 rows
    a tenth slower.
    """
    if not (context.get("may_add") and context.get("changes")):
        return format_html('<td class="{}"></td>', "tick-cell")
    return format_html(
        '<td class="tick-cell"><input type="checkbox" name="record" value="{0}" aria-label="{1}" />'
        '<input type="hidden" name="version-{0}" value="{2}" /></td>',
        record.pk,
        record,
        record.version,
    )
