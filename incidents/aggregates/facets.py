"""How many rows of a list each choice of a filter would leave: counts under all other filters.

They are counted among the rows that the reader sees, so they tell of no others.
"""

from collections import Counter, defaultdict

from django.db.models import Count, JSONField


def count_facets(rows_for, query, columns):
    """Return (total, {filter: Counter of its values}) of the rows that a query leaves.

    `rows_for(query)` gives the rows; `columns` is {filter: column}, a JSON column holding a list
    of values; a filter without a column is not counted. Filters that are not set share one pass
    over the rows; one that is set is counted without itself, so that its other choices keep their
    numbers.
    """
    model = rows_for(query).model
    columns = {name: column for name, column in columns.items() if column}
    lists = {name for name, column in columns.items() if _is_list(model, column)}
    chosen = {name for name in columns if query.get(name)}
    free = [name for name in columns if name not in chosen | lists]
    total, found = _count_together(rows_for(query), {name: columns[name] for name in free})
    for name in [*chosen, *(lists - chosen)]:
        others = query.copy()
        others.pop(name, None)
        counts = _count(rows_for(others), columns[name])
        found[name] = _spread(counts) if name in lists else counts
    return total, {name: found[name] for name in columns}


def _is_list(model, column):
    return isinstance(model._meta.get_field(column), JSONField)


def _count_together(rows, columns):
    """Count by all columns at once and add up by each: one pass instead of one a column."""
    found, total = defaultdict(Counter), 0
    if not columns:
        return rows.order_by().count(), found
    cells = rows.order_by().values_list(*columns.values()).annotate(n=Count("pk"))
    for *values, n in cells:
        total += n
        for name, value in zip(columns, values, strict=True):
            found[name][value] += n
    return total, found


def _count(rows, column):
    cells = rows.order_by().values_list(column).annotate(n=Count("pk"))
    found = Counter()
    for value, n in cells:
        found[tuple(value) if isinstance(value, list) else value] += n
    return found


def _spread(counts):
    """Rows by list become rows by each value in it: one with two types counts in both."""
    found = Counter()
    for values, n in counts.items():
        for value in set(values or ()):
            found[value] += n
    return found
