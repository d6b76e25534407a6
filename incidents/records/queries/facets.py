"""Count how many rows of a list each choice of a filter would leave, under all other filters.

Only rows that the user may see are counted, so the counts reveal no hidden records.
"""

from collections import Counter
from functools import partial
from operator import itemgetter

from django.db.models import Count, JSONField, Q
from django.utils import timezone

from ctplatform.curation.queries.unchanged import while_unchanged

WIDE = {"project", "state", "record_kind", "marking", "part", "sort", "view"}
"""Parameters that leave most or all rows."""


def count_facets(rows_for, query, columns, further=None):
    """Return (total, {filter: Counter of its values}) of the rows that match a query.

    `rows_for(query)` returns the rows. `columns` is {filter: column or ""}; a JSON column holds a
    list of values, and a filter without a column is not counted. `further` is {filter: function of
    rows} returning a Counter of values that records have beside that of the column. One pass over
    the rows counts for all filters; a filter that is set is counted without itself, so that its
    other choices keep their numbers. Counts of many rows are cached until something changes.
    """
    columns = {name: column for name, column in columns.items() if column}
    chosen = [name for name in columns if any(query.getlist(name))]
    free = {name: count for name, count in (further or {}).items() if name not in chosen}
    total, found = _cached_counts(rows_for, query, columns, free)
    for name in chosen:
        others = query.copy()
        others.pop(name)
        _total, counts = _cached_counts(rows_for, others, columns, further or {})
        found = {**found, name: counts[name]}
    return total, found


def _cached_counts(rows_for, query, columns, further):
    """(total, {filter: Counter}) under all filters of a query, from the cache where it has them."""
    since = timezone.now()
    rows = rows_for(query)
    is_wide = not any(any(query.getlist(name)) for name in query.keys() - WIDE)
    work = partial(_group_counts, rows, columns, further, is_wide)
    return while_unchanged(("facets", *columns, *further), [rows], since, work, itemgetter(0))


def _group_counts(rows, columns, further, is_wide):
    """Group by all columns at once and add up for each: one pass instead of one for each column.

    For wide queries an index covers the columns in this order, with the list columns last.
    """
    lists = {name for name, column in columns.items() if _is_list(rows.model, column)}
    names = sorted(columns, key=lists.__contains__)
    found, total = {name: Counter() for name in columns}, 0
    whole = getattr(rows.model, "all_of_them", Q)() if is_wide else Q()
    groups = rows.filter(whole).order_by().values_list(*(columns[name] for name in names))
    for *values, n in groups.annotate(n=Count("pk")) if names else ():
        total += n
        for name, value in zip(names, values, strict=True):
            found[name][tuple(value) if isinstance(value, list) else value] += n
    for name in lists:
        found[name] = _spread_lists(found[name])
    for name, count in further.items():
        found[name] += count(rows)
    return total if names else rows.order_by().count(), found


def _is_list(model, column):
    return isinstance(model._meta.get_field(column), JSONField)


def _spread_lists(counts):
    """Turn counts of lists into counts of values: a row with two types counts for both."""
    found = Counter()
    for values, n in counts.items():
        for value in set(values or ()):
            found[value] += n
    return found
