"""Annotations as an annotation container and its pages (W3C Web Annotation Protocol, section 4).

The container is the list of annotations. A page begins after the last annotation of the one before
(keyset paging), and its cursor also has the number of annotations before it, for `startIndex`. The
total is counted up to COUNTED annotations, and left out above, so that no request reads a whole
table; pages that are reached from the last one have no `startIndex` then.
"""

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, ValidationError

from annotations.annotations.models import limit_excerpts
from annotations.links.formats.for_one_reader import CONTEXTS, web_annotations
from ctplatform.rest.paging.keyset import BadCursor, Edge, Keyset, Page
from ctplatform.rest.paging.pagination import ordering_of, page_size

COUNTED = 10_000
END = "end"
LDP = "http://www.w3.org/ns/ldp#"
OA = "http://www.w3.org/ns/oa#"
LDP_CONTEXT = "http://www.w3.org/ns/ldp.jsonld"
INCLUDE = re.compile(r'include\s*=\s*"([^"]*)"')
INDEX = re.compile(r"\d{0,9}")


@dataclass(frozen=True)
class Preferences:
    """What a client prefers: addresses instead of annotations, no first page (`minimal`)."""

    addresses_only: bool = False
    minimal: bool = False
    in_header: bool = False

    @classmethod
    def of(cls, request) -> "Preferences":
        """The preferences of the header Prefer; `iris` of the query comes first."""
        header = request.headers.get("Prefer", "")
        named = {name for found in INCLUDE.findall(header) for name in found.split()}
        addresses_only = f"{OA}PreferContainedIRIs" in named and (
            f"{OA}PreferContainedDescriptions" not in named
        )
        given = request.query_params.get("iris") or None
        if given not in (None, "0", "1"):
            raise ValidationError({"?iris": _("Write 1 for addresses or 0 for annotations.")})
        return cls(
            addresses_only if given is None else given == "1",
            f"{LDP}PreferMinimalContainer" in named,
            bool(named & _PREFERENCES),
        )


_PREFERENCES = {
    f"{LDP}PreferMinimalContainer",
    f"{OA}PreferContainedIRIs",
    f"{OA}PreferContainedDescriptions",
}


class AnnotationContainer:
    """The annotations of a request as a container, or as the page that its cursor names."""

    def __init__(self, request, view, rows):
        self.request, self.rows, self.preferences = request, rows, Preferences.of(request)
        self.size = page_size(request)
        self.column, self.descending = ordering_of(request, view, "id")
        self.root, self.noun = request.build_absolute_uri("/api/v1/"), view.noun
        counted = rows.order_by().values("pk")[: COUNTED + 1].count()
        self.total = counted if counted <= COUNTED else None

    def document(self) -> dict:
        """What the address shows. Raises ValidationError of `?cursor`."""
        cursor = self.request.query_params.get("cursor")
        if cursor is None:
            return self._container()
        try:
            page = self._page(cursor)
        except (BadCursor, ParseError) as error:
            raise ValidationError({"?cursor": str(error)}) from error
        part_of = {"id": self.address(), **self._total()}
        return {"@context": CONTEXTS, **page, "partOf": part_of}

    def address(self, cursor=None) -> str:
        """The address of the container, or of one of its pages, with the filters of the request."""
        query = self.request.query_params.copy()
        for name in [name for name in query if name == "cursor" or not query[name]]:
            del query[name]
        query["iris"] = "1" if self.preferences.addresses_only else "0"
        if cursor is not None:
            query["cursor"] = cursor
        return f"{self.root}{self.noun}/?{query.urlencode()}"

    def _container(self):
        found = {
            "@context": [CONTEXTS[0], LDP_CONTEXT, *CONTEXTS[1:]],
            "id": self.address(),
            "type": ["BasicContainer", "AnnotationCollection"],
            "label": _("Annotations"),
            **self._total(),
        }
        if self.total == 0:
            return found
        found["first"] = self.address("0.") if self.preferences.minimal else self._page("0.")
        found["last"] = self.address(f"{self._start_of_last()}.{END}")
        return found

    def _total(self):
        return {} if self.total is None else {"total": self.total}

    def _start_of_last(self):
        """The number of annotations before the last page; "" where they are not counted."""
        return "" if self.total is None else (self.total - 1) // self.size * self.size

    def _page(self, cursor):
        index, dot, token = cursor.partition(".")
        if not dot or not INDEX.fullmatch(index) or (not token and index != "0"):
            raise BadCursor("This cursor is not valid.")
        index = int(index) if index else None
        page = self._last_page(index) if token == END else self._keyset_page(token)
        limit_excerpts(page.rows, self.request.user)
        found = {"id": self.address(cursor), "type": "AnnotationPage"}
        if index is not None:
            found["startIndex"] = index
        if page.next:
            found["next"] = self.address(f"{_moved(index, len(page.rows))}.{page.next}")
        if page.previous or page.is_past_the_end:
            found["prev"] = self.address(self._previous(index, page))
        return found | {"items": self._items(page.rows)}

    def _previous(self, index, page):
        if page.is_past_the_end or (index is not None and index <= self.size):
            return "0."
        return f"{_moved(index, -self.size)}.{page.previous}"

    def _keyset_page(self, token) -> Page:
        keyset = Keyset(self.column, self.descending)
        return keyset.page(self.rows, self.size, Edge.read(token) if token else None)

    def _last_page(self, index) -> Page:
        """The annotations after the first `index`; a page of the usual size if that is unknown."""
        left = self.size if None in (index, self.total) else self.total - index
        size = min(max(left, 1), self.size)
        page = Keyset(self.column, not self.descending).page(self.rows, size)
        before = replace(Edge.read(page.next), backwards=True).token if page.next else ""
        return Page(page.rows[::-1], "", before)

    def _items(self, rows):
        if self.preferences.addresses_only:
            return [f"{self.root}{self.noun}/{row.pk}/" for row in rows]
        return web_annotations(rows, self.root, self.request.user, self.noun)


def _moved(index, by):
    return "" if index is None else max(0, index + by)
