"""Pure: normalise a text, and divide it into segments.

Offsets everywhere are Unicode code points of the normalised text, end exclusive.
"""

import re
import unicodedata
from hashlib import sha256
from itertools import pairwise

READER = 2  # raised when the file reader changes; 2: notes apart, tables as rows, encodings
MAX_LENGTH = 5_000_000  # code points; a novel has under one million
MAX_SEGMENTS = 200_000
MAX_SPACE = 20_000  # code points of white space in a row
BREAKS = {
    "\r\n": "CRLF",
    "\r": "CR",
    "\u2028": "LINE SEPARATOR",
    "\u2029": "PARAGRAPH SEPARATOR",
    "\x85": "NEL",
    "\x0b": "VT",
    "\x0c": "FF",
}
BREAK = re.compile("|".join(map(re.escape, BREAKS)))
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
DATE = re.compile(
    r"(?:\w+,? )?\d{1,2}(?:st|nd|rd|th)? \w{3,9},? \d{4}"
    r"|(?:\w+,? )?\w{3,9} \d{1,2},? \d{4}|\d{4}-\d\d-\d\d"
)
FULL_STOPS = ".!?\u2026\u3002\uff01\uff1f\u061f\u06d4\u0964"
SENTENCE = re.compile(rf"[{FULL_STOPS}][\"'\u201d\u2019\u00bb)\]]*\Z")
BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
LINE = re.compile(r"\S(?:[^\n]*\S)?")
BLOCK = re.compile(r"\S(?:(?!\n[^\S\n]*\n).)*", re.DOTALL)
ROW = re.compile(r" \| |^[-\u2022\u2013] ")  # row of a table or entry of a list
NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-z])[.)] ")
HEADING_LENGTH = 100  # code points; longer lines are never headings


class UnreadableText(ValueError):
    """The text cannot become an article; the message gives the reason and the place."""


def normalise(raw: str) -> tuple[str, list[dict]]:
    """Return (text in NFC with LF line ends and no BOM, a log of the changes).

    A log entry is {"change": name, "count": number}. Raises UnreadableText if the text is empty,
    has control characters (a binary file) or is longer than MAX_LENGTH.
    """
    log = []
    text = raw.removeprefix("\ufeff")
    if len(text) != len(raw):
        log.append({"change": "byte order mark removed", "count": 1})
    if found := CONTROL.search(text):
        raise UnreadableText(
            f"This is not plain text: control character U+{ord(found[0]):04X} "
            f"at character {found.start()}."
        )
    counts = {}
    for match in BREAK.finditer(text):
        counts[match[0]] = counts.get(match[0], 0) + 1
    log += [{"change": f"{BREAKS[key]} to LF", "count": count} for key, count in counts.items()]
    text = BREAK.sub("\n", text)
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        log.append({"change": "composed to NFC", "count": abs(len(text) - len(composed)) or 1})
    if not composed.strip():
        raise UnreadableText("The text is empty.")
    if len(composed) > MAX_LENGTH:
        raise UnreadableText(
            f"The text has {len(composed):,} characters; at most {MAX_LENGTH:,} fit one article."
        )
    return composed, log


def _check_size(lines):
    """Raise UnreadableText if a text has too many paragraphs, or too wide gaps."""
    if len(lines) > MAX_SEGMENTS:
        raise UnreadableText(
            f"The text has {len(lines):,} paragraphs; at most {MAX_SEGMENTS:,} fit one article."
        )
    for (_start, end), (start, _end) in pairwise(lines):
        if start - end > MAX_SPACE:
            raise UnreadableText(
                f"After character {end:,} come {start - end:,} blanks and line ends; "
                f"at most {MAX_SPACE:,} may follow each other."
            )


def fingerprint(text: str) -> str:
    """SHA-256 of the text in UTF-8, hexadecimal."""
    return sha256(text.encode()).hexdigest()


def segment(text: str, title: str = "") -> list[dict]:
    """Divide a normalised text at its blank lines, or into lines if it has none.

    A segment is {"kind", "label", "start", "end"} without the white space around it; kinds are
    date, title, byline, heading, paragraph, residue; paragraphs are labelled ¶1, ¶2, …, headings
    H1, H2, …, everything before the first paragraph ¶0. Between segments there is only white space.
    Raises UnreadableText if there are more than MAX_SEGMENTS.
    """
    shape = BLOCK if BLANK_LINE.search(text.strip()) else LINE
    lines = [(m.start(), m.start() + len(m[0].rstrip())) for m in shape.finditer(text)]
    _check_size(lines)
    whole = _paragraphs([text[a:b] for a, b in lines])
    body = next((i for i, is_whole in enumerate(whole) if is_whole), None)
    if body is None:  # only short lines: verse, a list, a single sentence
        return [_segment("paragraph", f"¶{i}", *line) for i, line in enumerate(lines, 1)]
    front = _front_matter([text[a:b] for a, b in lines[:body]], title)
    found = [
        _segment(kind, "¶0" if kind != "heading" else "H1", *line)
        for kind, line in zip(front, lines, strict=False)
    ]
    headings = sum(1 for kind in front if kind == "heading")
    last = max(i for i, is_whole in enumerate(whole) if is_whole)
    paragraphs = 0
    for i, (a, b) in enumerate(lines[body:], body):
        if i > last:
            found.append(_segment("residue", "", a, b))
        elif whole[i]:
            paragraphs += 1
            found.append(_segment("paragraph", f"¶{paragraphs}", a, b))
        else:
            headings += 1
            found.append(_segment("heading", f"H{headings}", a, b))
    return found


def _segment(kind, label, start, end):
    return {"kind": kind, "label": label, "start": start, "end": end}


def _paragraphs(lines):
    """For each line whether it is a paragraph rather than a heading or front matter."""
    numbered = [bool(NUMBERED.match(line)) for line in lines]
    listed = [
        one and (before or after)
        for before, one, after in zip(
            [False, *numbered], numbered, [*numbered[1:], False], strict=False
        )
    ]
    return [
        len(line) > HEADING_LENGTH or entry or bool(SENTENCE.search(line) or ROW.search(line))
        for line, entry in zip(lines, listed, strict=True)
    ]


def _front_matter(lines, title):
    """The kinds of the short lines before the first paragraph: date, title, byline."""
    kinds = []
    for line in lines:
        if DATE.fullmatch(line):
            kinds.append("date")
        elif line == title or "title" not in kinds:
            kinds.append("title")
        else:
            kinds.append("byline")
    return kinds
