"""Divide a text into tokens and sentences for formats of one token a line.

No token crosses the start or the end of an annotation. The rules are simple, not linguistic: a
run of letters, marks and digits is a token, and so is each other character.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import category

Span = tuple[int, int]
SENTENCE_END = re.compile(
    "[.!?\u2026\u061f\u06d4\u3002\uff01\uff1f][\"'\u201d\u2019\u00bb)\\]]*\\s+|\n\\s*"
)


@lru_cache(maxsize=100_000)
def _kind(char):
    """ "w" of words, "s" of symbols such as emoji, " " of space, "" of other signs."""
    if char.isspace():
        return " "
    found = category(char)
    if found in ("Cf", "Mn", "Me", "Mc"):
        return "+"  # goes with what is before it
    if found[0] in "LN":
        return "w"
    return "s" if found in ("So", "Sk") else ""


def find_tokens(text: str, spans: Iterable[Span] = ()) -> list[Span]:
    """The tokens of a text in order, without white space; each of `spans` consists of some."""
    borders = {border for span in spans for border in span}
    found, start, kind = [], None, " "
    for place, char in enumerate(text):
        new = _kind(char)
        goes_on = start is not None and place not in borders and (new == "+" or new == kind != "")
        if new == "+":
            new = kind if start is not None else "s"
        if goes_on:
            continue
        if start is not None:
            found.append((start, place))
        start, kind = (None, " ") if new == " " else (place, new)
    if start is not None:
        found.append((start, len(text)))
    return found


def trim_span(text: str, span: Span) -> Span | None:
    """A passage without white space at its ends; None if nothing else is in it."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def tokens_within(tokens: list[Span], starts: list[int], span: Span) -> range:
    """The numbers of the tokens in a passage; `starts` are the starts of `tokens`."""
    first = bisect_left(starts, span[0])
    return range(first, max(first, bisect_right(starts, span[1] - 1)))


def group_sentences(text: str, tokens: list[Span], spans: Iterable[Span] = ()) -> list[list[int]]:
    """The numbers of the tokens of each sentence: up to a full stop, or a line's end.

    No sentence ends within one of `spans`.
    """
    inside, reached = [], 0
    for start, end in sorted(spans):
        inside.append((start, reached := max(reached, end)))
    starts = [start for start, _end in inside]
    ends = []
    for match in SENTENCE_END.finditer(text):
        before = bisect_left(starts, match.end())
        if not before or inside[before - 1][1] <= match.end():
            ends.append(match.end())
    groups, last = [], None
    for number, (start, _end) in enumerate(tokens):
        sentence = bisect_right(ends, start)
        if sentence != last:
            groups.append([])
            last = sentence
        groups[-1].append(number)
    return groups
