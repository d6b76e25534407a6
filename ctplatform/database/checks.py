"""Decide in Python whether a row satisfies a CHECK, to save a query.

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
from django.db.models import CheckConstraint, F, Q

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
