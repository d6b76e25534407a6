"""Compare two texts word by word. No database access."""

import re
from difflib import SequenceMatcher

TOKEN = re.compile(r"\s+|\w+(?:[-'’]\w+)*|[^\w\s]")  # noqa: RUF001 - the apostrophe of set type
MOST_TOKENS = 4000  # above this the comparison takes too long (quadratic time)

Segments = list[tuple[str, bool]]


def compare_words(old: str, new: str) -> tuple[Segments, Segments]:
    """Return both texts as (piece, is different) runs; joined, the pieces are the texts again."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    if len(before) + len(after) > MOST_TOKENS:
        return _whole(old), _whole(new)
    left, right = [], []
    # Whitespace never starts a match; else it would be matched before the words are.
    matcher = SequenceMatcher(str.isspace, before, after, autojunk=False)
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        _append(left, "".join(before[a0:a1]), tag != "equal")
        _append(right, "".join(after[b0:b1]), tag != "equal")
    return left, right


def _whole(text: str) -> Segments:
    return [(text, True)] if text else []


def _append(segments: Segments, text: str, changed: bool) -> None:
    """Add a run; a lone space between two changed words is part of the change."""
    if not text:
        return
    if changed and len(segments) > 1 and segments[-1][0].isspace() and segments[-2][1]:
        space, _ = segments.pop()
        before, _ = segments.pop()
        text = before + space + text
    segments.append((text, changed))
