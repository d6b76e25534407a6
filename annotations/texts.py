"""Pure: the one normal form of a text, and its division into segments.

Offsets everywhere are Unicode code points of the normal form, end exclusive.
"""

import re
import unicodedata
from hashlib import sha256

MAX_LENGTH = 5_000_000  # code points; a novel has under one million
BREAKS = {"\r\n": "CRLF", "\r": "CR", "\u2028": "LINE SEPARATOR", "\u2029": "PARAGRAPH SEPARATOR",
          "\x85": "NEL", "\x0b": "VT", "\x0c": "FF"}  # fmt: skip
BREAK = re.compile("|".join(map(re.escape, BREAKS)))
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
DATE = re.compile(
    r"(?:\w+,? )?\d{1,2}(?:st|nd|rd|th)? \w{3,9},? \d{4}"
    r"|(?:\w+,? )?\w{3,9} \d{1,2},? \d{4}|\d{4}-\d\d-\d\d"
)
FULL_STOPS = ".!?\u2026\u3002\uff01\uff1f\u061f\u06d4\u0964"
SENTENCE = re.compile(rf"[{FULL_STOPS}][\"'\u201d\u2019\u00bb)\]]*\Z")
BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
LINE = re.compile(r"\S(?:[^\n]*\S)?")
BLOCK = re.compile(r"\S(?:(?!\n[^\S\n]*\n).)*", re.DOTALL)
HEADING_LENGTH = 100  # code points; longer lines are never headings


class UnreadableText(ValueError):
    """The text cannot become an article; the message says why and where."""


def normalise(raw: str) -> tuple[str, list[dict]]:
    """Return (text in NFC with LF line ends and no BOM, a log of what was changed).

    A log entry is {"change": name, "count": how often}. Raises UnreadableText where the text is
    empty, holds control characters (a binary file) or is longer than MAX_LENGTH.
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


def fingerprint(text: str) -> str:
    """Sha256 of the text in UTF-8, hexadecimal."""
    return sha256(text.encode()).hexdigest()


def segment(text: str, title: str = "") -> list[dict]:
    """Divide a text in normal form at its blank lines, or into lines where it has none.

    A segment is {"kind", "label", "start", "end"} without the white space around it; kinds are
    date, title, byline, heading, paragraph, residue; paragraphs are labelled ¶1, ¶2, …, headings
    H1, H2, …, everything before the first paragraph ¶0. Between segments stands white space only.
    """
    shape = BLOCK if BLANK_LINE.search(text.strip()) else LINE
    lines = [(m.start(), m.start() + len(m[0].rstrip())) for m in shape.finditer(text)]
    body = next((i for i, (a, b) in enumerate(lines) if _is_paragraph(text[a:b])), None)
    if body is None:  # only short lines: verse, a list, a single sentence
        return [_segment("paragraph", f"¶{i}", *line) for i, line in enumerate(lines, 1)]
    front = _front_matter([text[a:b] for a, b in lines[:body]], title)
    found = [
        _segment(kind, "¶0" if kind != "heading" else "H1", *line)
        for kind, line in zip(front, lines, strict=False)
    ]
    headings = sum(1 for kind in front if kind == "heading")
    last = max(i for i, (a, b) in enumerate(lines) if _is_paragraph(text[a:b]))
    paragraphs = 0
    for i, (a, b) in enumerate(lines[body:], body):
        if i > last:
            found.append(_segment("residue", "", a, b))
        elif _is_paragraph(text[a:b]):
            paragraphs += 1
            found.append(_segment("paragraph", f"¶{paragraphs}", a, b))
        else:
            headings += 1
            found.append(_segment("heading", f"H{headings}", a, b))
    return found


def _segment(kind, label, start, end):
    return {"kind": kind, "label": label, "start": start, "end": end}


def _is_paragraph(line):
    return len(line) > HEADING_LENGTH or bool(SENTENCE.search(line))


def _front_matter(lines, title):
    """Name the short lines before the first paragraph: date, title, byline, heading."""
    kinds = []
    for line in lines:
        if DATE.fullmatch(line):
            kinds.append("date")
        elif line == title or "title" not in kinds:
            kinds.append("title")
        else:
            kinds.append("byline")
    return kinds
