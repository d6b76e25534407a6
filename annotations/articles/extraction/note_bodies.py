"""The bodies of a page's footnotes (lxml): find the one of a mark, read it, and remove it."""

import re

from annotations.articles.extraction.superscripts import MARK

MAX_NOTE = 10_000  # code points of one note
BACK = re.compile(
    r"^[\s\u2191^\u21a9\u21b5\ufe0e\ufe0f\u2934]*(?:jump up|back|return)?[\s\u2191^\u21a9\ufe0e]*$",
    re.I,
)
BODIES = {"li", "p", "dd", "aside", "div", "tr", "section"}
NOTE_ROLES = {"doc-footnote", "doc-endnote"}
HEADINGS = re.compile(
    r"\s*(?:foot|end)?notes?(?: and references)?:?\s*|\s*references:?\s*"
    r"|\s*notes et r\u00e9f\u00e9rences\s*",
    re.I,
)


def link_targets(tree):
    """{id or anchor name: the element that a link within the page leads to}."""
    found = {}
    for element in tree.iter("*"):
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                found.setdefault(name, element)
    return found


def link_of(element):
    if element.tag == "a":
        return element
    links = element.findall(".//a")
    if len(links) == 1:
        return links[0]
    parent = element.getparent()
    if (
        not links
        and parent is not None
        and parent.tag == "a"
        and words_of(parent) == words_of(element)
    ):
        return parent
    return None


def note_of_mark(element, targets, places):
    """The note that a mark leads to: a block after the mark that does not contain it."""
    link = link_of(element)
    if link is None or "#" not in (link.get("href") or ""):
        return None
    target = targets.get(link.get("href").partition("#")[2])
    if target is None or places.get(target, -1) <= places[element]:
        return None
    body = target
    while body is not None and body.tag not in BODIES:
        body = body.getparent()
    if body is None or element in body.iterdescendants() or len(words_of(body)) > MAX_NOTE:
        return None
    parent = body.getparent()
    if body.tag == "p" and parent is not None and _is_note_box(parent):
        return parent
    return body


def _is_note_box(element):
    """Whether it is the box of one note: a `div` of Word or LibreOffice, or with a note role."""
    if (element.get("role") or "") in NOTE_ROLES:
        return True
    return element.tag in ("div", "aside", "li") and bool(
        re.fullmatch(
            r"(?:ftn|edn|fn|sdfootnote|sdendnote)[-_:]?\d+.*", element.get("id") or "", re.I
        )
    )


def words_of(element):
    return " ".join("".join(element.itertext()).split())


def words_of_note(body, mark):
    """The words of a note, without its own mark and the links back to the text."""
    words = " ".join("".join(_text_of_note(body)).split())
    own = re.escape(mark.strip("[]() .,;:"))
    return re.sub(rf"^[\s\[(]*{own}[\s\]).:]+|^[\s\]).:]+", "", words)[:MAX_NOTE]


def _text_of_note(element):
    if isinstance(element.tag, str):
        yield element.text or ""
        for child in element.iterchildren():
            if not isinstance(child.tag, str) or not _is_back_link(child):
                yield from _text_of_note(child)
            yield child.tail or ""


def _is_back_link(element):
    classes = element.get("class") or ""
    if (
        "backlink" in classes
        or "backref" in classes
        or "doc-backlink" in (element.get("role") or "")
    ):
        return True
    if element.tag not in ("a", "sup"):
        return False
    link = link_of(element)
    if link is None or not (link.get("href") or "").partition("#")[2]:
        return False
    words = words_of(element)
    return bool(BACK.fullmatch(words) or MARK.fullmatch(words))


def remove_notes(bodies):
    """Remove the notes from the tree, with lists and headings that contain nothing else."""
    for body in bodies:
        parent = body.getparent()
        if parent is None:
            continue
        _drop(body)
        while parent is not None and parent.tag in BODIES | {
            "ol",
            "ul",
            "dl",
            "footer",
            "tbody",
            "table",
        }:
            above = parent.getparent()
            if above is None or len(parent) > 2 or not _is_spent(parent):
                break
            heading = parent.getprevious()
            if (
                heading is not None
                and isinstance(heading.tag, str)
                and HEADINGS.fullmatch(words_of(heading) or "-")
            ):
                _drop(heading)
            _drop(parent)
            parent = above


def _is_spent(element):
    """Whether it has nothing left but a heading such as "Notes"."""
    words = words_of(element)
    return not words or bool(HEADINGS.fullmatch(words))


def _drop(element):
    parent, previous = element.getparent(), element.getprevious()
    if element.tail:
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
        element.tail = None
    parent.remove(element)
