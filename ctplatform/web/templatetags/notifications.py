"""Template tags for notifications and mentions."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from ctplatform.notifications import mentions

register = template.Library()


@register.filter
def with_mentions(comment):
    """The text of a comment, as safe HTML, with mentioned users in bold."""
    return mentions.with_mentions(comment.text, [each.username for each in comment.mentioned.all()])


@register.simple_tag
def mention_help(project, user):
    """Help on mentioning members, with the names of some; "" for non-members."""
    names = mentions.members_to_mention(project, user)
    if not names:
        return ""
    return _("@name mentions a member: %s") % ", ".join(f"@{name}" for name in names)


@register.simple_tag
def mention_list(project):
    """The attributes of a text area that lists members while one types "@" (mention_list.js)."""
    address = reverse("mention-find", args=[project.slug])
    html = ' data-mentions="{}" data-mentions-label="{}"'
    return format_html(html, address, _("Members to mention"))
