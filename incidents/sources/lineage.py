"""Which sources repeat the reports of others."""

from incidents.sources.models import Source


def repeating(ids) -> set[str]:
    """These ids of sources, and those of all that repeat their reports, over every level."""
    found, new = set(), set(map(str, ids))
    while new:
        found |= new
        rows = Source.objects.filter(repeats__in=new).order_by()
        new = set(map(str, rows.values_list("pk", flat=True))) - found
    return found
