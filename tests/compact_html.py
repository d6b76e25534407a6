"""HTML without the white space that no browser shows, to look for pieces of it in a page."""

import re

INSIDE_A_TAG = re.compile(r"\s+>")
AFTER_OPENING = re.compile(r"(<[a-z][^<>]*[^/<>]>)\s+")
BEFORE_CLOSING = re.compile(r"\s+(</)")


def compact(page):
    """The HTML of a page or answer: one space for several, none at the ends of an element."""
    html = page if isinstance(page, str) else page.content.decode()
    html = re.sub(r"\s+", " ", html)
    for pattern, kept in ((INSIDE_A_TAG, ">"), (AFTER_OPENING, r"\1"), (BEFORE_CLOSING, r"\1")):
        html = pattern.sub(kept, html)
    return html
