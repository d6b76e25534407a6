"""The passages that selectors of Web Annotations state.

Positions count code points, as the model says. Selectors in a list are alternatives: words are
preferred, and a position beside them decides between equal passages. A selector that refines a
TextQuoteSelector or a TextPositionSelector is a passage within that one; one that refines a part of
a page (FragmentSelector, CssSelector, XPathSelector, RangeSelector) counts by its words.
"""

from dataclasses import replace

from annotations.exchange.documents import QuotedPassage
from annotations.exchange.files.json_text import check_fields
from annotations.exchange.formats.web_annotation.terms import listed, types_of
from ctplatform.exchange.limits import Unreadable

MOST_REFINED = 4  # selectors that refine each other
QUOTE, POSITION = "TextQuoteSelector", "TextPositionSelector"
OTHERS = (
    "CssSelector",
    "DataPositionSelector",
    "FragmentSelector",
    "RangeSelector",
    "SvgSelector",
    "XPathSelector",
)
PARTS_OF_PAGES = {"CssSelector", "FragmentSelector", "RangeSelector", "XPathSelector"}
QUOTE_SHAPE = dict.fromkeys(("exact", "prefix", "suffix"), str)


class NotPlaced(LookupError):
    """The selectors state no passage by words or position; the message says what they state."""


def passage_of(selectors, place: str, row: int) -> QuotedPassage:
    """The passage that a `selector` of a target states. Raises NotPlaced and Unreadable."""
    return _passage(_alternatives(selectors, place, row), place, row, MOST_REFINED)


def _alternatives(selectors, place, row):
    """The selectors as a list of objects; those of a Choice are alternatives too."""
    found = []
    for each in listed(selectors):
        if isinstance(each, str):
            raise NotPlaced("passages whose selector is at another address")
        check_fields(each, {"refinedBy": (dict, list, str)}, f"{place}, a selector", row)
        if "Choice" in types_of(each):
            choices = check_fields(each, {"items": list}, f"{place}, a selector", row)
            found += _alternatives(choices.get("items") or [], place, row)
        else:
            found.append(each)
    return found


def _passage(selectors, place, row, left):
    """The passage of alternatives; `left` selectors may refine each other further."""
    quotes = [each for each in selectors if QUOTE in types_of(each)]
    positions = [_position(each, place, row) for each in selectors if POSITION in types_of(each)]
    for each in quotes:
        if found := _quoted(each, place, row):
            start, end = positions[0] if positions else (None, None)
            found = replace(found, start=start, end=end, in_code_points=bool(positions))
            return _with_part(found, each, place, row, left)
    for span, each in zip(positions, _with_type(selectors, POSITION), strict=True):
        found = QuotedPassage("", start=span[0], end=span[1], in_code_points=True)
        return _with_part(found, each, place, row, left)
    for each in selectors:
        if PARTS_OF_PAGES & types_of(each) and each.get("refinedBy"):
            return _within_part_of_page(each, place, row, left)
    raise NotPlaced(_what_is_stated(selectors, quotes))


def _with_type(selectors, name):
    return [each for each in selectors if name in types_of(each)]


def _what_is_stated(selectors, quotes):
    if quotes:
        return "passages whose words are empty"
    stated = [name for name in OTHERS if any(name in types_of(each) for each in selectors)]
    if not stated:
        return "passages that are stated by no known selector"
    return f"passages that are stated only by a {' and a '.join(stated)}"


def _quoted(selector, place, row):
    check_fields(selector, QUOTE_SHAPE, f"{place}, a {QUOTE}", row)
    exact = selector.get("exact") or ""
    words = (exact, selector.get("prefix") or "", selector.get("suffix") or "")
    return QuotedPassage(*words) if exact.strip() else None


def _position(selector, place, row):
    start, end = selector.get("start"), selector.get("end")
    place = f"{place}, a {POSITION}"
    if not all(isinstance(value, int) and not isinstance(value, bool) for value in (start, end)):
        raise Unreadable(f"{place}: “start” and “end” must be whole numbers.", row)
    if not 0 <= start <= end <= 2**31:
        raise Unreadable(f"{place}: {start} to {end} is not a passage.", row)
    if start == end:
        raise NotPlaced("passages without length")
    return start, end


def _with_part(passage, selector, place, row, left):
    """The passage, or the passage within it that `refinedBy` states."""
    if not (refined := selector.get("refinedBy")):
        return passage
    return replace(passage, part=_refined(refined, place, row, left))


def _within_part_of_page(selector, place, row, left):
    """The words that refine a part of a page; positions count in that part, which is unknown."""
    found = _refined(selector["refinedBy"], place, row, left)
    if not found.exact:
        raise NotPlaced("passages that are stated only by a position in a part of a page")
    return replace(found, start=None, end=None, in_code_points=False)


def _refined(refined, place, row, left):
    if not left:
        raise NotPlaced("passages whose selectors refine each other too often")
    return _passage(_alternatives(refined, place, row), place, row, left - 1)
