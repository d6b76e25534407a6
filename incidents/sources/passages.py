"""Where the register asks which passages come from a source.

Passages are in a higher layer, which adds its function here (`annotations/links/registration.py`).
"""

from collections.abc import Callable

from django.db.models import QuerySet

by_sources: list[Callable] = []
"""Functions (ids of sources, reader, is_origin) that return rows with a foreign key `incident`."""


def passages_by(sources, reader, *, is_origin: bool) -> list[QuerySet]:
    """Rows that say that a passage by one of these sources is linked to an incident.

    `reader` is who sees the passages (incidents.events.models.membership). With `is_origin` a text
    counts for the source whose report it repeats, if it names one, else for its own.
    """
    return [find(sources, reader, is_origin) for find in by_sources]
