"""Cached map data of large registers, kept until something changes."""

from functools import partial
from operator import attrgetter

from django.utils.translation import get_language

from ctplatform.curation.queries.unchanged import while_unchanged
from incidents.events.queries.map_clusters import spots_of


def cached_clusters(rows, user, since, box=None):
    """`spots_of` with a cache; `since` is a moment before the rows were built."""
    limits = user.is_authenticated and user.only_projects and sorted(user.only_projects)
    reader = (user.pk, user.is_superuser, user.is_active, limits, get_language())
    work = partial(spots_of, rows, user, box)
    return while_unchanged(("spots", box, *reader), [rows], since, work, attrgetter("total"))
