"""Links from passages, as what a split of a record divides."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from annotations.models import PassageLink
from annotations.models.links import TARGETS, target_name
from ctplatform.rest.problems import Conflict

QUOTED = 80  # characters of a passage that tell it from others


def links_on(record):
    """Living links that name this very record."""
    if not isinstance(record, tuple(TARGETS.values())):
        return PassageLink.objects.none()
    return PassageLink.objects.filter(**{target_name(record): record}, deleted=None)


def described(links, user):
    """(id, words) of the links that a person may see: what is said, and in which words."""
    rows = links.filter(pk__in=PassageLink.objects.visible_to(user).values("pk"))
    return [
        (str(link.pk), _line(link)) for link in rows.select_related("annotation").order_by("id")
    ]


def reassign(links, record):
    """Let links speak of another record; Conflict where their passage says the same of it."""
    try:
        with transaction.atomic():
            links.update(**{target_name(record): record}, version=F("version") + 1)
    except IntegrityError as error:
        raise Conflict(_("A passage says this of the other record already.")) from error


def _line(link) -> str:
    quote = link.annotation.quote
    quote = f"{quote[:QUOTED]}…" if len(quote) > QUOTED else quote
    field = str(link.target.passage_fields.get(link.field, link.field)) if link.field else ""
    return " · ".join(filter(None, [str(link.get_role_display()), field, f"“{quote}”"]))
