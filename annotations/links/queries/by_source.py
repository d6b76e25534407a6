"""Links to incidents by the source of the text, as everybody sees them who sees a series."""

from django.db.models import Q

from annotations.links.models.child_rows import named_rows_of
from annotations.links.models.links import PassageLink
from incidents.models import CasualtyEstimate, Participation

ARTICLE = "annotation__article_version__article"
ROWS = {"casualty_estimate": CasualtyEstimate, "participation": Participation}
"""Rows of an incident that a link may name here; links that name other rows are left out, since
who sees those depends on further records."""


def links_by_sources(sources, reader, is_origin):
    """Links whose text is by one of these sources (ids).

    `reader` is a SeenByAll: the text must not be stricter than its markings, nor under embargo.
    """
    origin = Q(**{f"{ARTICLE}__source__in": sources})
    if is_origin:
        own = Q(**{f"{ARTICLE}__repeats__isnull": True}) & origin
        origin = own | Q(**{f"{ARTICLE}__repeats__in": sources})
    # A text is marked, and embargoed, as an incident is.
    rows = PassageLink.objects.filter(
        origin,
        reader.incidents(f"{ARTICLE}__"),
        incident__isnull=False,
        deleted=None,
        annotation__deleted=None,
        relation__isnull=True,
    )
    return rows.filter(*(_is_shown(name, reader) for name in named_rows_of("incident")))


def _is_shown(name, reader) -> Q:
    unnamed = Q(**{f"{name}__isnull": True})
    if name not in ROWS:
        return unnamed
    shown = ROWS[name].objects.order_by()
    if name == "participation":
        shown = shown.filter(reader.actors("actor__"))
    return unnamed | Q(**{f"{name}__in": shown.values("pk")})
