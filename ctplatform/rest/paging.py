"""Keyset pagination: no page is deeper than another, and none is skipped or shown twice."""

import base64
import binascii
import datetime
import json
import math

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Q
from rest_framework.exceptions import ParseError
from rest_framework.exceptions import ValidationError as Invalid
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from ctplatform.rest.parsing import check_text

DEFAULT_SIZE = 50
MAX_SIZE = 200
BAD_VALUE = (ParseError, ValidationError, ValueError, TypeError, OverflowError)


class KeysetPagination(BasePagination):
    """Order by the view's `ordering` (default `-id`), ties broken by id, nulls last.

    A cursor holds the sort value and the id of the row at the page's edge. Every fault of a
    cursor is a 400.
    """

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        self.size = _size(request)
        self.column, self.descending = _ordering(request, view)
        cursor = _decode(request.query_params.get("cursor"))
        self.backwards = bool(cursor and cursor[0])
        if cursor:
            queryset = queryset.filter(self._after(cursor, queryset.model))
        rows = list(queryset.order_by(*self._order())[: self.size + 1])
        more = len(rows) > self.size
        rows = rows[: self.size]
        if self.backwards:
            rows.reverse()
        self.has_next = self.backwards or more
        self.has_previous = more if self.backwards else bool(cursor)
        self.rows = rows
        return rows

    def _falls(self):
        return self.descending != self.backwards

    def _order(self):
        falls = self._falls()
        own = "-id" if falls else "id"
        if self.column == "id":
            return [own]
        column = F(self.column)
        # Nulls stand last in reading order, so first when a page is read from its end.
        place = {"nulls_first": True} if self.backwards else {"nulls_last": True}
        return [column.desc(**place) if falls else column.asc(**place), own]

    def _after(self, cursor, model):
        _, value, pk = cursor
        side = "lt" if self._falls() else "gt"
        try:
            pk = model._meta.pk.to_python(pk)
            if value is not None and self.column != "id":
                value = _value(_column(model, self.column), value)
        except BAD_VALUE as error:
            raise Invalid({"?cursor": "This cursor does not belong to this list."}) from error
        beyond = Q(**{f"id__{side}": pk})
        if self.column == "id":
            return beyond
        empty = Q(**{f"{self.column}__isnull": True})
        if value is None:
            return (empty & beyond) | (~empty if self.backwards else Q(pk__in=[]))
        rest = Q(**{f"{self.column}__{side}": value}) | (Q(**{self.column: value}) & beyond)
        return rest if self.backwards else rest | empty

    def _link(self, row, backwards):
        value = None if self.column == "id" else _read(row, self.column)
        pk = row["id"] if isinstance(row, dict) else row.pk
        key = [int(backwards), value, str(pk)]
        token = base64.urlsafe_b64encode(json.dumps(key, default=str).encode()).decode()
        return replace_query_param(self.request.build_absolute_uri(), "cursor", token)

    def get_next_link(self):
        return self._link(self.rows[-1], False) if self.rows and self.has_next else None

    def get_previous_link(self):
        if self.rows and self.has_previous:
            return self._link(self.rows[0], True)
        if not self.rows and self.has_previous:
            return remove_query_param(self.request.build_absolute_uri(), "cursor")
        return None

    def get_paginated_response(self, data):
        return Response(
            {"results": data, "next": self.get_next_link(), "previous": self.get_previous_link()}
        )

    def get_paginated_response_schema(self, schema):
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {"results": schema, "next": link, "previous": link},
        }

    def get_schema_operation_parameters(self, view):
        def parameter(name, kind, text):
            return {
                "name": name,
                "in": "query",
                "required": False,
                "schema": kind,
                "description": text,
            }

        found = [
            parameter("cursor", {"type": "string"}, "From `next` or `previous`."),
            parameter(
                "page_size",
                {"type": "integer", "minimum": 1, "maximum": MAX_SIZE},
                "Rows a page.",
            ),
        ]
        if names := getattr(view, "ordering_fields", ()):
            choices = [sign + name for name in ("id", *names) for sign in ("", "-")]
            found.append(parameter("ordering", {"type": "string", "enum": choices}, "Sort order."))
        return found


def _size(request):
    given = request.query_params.get("page_size")
    if given is None:
        return DEFAULT_SIZE
    if not (given.isascii() and given.isdigit() and len(given) < 6 and 1 <= int(given) <= MAX_SIZE):
        raise Invalid({"?page_size": f"Give a whole number from 1 to {MAX_SIZE}."})
    return int(given)


def _ordering(request, view):
    given = request.query_params.get("ordering", getattr(view, "ordering", "-id"))
    name = given.removeprefix("-")
    allowed = ("id", *getattr(view, "ordering_fields", ()))
    if name not in allowed:
        raise Invalid({"?ordering": f"Sort by one of: {', '.join(allowed)}."})
    return name, given.startswith("-")


def _column(model, path):
    """Follow `place__name` to its model field."""
    *relations, last = path.split("__")
    for name in relations:
        model = model._meta.get_field(name).related_model
    try:
        return model._meta.get_field(last)
    except FieldDoesNotExist as error:
        raise LookupError(path) from error


def _value(field, given):
    """The sort value of a cursor, such as every database can compare; else one of BAD_VALUE."""
    if isinstance(given, str):
        check_text(given)
    value = field.to_python(given)
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


def _decode(token):
    if token is None:
        return None
    try:
        backwards, value, pk = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise Invalid({"?cursor": "This cursor is not one of ours."}) from error
    if backwards not in (0, 1) or not isinstance(pk, str) or not _is_sortable(value):
        raise Invalid({"?cursor": "This cursor is not one of ours."})
    return backwards, value, pk


def _is_sortable(value):
    return (
        value is None
        or isinstance(value, (str, bool, int))
        or (isinstance(value, float) and math.isfinite(value))
    )
