"""The annotations in a file: one, a list, a page, a collection with its pages, or lines."""

from collections import Counter
from collections.abc import Iterator, Mapping

from annotations.exchange.files.archives import Member
from annotations.exchange.files.json_text import parse_json, parse_json_lines
from annotations.exchange.formats.web_annotation.terms import id_of, listed, types_of
from ctplatform.exchange.limits import LIMITS, Unreadable

CONTEXTS = ("www.w3.org/ns/anno", "iiif.io/api/presentation/3")
PAGES = {"AnnotationPage", "OrderedCollectionPage"}
COLLECTIONS = {"AnnotationCollection", "OrderedCollection", "BasicContainer", "ldp:BasicContainer"}
MOST_PAGES = 10_000
ELSEWHERE = "pages of a collection that are at another address"


def items_of(member: Member, unread: Counter) -> Iterator[tuple[int, Mapping]]:
    """(number from 1, or the line; annotation) of each; pages that are not there are counted.

    Raises Unreadable.
    """
    if _is_lines(member):
        found = _items_of_lines(member, unread)
    else:
        value = parse_json(member.data, member.path)
        found = enumerate(_items(value, member.path, unread), 1)
    for count, (number, item) in enumerate(found, 1):
        if count > LIMITS.rows:
            raise Unreadable(f"{member.path} has more than {LIMITS.rows:,} annotations.")
        yield number, item


def _is_lines(member):
    """Whether each line is an object of its own."""
    data = member.data.removeprefix(b"\xef\xbb\xbf").strip()
    first, _break, rest = data.partition(b"\n")
    lines = first.rstrip().endswith(b"}") and rest.lstrip()[:1] == b"{"
    return member.suffix in (".jsonl", ".ndjson") or (data[:1] == b"{" and lines)


def _items_of_lines(member, unread):
    for number, value in parse_json_lines(member.data, member.path):
        for item in _items(value, f"{member.path}, line {number}", unread):
            yield number, item


def _items(value, place, unread):
    """The annotations that a value of a file holds."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        raise Unreadable(f"{place} is neither an annotation nor a list of annotations.", 1)
    check_context(value, place, 1)
    types = types_of(value)
    if "Annotation" in types:
        return [value]
    if PAGES & types or isinstance(value.get("items"), list):
        return _items_of_pages(value, place, unread)
    if COLLECTIONS & types or "first" in value:
        return _items_of_pages(value.get("first"), place, unread)
    if isinstance(value.get("@graph"), list):
        graph = value["@graph"]
        return [each for each in graph if isinstance(each, dict) and "Annotation" in types_of(each)]
    words = "an Annotation, an AnnotationPage, an AnnotationCollection or a list of annotations"
    raise Unreadable(f"{place} is not {words}: its “type” says otherwise, or is missing.", 1)


def _items_of_pages(page, place, unread):
    """The annotations of a page and of those after it that the file holds."""
    found, count = [], 0
    if not isinstance(page, dict):
        words = "its pages are at other addresses. Download the pages themselves"
        raise Unreadable(f"{place} is a collection without annotations: {words}.", 1)
    while isinstance(page, dict):
        count += 1
        items = page.get("items", [])
        if not isinstance(items, list):
            raise Unreadable(f"{place}, page {count}: “items” must be a list.", count)
        found += items
        page = page.get("next")
        if count == MOST_PAGES:
            raise Unreadable(f"{place} has more than {MOST_PAGES:,} pages.", count)
    unread[ELSEWHERE] += bool(page)
    return found


def check_context(value: Mapping, place: str, row: int) -> None:
    """Raise Unreadable where a context is stated that is not that of Web Annotation."""
    contexts = listed(value.get("@context"))
    named = [each for each in contexts if isinstance(each, str)]
    if named and not any(known in each for each in named for known in CONTEXTS):
        words = "http://www.w3.org/ns/anno.jsonld"
        raise Unreadable(f"{place}: its “@context” is {named[0][:80]!r}, not {words}.", row)


def check_item(item, place: str, row: int) -> str:
    """The id of an annotation, "" if it has none. Raises Unreadable where it is something else."""
    if not isinstance(item, dict):
        raise Unreadable(f"{place} must be a JSON object.", row)
    check_context(item, place, row)
    if "Annotation" not in types_of(item):
        raise Unreadable(f"{place} has no “type” “Annotation”: export it as W3C annotations.", row)
    if not item.get("target"):
        raise Unreadable(f"{place} has no “target”.", row)
    found = item.get("id", item.get("@id"))
    if found is not None and not isinstance(found, str):
        raise Unreadable(f"{place}: “id” must be one address, not {str(found)[:60]}.", row)
    return id_of(item)
