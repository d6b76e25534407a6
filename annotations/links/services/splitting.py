"""How links from passages move when a record is split."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.links.models.child_rows import named_rows_of, row_name
from annotations.links.models.links import TARGETS, PassageLink, target_name
from annotations.links.services.compared_values import compare_record
from annotations.links.services.source_days import mark_links
from ctplatform.domain_errors import Conflict

QUOTED = 80  # characters of a quote that are shown


def links_on(record):
    """Links to this very record that are not deleted."""
    if not isinstance(record, tuple(TARGETS.values())):
        return PassageLink.objects.none()
    return PassageLink.objects.filter(**{target_name(record): record}, deleted=None)


def described(links, user):
    """(id, words) of the links that the user may see: role, field and quote."""
    rows = links.filter(pk__in=PassageLink.objects.visible_to(user).values("pk"))
    return [
        (str(link.pk), _line(link)) for link in rows.select_related("annotation").order_by("id")
    ]


def reassign(links, record):
    """Move links to another record; raise Conflict if a passage has such a link already.

    They no longer name a row, since the row stays; links that name a row that moves use `follow`.
    """
    _move(links, record, **dict.fromkeys(named_rows_of(target_name(record))))


def follow(row, source, target):
    """Move the links that name a row to the record to which the row has moved."""
    if name := row_name(row):
        _move(links_on(source).filter(**{name: row.pk}), target)


def _move(links, record, **values):
    moved = {target_name(record): record, "version": F("version") + 1, "updated": timezone.now()}
    moved["states_another_value"] = None
    links = PassageLink.objects.filter(pk__in=list(links.values_list("pk", flat=True)))
    mark_links(links, record.project_id)  # of the record that they leave, and below of the other
    try:
        with transaction.atomic():
            links.update(**values, **moved)
    except IntegrityError as error:
        raise Conflict(_("A passage is linked to the other record in this way already.")) from error
    mark_links(links, record.project_id)
    compare_record(type(record), record.pk)


def _line(link) -> str:
    quote = link.annotation.quote
    quote = f"{quote[:QUOTED]}…" if len(quote) > QUOTED else quote
    field = str(link.target.passage_fields.get(link.field, link.field)) if link.field else ""
    return " · ".join(filter(None, [str(link.get_role_display()), field, f"“{quote}”"]))
