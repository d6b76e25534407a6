"""How many rows of a list each choice of a filter would leave: counts under all other filters.

They are counted among the rows that the reader sees, so they tell of no others.
"""

from collections import Counter

from django.db.models import Count, JSONField


def count_facets(rows_for, query, columns):
    """Return (total, {filter: Counter of its values}) of the rows that a query leaves.

    `rows_for(query)` gives the rows; `columns` is {filter: column}, a JSON column holding a list
    of values; a filter without a column is not counted. Filters that are not set share a pass
    over the rows; one that is set is counted without itself, so that its other choices keep their
    numbers.
    """
    model = rows_for(query).model
    columns = {name: column for name, column in columns.items() if column}
    lists = {name for name, column in columns.items() if _is_list(model, column)}
    chosen = {name for name in columns if any(query.getlist(name))}
    plain = {name: columns[name] for name in columns if name not in chosen | lists}
    total, found = _count(rows_for(query), plain)
    # Lists have many more combinations, so they take a pass of their own.
    if free := lists - chosen:
        found |= _count(rows_for(query), {name: columns[name] for name in free})[1]
    for name in chosen:
        others = query.copy()
        others.pop(name, None)
        found |= _count(rows_for(others), {name: columns[name]})[1]
    return total, {name: _spread(found[name]) if name in lists else found[name] for name in columns}


def _is_list(model, column):
    return isinstance(model._meta.get_field(column), JSONField)


def _count(rows, columns):
    """Count by all columns at once and add up by each: one pass instead of one a column."""
    if not columns:
        return rows.order_by().count(), {}
    found, total = {name: Counter() for name in columns}, 0
    for *values, n in rows.order_by().values_list(*columns.values()).annotate(n=Count("pk")):
        total += n
        for counter, value in zip(found.values(), values, strict=True):
            counter[tuple(value) if isinstance(value, list) else value] += n
    return total, found


def _spread(counts):
    """Rows by list become rows by each value in it: one with two types counts in both."""
    found = Counter()
    for values, n in counts.items():
        for value in set(values or ()):
            found[value] += n
    return found
