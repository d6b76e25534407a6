"""Keyset pagination for the lists of the API."""

from rest_framework.exceptions import ParseError
from rest_framework.exceptions import ValidationError as Invalid
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from ctplatform.rest.paging.keyset import BadCursor, Edge, Keyset

DEFAULT_SIZE = 50
MAX_SIZE = 200


class KeysetPagination(BasePagination):
    """Sort by the view's `ordering` (default `-id`), then by id, with nulls last.

    If `ordering_fields` is a dict, it maps names to columns. Every invalid cursor is a 400.
    """

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        token = request.query_params.get("cursor")
        size, keyset = page_size(request), Keyset(*ordering_of(request, view))
        try:
            self.page = keyset.page(queryset, size, None if token is None else Edge.read(token))
        except (BadCursor, ParseError) as error:
            raise Invalid({"?cursor": str(error)}) from error
        return self.page.rows

    def _link(self, token):
        if not token:
            return None
        return replace_query_param(self.request.build_absolute_uri(), "cursor", token)

    def get_next_link(self):
        return self._link(self.page.next)

    def get_previous_link(self):
        if self.page.is_past_the_end:
            return remove_query_param(self.request.build_absolute_uri(), "cursor")
        return self._link(self.page.previous)

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


def page_size(request):
    """The number of rows that a page has; raises a 400 for one that is too large or no number."""
    given = request.query_params.get("page_size")
    if given is None:
        return DEFAULT_SIZE
    if not (given.isascii() and given.isdigit() and len(given) < 6 and 1 <= int(given) <= MAX_SIZE):
        raise Invalid({"?page_size": f"Give a whole number from 1 to {MAX_SIZE}."})
    return int(given)


def ordering_of(request, view, default=None):
    """(column, whether it falls) of the sort order that a request asks for, or a default one.

    Raises a 400 for a column that the view does not sort by.
    """
    default = default or getattr(view, "ordering", "-id")
    given = request.query_params.get("ordering", default)
    name = given.removeprefix("-")
    names = getattr(view, "ordering_fields", ())
    allowed = ("id", *names)
    if name not in allowed:
        raise Invalid({"?ordering": f"Sort by one of: {', '.join(allowed)}."})
    column = names.get(name, name) if isinstance(names, dict) else name
    return column, given.startswith("-")
