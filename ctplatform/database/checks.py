"""Decide in Python whether a row satisfies a CHECK or a unique constraint, to save a query.

Django validates a row with one query for each CHECK of its model, and a record here has about
twenty. Nearly all compare a column with constants or another column. NULL makes a comparison
unknown, as in SQL; an unknown result does not break a CHECK. Other conditions are left to the
database.
"""

import datetime as dt
import operator
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

NUMBERS = (bool, int, float, Decimal)
KINDS = (str, dt.datetime, dt.date, UUID)
COMPARISONS = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


class NotPlainError(Exception):
    """Only the database can evaluate the condition."""


def plainly_holds(constraint, row) -> bool:
    """Whether this is a CHECK that the row certainly satisfies."""
    if not isinstance(constraint, CheckConstraint) or not isinstance(constraint.condition, Q):
        return False
    try:
        return value_of_condition(constraint.condition, row) is not False
    except (NotPlainError, FieldDoesNotExist):
        return False


def value_of_condition(condition, row) -> bool | None:
    """The value of a Q for a row, None if unknown; NotPlainError if only the database can tell."""
    parts = [_part(child, row) for child in condition.children]
    if condition.connector == Q.XOR:
        raise NotPlainError
    found = _all(parts) if condition.connector == Q.AND else _any(parts)
    return found if found is None or not condition.negated else not found


def _all(parts):
    return False if False in parts else None if None in parts else True


def _any(parts):
    if not parts:
        return True
    return True if True in parts else None if None in parts else False


def _part(child, row):
    if isinstance(child, Q):
        return value_of_condition(child, row)
    if not isinstance(child, tuple):
        raise NotPlainError
    path, wanted = child
    name, _, lookup = path.partition("__")
    value, lookup = _value(name, row), lookup or "exact"
    if lookup == "isnull":
        return (value is None) == wanted
    if lookup == "in":
        if not isinstance(wanted, (list, tuple)) or None in wanted:
            raise NotPlainError
        return _any([_compare("exact", value, each, row) for each in wanted] or [False])
    if lookup == "range":
        low, high = wanted
        return _all([_compare("gte", value, low, row), _compare("lte", value, high, row)])
    if lookup == "exact" and wanted is None:
        return value is None
    return _compare(lookup, value, wanted, row)


def _value(name, row):
    if name == "pk":
        return row.pk
    return getattr(row, row._meta.get_field(name).attname)


def _compare(lookup, value, wanted, row):
    if isinstance(wanted, F):
        if "__" in wanted.name:
            raise NotPlainError
        wanted = _value(wanted.name, row)
    if lookup not in COMPARISONS:
        raise NotPlainError
    if value is None or wanted is None:
        return None
    if not _are_alike(value, wanted):
        raise NotPlainError
    if isinstance(value, str) and lookup != "exact" and "" not in (value, wanted):
        raise NotPlainError  # collation is up to the database
    return COMPARISONS[lookup](value, wanted)


def _are_alike(one, other):
    if isinstance(one, NUMBERS):
        return isinstance(other, NUMBERS)
    if isinstance(one, str):
        return isinstance(other, str)
    return type(one) is type(other) and isinstance(one, KINDS)


# Unique constraints -------------------------------------------------------------------------------


def note_unique(changes) -> None:
    """Note on rows, as `constraints_met`, which unique constraints they certainly meet.

    `changes` are (row as stored, row as it will be) of one model. A constraint is met where none of
    its columns has changed. Those of several rows are looked up together, with one query for each
    constraint.
    """
    model = type(changes[0][1])
    for constraint in model._meta.constraints:
        if not _is_asked(constraint):
            continue
        moved = [mine for live, mine in changes if _moves(constraint, live, mine)]
        taken = _taken(constraint, moved) if len(moved) > 1 else {id(mine) for mine in moved}
        for _live, mine in changes:
            if id(mine) not in taken:
                mine.constraints_met = mine.constraints_met | {constraint.name}


def _is_asked(constraint) -> bool:
    """Whether it is a unique constraint of columns that is validated by a query."""
    is_plain = getattr(type(constraint), "validate", None) is UniqueConstraint.validate
    return is_plain and bool(constraint.fields)


def _moves(constraint, live, mine) -> bool:
    """Whether a row is new or has changed in a column of the constraint or of its condition."""
    names = {*constraint.fields, *_names_in(constraint.condition or Q())}
    return live._state.adding or any(_value(name, live) != _value(name, mine) for name in names)


def _names_in(condition):
    for child in condition.children:
        if isinstance(child, Q):
            yield from _names_in(child)
        else:
            yield child[0].partition("__")[0]


def _taken(constraint, rows) -> set:
    """`id()` of the rows that another one contradicts, or that only the database can judge."""
    asked, taken = {}, set()
    for row in rows:
        values = tuple(_value(name, row) for name in constraint.fields)
        try:
            applies = value_of_condition(constraint.condition or Q(), row)
        except NotPlainError:
            taken.add(id(row))
            continue
        if applies and None not in values:
            asked.setdefault(values, []).append(row)
    for pk, *values in _stored(constraint, type(rows[0]), asked) if asked else ():
        taken |= {id(row) for row in asked.get(tuple(values), ()) if row.pk != pk}
    return taken | {id(row) for same in asked.values() if len(same) > 1 for row in same}


def _stored(constraint, model, asked):
    """(id, values...) of the stored rows with any of these values; some have other combinations."""
    columns = [model._meta.get_field(name).attname for name in constraint.fields]
    by_column = zip(columns, zip(*asked, strict=True), strict=True)
    rows = model._base_manager.filter(**{f"{name}__in": {*each} for name, each in by_column})
    if constraint.condition:
        rows = rows.filter(constraint.condition)
    return rows.order_by().values_list("pk", *columns)
