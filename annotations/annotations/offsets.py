"""Positions in a text, without Django.

Stored offsets count Unicode code points, end exclusive, as the W3C Web Annotation model and Python
do. Browsers count UTF-16 units, two for a character beyond U+FFFF.
"""

CONTEXT = 32


class SpanError(ValueError):
    """A span that is not within its text, or a position that splits a character."""


def check_span(text, start, end):
    """Return `text[start:end]`; raise `SpanError` unless 0 <= start < end <= len(text)."""
    if not 0 <= start < end <= len(text):
        raise SpanError(f"{start}-{end} is not a span of a text of {len(text)} code points")
    return text[start:end]


def context(text, start, end):
    """Return (prefix, suffix): at most 32 code points on either side of the span.

    >>> context("a list of words", 2, 6)
    ('a ', ' of words')
    """
    check_span(text, start, end)
    return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def utf16_length(text):
    """Count the UTF-16 units of `text`.

    >>> utf16_length("a\N{GRINNING FACE}")
    3
    """
    return len(text) + sum(character > "\uffff" for character in text)


def to_utf16(text, position):
    """Turn a position in code points into one in UTF-16 units.

    >>> to_utf16("\N{GRINNING FACE}x", 1)
    2
    """
    if not 0 <= position <= len(text):
        raise SpanError(f"{position} is outside a text of {len(text)} code points")
    return utf16_length(text[:position])


def from_utf16(text, position):
    """Turn a position in UTF-16 units into one in code points; a split pair is a `SpanError`.

    >>> from_utf16("\N{GRINNING FACE}x", 2)
    1
    """
    points = units = 0
    while units < position and points < len(text):
        units += 1 + (text[points] > "\uffff")
        points += 1
    if units != position:
        raise SpanError(f"UTF-16 position {position} splits a character or lies outside the text")
    return points
