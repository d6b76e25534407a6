"""How many incidents of each kind of record there are: events, and apart from them the others."""

from collections import Counter

from django.db.models import Count
from django.utils.formats import number_format
from django.utils.translation import gettext_noop, ngettext

WORDS = {
    "event": (gettext_noop("%(n)s event"), gettext_noop("%(n)s events")),
    "series": (
        gettext_noop("%(n)s summary of several events"),
        gettext_noop("%(n)s summaries of several events"),
    ),
    "reference": (
        gettext_noop("%(n)s reference to an unresolved event"),
        gettext_noop("%(n)s references to unresolved events"),
    ),
    "context": (gettext_noop("%(n)s context record"), gettext_noop("%(n)s context records")),
}
"""Singular and plural of each kind of record."""


def count_kinds(rows) -> Counter:
    """Counter {kind of record: number of incidents}, in one query."""
    pairs = rows.order_by().prefetch_related(None).values_list("record_kind")
    return Counter(dict(pairs.annotate(n=Count("pk", distinct=True))))


def kinds_among(counts, asked) -> Counter:
    """The counts of the requested kinds, or of all if none is requested.

    `counts` are those of the facet, which are made without its own filter.
    """
    asked = {each for each in asked if each}
    return Counter({kind: n for kind, n in counts.items() if not asked or kind in asked})


def kinds_in_words(counts, *, apart=False) -> str:
    """“5 events, 7 summaries of several events”; `apart` leaves the events out.

    If there is nothing to count the result is “0 events”, or "" with `apart`.
    """
    kinds = [kind for kind in WORDS if counts[kind] and not (apart and kind == "event")]
    if not kinds and not apart:
        kinds = ["event"]
    return ", ".join(kind_in_words(kind, counts[kind]) for kind in kinds)


def kind_in_words(kind, n) -> str:
    """The number of one kind in words: “5 events”."""
    return ngettext(*WORDS[kind], n) % {"n": number_format(n, use_l10n=True, force_grouping=True)}


def split_events(rows, asked):
    """Return (incidents to draw, Counter of the kinds that are not drawn).

    Only events are drawn, unless the user asks for other kinds.
    """
    if asked:
        return rows, Counter()
    apart = count_kinds(rows.exclude(record_kind="event"))
    return rows.filter(record_kind="event"), apart
