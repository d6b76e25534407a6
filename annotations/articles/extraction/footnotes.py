"""Set footnotes and their marks apart from the text of a page.

Works on an lxml tree. A mark is replaced by a token, which survives the extraction of the text;
`Tokens.take` turns the tokens into offsets. A token is written in cuneiform or another old script
that the page does not use, because the extractor drops private-use characters.
"""

import re

from annotations.articles.extraction.normalisation import UnreadableText
from annotations.articles.extraction.note_bodies import (
    BACK,
    link_of,
    link_targets,
    note_of_mark,
    remove_notes,
    words_of,
    words_of_note,
)
from annotations.articles.extraction.superscripts import MARK, kind_of, raise_digits

MAX_NOTES = 20_000
MAX_NOTE_TEXT = 2_000_000  # code points of all notes of a text
TOKEN_BLOCKS = (0x12400, 0x14400, 0x10080, 0x13000, 0x12000)  # never combined
NAMED = re.compile(
    r"(?:^|[-_#:.])(?:foot|end|side|fn|ftn|edn|sdfootnote|sdendnote|note|noteref|cite|ref|reference|bib|cr"
    r"|citation|fussnote|nota|sup)(?:[-_:.]|\d|$|note|ref)|footnote|endnote|cite_note|sdfoot|sdend",
    re.I,
)
EDITORIAL = re.compile(
    r"\[?\s?(?:citation needed|clarification needed|better source needed|when\?|who\?"
    r"|by whom\?|dubious.*|verification needed|failed verification)\s?\]?",
    re.I,
)
RAISED_STYLE = re.compile(
    r"vertical-align\s*:\s*(?:super|text-top)|mso-special-character:\s*footnote", re.I
)
RAISED_CLASS = re.compile(
    r"(?:^|\s)(?:sup|super|superscript|MsoFootnoteReference|MsoEndnoteReference|sdfootnoteanc"
    r"|(?:foot|end)?note[-_]?(?:ref|reference|mark|number|anchor)|fn[-_]?ref)(?:\s|$)",
    re.I,
)


class Tokens:
    """Tokens in place of note marks: two signs around the number of the note."""

    def __init__(self, page: str):
        for base in TOKEN_BLOCKS:
            if not re.search(f"[{chr(base)}-{chr(base + 12)}]", page):
                self.base = base
                break
        else:
            raise UnreadableText("The page uses all the signs that stand for note marks.")
        digits = f"[{chr(base)}-{chr(base + 9)}]"
        self.pattern = re.compile(f"{chr(base + 10)}({digits}+){chr(base + 11)}")

    def write(self, number: int) -> str:
        digits = "".join(chr(self.base + int(digit)) for digit in str(number))
        return f"{chr(self.base + 10)}{digits}{chr(self.base + 11)}"

    def drop(self, text: str) -> str:
        return self.pattern.sub("", text)

    def take(self, text: str, notes: list[dict]) -> tuple[str, list[dict]]:
        """Return the text without tokens, and the notes with the `offset` of their mark in it.

        The offset is None where the mark was dropped with the surroundings of the article.
        """
        parts, offsets, last, length = [], {}, 0, 0
        for found in self.pattern.finditer(text):
            part = text[last : found.start()]
            if part.endswith(" ") and text[found.end() : found.end() + 1] in " .,;:)":
                part = part.rstrip(" ")
            parts.append(part)
            length += len(part)
            number = int("".join(str(ord(character) - self.base) for character in found[1]))
            offsets.setdefault(number, length)
            last = found.end()
        text = "".join(parts) + text[last:]
        rows = [{**note, "offset": offsets.get(number)} for number, note in enumerate(notes)]
        return text, sorted(rows, key=lambda row: (row["offset"] is None, row["offset"] or 0))


def set_notes_apart(tree, tokens, language=""):
    """Change the tree; return the notes as [{"mark", "text"}], by the number of their tokens."""
    _divide_marks(tree)
    places = {element: at for at, element in enumerate(tree.iter())}
    targets = link_targets(tree)
    notes, bodies = [], {}
    for element in _marks(tree):
        if _is_in_a_note(element, bodies):
            continue
        body = note_of_mark(element, targets, places)
        kind = _kind(element, body, targets, places, language)
        if kind == "note":
            mark = words_of(element)
            if body not in bodies:
                bodies[body] = "" if body is None else words_of_note(body, mark)
            notes.append({"mark": mark.strip("[]() .,;:") or mark, "text": bodies[body]})
            _replace(element, tokens.write(len(notes) - 1))
        elif kind == "power":
            _replace(element, raise_digits(words_of(element)))
        elif kind == "apart":
            element.text = f" {element.text or ''}"
            element.tail = f" {element.tail or ''}"
    _check_size(notes)
    remove_notes([body for body in bodies if body is not None])
    return notes


