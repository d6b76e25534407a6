"""Labels of records that show how far a statement goes, such as "alleged: ..."."""

import re

LABEL = re.compile(r"^(?:held [^:]{1,120}|alleged|pledged): ")


def shorten_text(text, longest=None) -> str:
    """Cut a text to at most `longest` characters, after a whole word if it has one."""
    if not longest or len(text) <= longest:
        return text
    kept = text[:longest]
    whole = kept.rsplit(None, 1)[0] if len(kept.split()) > 1 else kept[:-1]
    return f"{whole.rstrip(' ,;:.')}…"


def statement_in(label) -> str:
    """The statement or proposition in a label that somebody typed or copied."""
    return LABEL.sub("", label).removesuffix("…")
