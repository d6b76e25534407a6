"""Decide in Python whether a row satisfies a CHECK or a unique constraint, to save a query.

Django validates a row with one query for each CHECK of its model, and a record here has about
twenty. Nearly all compare a column with constants or another column. NULL makes a comparison
unknown, as in SQL; an unknown result does not break a CHECK. Other conditions are left to the
database.
"""

import datetime as dt
import operator
from decimal import Decimal
from functools import cache
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


# Rows that change ---------------------------------------------------------------------------------


def note_constraints_met(changes) -> None:
    """Note on rows, as `constraints_met`, which constraints they certainly meet.

    `changes` are (row as stored, row as it will be) of one model. A constraint is met where none of
    its columns has changed. Unique constraints of several rows are looked up together, with one
    query for each.
    """
    model = type(changes[0][1])
    columns, moved = _columns_of(model), {}
    for live, mine in changes:
        touched = _changed_columns(live, mine)
        met = {name for name, own in columns.items() if own.isdisjoint(touched)}
        mine.constraints_met = frozenset() if live._state.adding else frozenset(met)
        moved[id(mine)] = columns.keys() - mine.constraints_met
    for constraint in filter(_needs_query, model._meta.constraints) if len(changes) > 1 else ():
        asked = [mine for _live, mine in changes if constraint.name in moved[id(mine)]]
        taken = _not_unique(constraint, asked) if asked else ()
        for mine in asked:
            if id(mine) not in taken:
                mine.constraints_met = mine.constraints_met | {constraint.name}


def _changed_columns(live, mine) -> set:
    """The names of the attributes in which two states of a row differ."""
    before, after = live.__dict__, mine.__dict__
    names = (field.attname for field in mine._meta.concrete_fields)
    return {name for name in names if before.get(name) != after.get(name)}


@cache
def _columns_of(model) -> dict:
    """{name of a constraint: the attributes that it reads}, of those that are plainly known."""
    found = {}
    for constraint in model._meta.constraints:
        names = set(getattr(constraint, "fields", ())) | _names_in(constraint.condition or Q())
        fields = {each.name: each.attname for each in model._meta.concrete_fields}
        is_plain = not getattr(constraint, "expressions", ()) and names <= fields.keys()
        if names and is_plain:
            found[constraint.name] = {fields[name] for name in names}
    return found


def _needs_query(constraint) -> bool:
    """Whether it is a unique constraint of columns that is validated by a query."""
    is_plain = getattr(type(constraint), "validate", None) is UniqueConstraint.validate
    return is_plain and bool(constraint.fields)


def _names_in(condition) -> set:
    """The names of the columns in a condition; "" stands for what is not a plain comparison."""
    found = set()
    for child in condition.children:
        if isinstance(child, Q):
            found |= _names_in(child)
        elif isinstance(child, tuple):
            found.add(child[0].partition("__")[0])
            if isinstance(child[1], F):
                found.add(child[1].name)
            elif hasattr(child[1], "resolve_expression"):
                found.add("")
        else:
            found.add("")
    return found


def _not_unique(constraint, rows) -> set:
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