def _divide_marks(tree):
    """Split a raised element with several links, such as [1],[2], into one for each link."""
    for element in list(tree.iter("sup")):
        links = element.findall("a")
        if len(links) < 2 or not all(MARK.fullmatch(words_of(link)) for link in links):
            continue
        for link in links[:-1]:
            link.tail = None
            mark = element.makeelement("sup", {})
            element.addprevious(mark)
            mark.append(link)
        links[-1].tail = element.text = None


def _check_size(notes):
    if len(notes) > MAX_NOTES:
        raise UnreadableText(
            f"The page has {len(notes):,} note marks; at most {MAX_NOTES:,} are read."
        )
    if sum(len(note["text"]) for note in notes) > MAX_NOTE_TEXT:
        raise UnreadableText(f"The notes have more than {MAX_NOTE_TEXT:,} characters in all.")


def _is_in_a_note(element, bodies):
    """Whether the element is within a note found already, such as the note's own number."""
    return any(above in bodies for above in element.iterancestors())


def _marks(tree):
    """Candidates for marks, outermost first: raised elements and links within the page."""
    found = []
    inside = set()
    for element in tree.iter("*"):
        if element.getparent() in inside:
            inside.add(element)
            continue
        if _is_raised(element) or _is_reference(element):
            inside.add(element)
            found.append(element)
    return found


def _is_raised(element):
    if element.tag == "sup":
        return True
    if element.tag not in ("span", "a", "font"):
        return False
    return bool(
        RAISED_STYLE.search(element.get("style") or "")
        or RAISED_CLASS.search(element.get("class") or "")
    )


def _is_reference(element):
    """Whether it is a link that says that it leads to a note."""
    if element.tag != "a":
        return False
    if "doc-noteref" in (element.get("role") or "") or "noteref" in (
        element.get("epub:type") or ""
    ):
        return True
    href = element.get("href") or ""
    fragment = href.partition("#")[2]
    if not fragment or "doc-backlink" in (element.get("role") or ""):
        return False
    return bool(MARK.fullmatch(words_of(element)) and NAMED.search(fragment))


def _kind(element, body, targets, places, language):
    """The kind of a candidate.

    `note`, `power`, `apart` (kept, between spaces), or `plain` (kept as it is).
    """
    words = words_of(element)
    if not words or BACK.fullmatch(words):
        return "plain"
    if body is not None:
        return "note" if len(words) <= 30 else "apart"
    if _leads_back(element, targets, places):
        return "apart"
    if EDITORIAL.fullmatch(words):
        return "note"
    named = " ".join(element.get(name) or "" for name in ("class", "id", "role", "epub:type"))
    if not _is_raised(element):
        return "note" if "noteref" in named or words.startswith("[") else "plain"
    if (link_of(element) is not None or NAMED.search(named)) and MARK.fullmatch(words):
        return "note"
    kind = kind_of(words, _text_before(element), element.tail or "", language)
    return "apart" if kind == "plain" and len(words) > 5 else kind


def _leads_back(element, targets, places):
    """Whether it is a note's own number, which links back to the mark in the text."""
    link = link_of(element)
    href = (link.get("href") or "") if link is not None else ""
    target = targets.get(href.partition("#")[2])
    return target is not None and places.get(target, 0) <= places[element]


def _text_before(element):
    previous = element.getprevious()
    if previous is None:
        parent = element.getparent()
        if parent is None:
            return ""
        text = parent.text or ""
        if not text.strip() and parent.tag in ("a", "span", "b", "i", "em", "strong", "font"):
            return _text_before(parent)
        return text[-40:]
    if (previous.tail or "").strip():
        return previous.tail[-40:]
    return ("".join(previous.itertext()) if isinstance(previous.tag, str) else "")[-40:]


def _replace(element, words):
    """Replace an element by words; the text after it stays."""
    link = element.getparent()
    if link is not None and link.tag == "a" and words_of(link) == words_of(element):
        element = link
    parent, previous = element.getparent(), element.getprevious()
    words += element.tail or ""
    if previous is not None:
        previous.tail = (previous.tail or "") + words
    else:
        parent.text = (parent.text or "") + words
    element.tail = None
    parent.remove(element)
