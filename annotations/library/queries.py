"""Where annotations are in many texts at once, and whose they are, for a list of texts."""

from django.db.models import F

from annotations.annotations.models import Annotation
from annotations.codebooks.vocabulary import COLOURS

BUCKETS = 64  # length of a strip, however many annotations a text has
FAMILIES = list(COLOURS)[:6]


def strips(versions):
    """{version id: lanes} for the strip of annotations; positions run from 0 to BUCKETS.

    There is a lane for each code family in the palette's order, then one for each other colour in
    use.
    """
    rows = (
        Annotation.objects.filter(article_version__in=versions, deleted=None, code__isnull=False)
        .annotate(
            first=F("start") * BUCKETS / F("article_version__length"),
            last=(F("end") - 1) * BUCKETS / F("article_version__length"),
        )
        .values_list("article_version", "code__colour", "first", "last")
        .order_by("article_version", "first")
        .distinct()
    )
    found = {}
    for version, colour, first, last in rows:
        lanes = found.setdefault(version, {family: [] for family in FAMILIES})
        lanes.setdefault(colour, []).append((int(first), int(last) + 1))
    return {version: _lanes(by_colour) for version, by_colour in found.items()}


def _lanes(by_colour):
    return [{"colour": colour, "spans": spans} for colour, spans in by_colour.items()]


def readers(versions):
    """{version id: [(user name, name), ...]} of those who annotated each text."""
    rows = (
        Annotation.objects.filter(article_version__in=versions, deleted=None, author__isnull=False)
        .order_by("author__username")
        .values_list("article_version", "author__username", "author__name")
        .distinct()
    )
    found = {}
    for version, username, name in rows:
        found.setdefault(version, []).append((username, name))
    return found
