"""The text of a PDF: its lines joined to paragraphs, without running heads and page numbers."""

import re
from collections import Counter
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from annotations.articles.extraction.normalisation import UnreadableText

MAX_PAGES = 2000
LEAST = 3  # letters or digits of a page that has a text
REPEATED = 3  # the least number of pages that a running head is on
SHORT = 0.85  # of the width of its column: a line that ends a paragraph
GAP = 1.4  # times the usual distance of lines: a gap between paragraphs
SAME_COLUMN = 20  # points between the left ends of lines of one column
SENTENCE_END = re.compile(r"[.!?:…؟。।]['\"\u201d\u2019»)\]]*$")
ITEM = re.compile(r"(?:[•▪●◦‣\u2013*-]|\(?\d{1,3}[.)]|\(?[a-z]\))\s")
HYPHEN = re.compile(r"-?[\x02\ufffe]$")
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
NUMBER = re.compile(r"\d+")


class Line(NamedTuple):
    """A line of a page, with its edges in points; `top` counts from the bottom of the page."""

    text: str
    left: float
    right: float
    top: float


def read_pdf(data: bytes) -> tuple[str, dict, list[str]]:
    """(text, metadata, warnings) of a PDF. Raises UnreadableText for encrypted and scanned ones."""
    pages, metadata = _pages_of(data)
    empty = sum(not _has_text(lines) for lines in pages)
    if empty == len(pages):
        raise UnreadableText(
            "This PDF holds pictures of pages and no text: it was scanned. Run it through text"
            " recognition (OCR) and upload the result."
        )
    warnings = []
    if empty:
        warnings.append(f"{empty} of {len(pages)} pages hold no text: they are empty or scanned.")
    heads = _running_heads(pages)
    pages = [[line for line in lines if not _is_head(line, lines, heads)] for lines in pages]
    if heads:
        warnings.append("Running heads and page numbers were left out.")
    text = "\n\n".join(_joined_pages(pages))
    if len(RIGHT_TO_LEFT.findall(text)) > len(text) / 20:
        warnings.append(
            "PDFs often hold Arabic and Hebrew script out of order: compare the text with the file."
        )
    return text, metadata, warnings


def _pages_of(data):
    import pypdfium2  # noqa: PLC0415 - not needed for other files

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            words = "This PDF is encrypted. Save it without a password and upload that copy."
            raise UnreadableText(words) from error
        raise UnreadableText("This PDF is damaged and cannot be read.") from error
    if len(document) > MAX_PAGES:
        raise UnreadableText(
            f"The PDF has {len(document):,} pages; at most {MAX_PAGES:,} are read."
        )
    try:
        pages = [_lines_of(document[number]) for number in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise UnreadableText("A page of this PDF is damaged and cannot be read.") from error
    return pages, document.get_metadata_dict(skip_empty=True)


def _lines_of(page) -> list[Line]:
    textpage = page.get_textpage()
    lines, start = [], 0
    for raw in textpage.get_text_range().split("\r\n"):
        words = raw.strip()
        if words:
            first = start + raw.index(words[0])
            last = min(first + len(words), textpage.count_chars()) - 1
            left, _bottom, _right, top = textpage.get_charbox(first, loose=True)
            right = textpage.get_charbox(max(first, last), loose=True)[2]
            lines.append(Line(words, left, right, top))
        start += len(raw) + 2
    return lines


def _has_text(lines):
    return sum(each.isalnum() for line in lines for each in line.text) >= LEAST


def _running_heads(pages) -> set:
    """The first and last lines that half of the pages have, whatever their page numbers."""
    found = Counter()
    for lines in pages:
        ends = {_without_numbers(line.text) for line in (*lines[:1], *lines[-1:])}
        found.update(ends)
    least = max(REPEATED, len(pages) / 2)
    return {text for text, number in found.items() if number >= least}


def _is_head(line, lines, heads):
    return line in (lines[0], lines[-1]) and _without_numbers(line.text) in heads


def _without_numbers(text):
    return NUMBER.sub("#", text)


def _joined_pages(pages) -> list[str]:
    """The paragraphs of all pages; one that goes on over a page is joined."""
    found = []
    for lines in pages:
        paragraphs = _paragraphs(lines)
        if found and paragraphs and _goes_on(found[-1], paragraphs[0]):
            found[-1] = _joined(found[-1], paragraphs.pop(0))
        found += paragraphs
    return [HYPHEN.sub("-", each) for each in found]


def _goes_on(before, after):
    return not SENTENCE_END.search(before) and after[:1].islower()


def _paragraphs(lines) -> list[str]:
    gaps = [one.top - two.top for one, two in pairwise(lines)]
    usual = median([gap for gap in gaps if gap > 0] or [0])
    found = []
    for place, line in enumerate(lines):
        if place and not _ends_paragraph(lines, place, gaps[place - 1], usual):
            found[-1] = _joined(found[-1], line.text)
        else:
            found.append(line.text)
    return found


def _ends_paragraph(lines, place, gap, usual):
    """Whether the line before this place is the last of its paragraph."""
    before, line = lines[place - 1], lines[place]
    if HYPHEN.search(before.text):
        return False
    if ITEM.match(line.text) or gap > GAP * usual:
        return True
    column = [each for each in lines if abs(each.left - before.left) < SAME_COLUMN]
    width = max(each.right - each.left for each in column)
    is_short = before.right - before.left < SHORT * width
    return is_short and (bool(SENTENCE_END.search(before.text)) or line.text[:1].isupper())


def _joined(before, after):
    if HYPHEN.search(before):
        return HYPHEN.sub("", before) + after
    return f"{before} {after}"
