"""Isolate names in right-to-left scripts within left-to-right text."""

from unicodedata import bidirectional

ISOLATE, END = "\u2068", "\u2069"  # first strong isolate, pop directional isolate


def isolated(name: str) -> str:
    """Wrap a name with right-to-left letters, so that the words beside it keep their order.

    It does for plain text, such as a translated sentence or an attribute, what `<bdi>` does in
    HTML. Other names are returned unchanged.
    """
    if any(bidirectional(letter) in ("R", "AL") for letter in name):
        return f"{ISOLATE}{name}{END}"
    return name
