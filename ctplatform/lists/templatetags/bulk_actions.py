"""The form around a list whose selected rows can be changed together."""

from django import template
from django.template.loader import get_template

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
