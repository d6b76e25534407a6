"""Keyset pagination for the API and for lists: constant time per page, no row lost or doubled.

A page starts after the sort value and id of the last row of the page before. Both are compared at
once, as a row value, which an index on (column, id) answers at any depth; rows without a value come
last, and a second query reads them where a page reaches them.
"""

import base64
import binascii
import datetime
import json
import math
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, IntegerField
from django.db.models.fields.tuple_lookups import (
    TupleGreaterThan,
    TupleLessThan,
    TupleLookupMixin,
)

from ctplatform.rest.requests.parsing import check_text


class BadCursor(ValueError):
    """The text is not a valid cursor, or belongs to another list."""


@dataclass(frozen=True)
class Edge:
    """The end of a page: the sort value (None if null), the id and the direction to continue in."""

    backwards: bool
    value: object
    pk: str

    @classmethod
    def read(cls, token: str) -> "Edge":
        """Return the edge encoded in a token; raises BadCursor."""
        try:
            backwards, value, pk = json.loads(base64.urlsafe_b64decode(token.encode()))
        except (ValueError, TypeError, binascii.Error, RecursionError) as error:
            raise BadCursor("This cursor is not valid.") from error
        if backwards not in (0, 1) or not isinstance(pk, str) or not _is_sortable(value):
            raise BadCursor("This cursor is not valid.")
        return cls(bool(backwards), value, pk)

    @property
    def token(self) -> str:
        key = [int(self.backwards), self.value, str(self.pk)]
        # Keep letters unescaped: a long title in Arabic would make the URL too long.
        text = json.dumps(key, default=str, ensure_ascii=False)
        return base64.urlsafe_b64encode(text.encode()).decode()


class AsRowValue(TupleLookupMixin):
    """Compares row values on SQLite too; Django expands them to `a < x OR ...` there.

    With the expanded form no index gives the order: all later rows would be read and sorted.
    """

    def as_sqlite(self, compiler, connection):
        return super(TupleLookupMixin, self).as_sql(compiler, connection)


class Before(AsRowValue, TupleLessThan):
    pass


class Behind(AsRowValue, TupleGreaterThan):
    pass


@dataclass
class Page:
    """Rows in reading order, and the tokens of the adjacent pages ("" where there is none)."""

    rows: list
    next: str
    previous: str
    is_past_the_end: bool = False


@dataclass(frozen=True)
class Keyset:
    """Sort by one column (or path such as `place__name`), then by id, with nulls last."""

    column: str = "id"
    descending: bool = True

    def page(self, queryset, size: int, edge: Edge | None = None) -> Page:
        """Return up to `size` rows after `edge`, or the first ones; raises BadCursor."""
        backwards = edge is not None and edge.backwards
        rows = []
        branches = getattr(queryset, "branches", {}).get(self.column)
        for part in self._parts(queryset, edge):
            most = size + 1 - len(rows)
            rows += part[:most] if branches is None else self._merged(part, branches, most)
            if len(rows) > size:
                break
        more = len(rows) > size
        rows = rows[:size]
        if backwards:
            rows.reverse()
        has_next, has_previous = (True, more) if backwards else (more, edge is not None)
        return Page(
            rows,
            self._token(rows[-1], False) if rows and has_next else "",
            self._token(rows[0], True) if rows and has_previous else "",
            is_past_the_end=not rows and has_previous,
        )

    def _merged(self, part, branches, most):
        """The first rows of a queryset, found from the first ones of each of its branches."""
        keys = []
        for branch in branches:
            keys += part.filter(branch).values_list("pk", flat=True)[:most]
        return part.filter(pk__in=keys)[:most]

    def _parts(self, queryset, edge):
        """The querysets of rows with and without a value, in the order of reading."""
        backwards = edge is not None and edge.backwards
        falls = self.descending != backwards
        valued = queryset.order_by(*self._order(falls))
        if not self._is_nullable(queryset.model):
            return [valued if edge is None else valued.filter(self._beyond(edge, queryset, falls))]
        empty = queryset.filter(**{f"{self.column}__isnull": True})
        empty = empty.order_by("-id" if falls else "id")
        valued = valued.filter(**{f"{self.column}__isnull": False})
        if edge is None:
            return [valued, empty]
        if edge.value is None:
            pk = _read_key(queryset.model, edge.pk)
            rest = empty.filter(**{f"id__{'lt' if falls else 'gt'}": pk})
            return [rest, valued] if backwards else [rest]
        rest = valued.filter(self._beyond(edge, queryset, falls))
        return [rest] if backwards else [rest, empty]

    def _order(self, falls):
        sign = "-" if falls else ""
        return [f"{sign}id"] if self.column == "id" else [f"{sign}{self.column}", f"{sign}id"]

    def _beyond(self, edge, queryset, falls):
        compare = Before if falls else Behind
        pk = _read_key(queryset.model, edge.pk)
        if self.column == "id":
            return compare((F("id"),), (pk,))
        try:
            value = _value(_field(queryset.model, self.column), edge.value)
        except (ValidationError, ValueError, TypeError, OverflowError, LookupError) as error:
            raise BadCursor("This cursor does not belong to this list.") from error
        if value is None:
            raise BadCursor("This cursor does not belong to this list.")
        return compare((F(self.column), F("id")), (value, pk))

    def _is_nullable(self, model):
        if self.column == "id":
            return False
        for name in self.column.split("__"):
            field = model._meta.get_field(name)
            if field.null:
                return True
            model = field.related_model
        return False

    def _token(self, row, backwards):
        value = None if self.column == "id" else _read(row, self.column)
        return Edge(backwards, value, row["id"] if isinstance(row, dict) else row.pk).token


def _read_key(model, text):
    try:
        return model._meta.pk.to_python(text)
    except (ValidationError, ValueError) as error:
        raise BadCursor("This cursor does not belong to this list.") from error


def _field(model, path):
    """The model field of a path such as `place__name`."""
    *relations, last = path.split("__")
    for name in relations:
        model = model._meta.get_field(name).related_model
    try:
        return model._meta.get_field(last)
    except FieldDoesNotExist as error:
        raise LookupError(path) from error


def _value(field, given):
    """The sort value of a cursor, checked so that every database can compare it."""
    if isinstance(given, str):
        check_text(given)
    value = field.to_python(given)
    if isinstance(field, IntegerField):
        field.run_validators(value)  # within the range of the database
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(datetime.UTC)
    return value


def _read(row, path):
    if isinstance(row, dict):
        return row[path]
    for name in path.split("__"):
        row = getattr(row, name) if row is not None else None
    return row


def _is_sortable(value):
    return (
        value is None
        or isinstance(value, (str, bool, int))
        or (isinstance(value, float) and math.isfinite(value))
    )
