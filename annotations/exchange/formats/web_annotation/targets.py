"""What the targets of a Web Annotation are: pages, and passages in them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotations.exchange.documents import QuotedPassage
from annotations.exchange.files.json_text import check_fields
from annotations.exchange.formats.web_annotation.selectors import NotPlaced, passage_of
from annotations.exchange.formats.web_annotation.terms import id_of, listed, text_in
from ctplatform.exchange.limits import Unreadable

MOST_NESTED = 8  # lists of targets within each other
SHAPE = {"selector": (dict, list, str), "source": (dict, list, str), "textSha256": str}
NESTED = "targets in lists that are nested too deeply"
FRAGMENT = "passages that are stated only by a fragment of an address"
WITHOUT_ADDRESS = "targets without the address of a text"


@dataclass
class PageTarget:
    """What an annotation is about in one page: `passages`, or the whole page if there are none.

    `not_placed` counts the passages whose selectors cannot be read.
    """

    address: str
    title: str = ""
    fingerprint: str = ""
    passages: list[QuotedPassage] = field(default_factory=list)
    not_placed: Counter = field(default_factory=Counter)


def page_targets(target: Any, place: str, row: int, unread: Counter) -> list[PageTarget]:
    """The pages that a `target` names, each once. Raises Unreadable."""
    found = {}
    for each in _each_target(target, place, row, unread, MOST_NESTED):
        address, title = _address_of(each, place, row)
        if not address:
            unread[WITHOUT_ADDRESS] += 1
            continue
        whole, _hash, fragment = address.partition("#")
        page = found.setdefault(whole, PageTarget(whole))
        page.title = page.title or title
        page.fingerprint = page.fingerprint or each.get("textSha256") or ""
        _add_passage(page, each.get("selector"), place, row)
        if fragment and not each.get("selector"):
            page.not_placed[FRAGMENT] += 1
    return list(found.values())


def _add_passage(page, selector, place, row):
    if not selector:
        return
    try:
        page.passages.append(passage_of(selector, place, row))
    except NotPlaced as error:
        page.not_placed[str(error)] += 1


def _each_target(target, place, row, unread, left) -> Iterator[Mapping]:
    """The targets as objects, also those of a Composite, List, Choice or Independents."""
    for each in listed(target):
        if isinstance(each, str):
            yield {"id": each}
            continue
        check_fields(each, SHAPE, f"{place}, a target", row)
        inner = each.get("items")
        if not isinstance(inner, list) or each.get("source"):
            yield each
        elif left:
            yield from _each_target(inner, place, row, unread, left - 1)
        else:
            unread[NESTED] += 1


def _address_of(target, place, row):
    """(address of the page, its title); the source of a SpecificResource, else its own id."""
    sources = listed(target.get("source"))
    if len(sources) > 1:
        raise Unreadable(f"{place}: a target has more than one “source”.", row)
    source = sources[0] if sources else target
    if isinstance(source, str):
        return source.strip(), ""
    if not isinstance(source, Mapping):
        return "", ""
    return id_of(source).strip(), text_in(source, "title", "label", "name")
