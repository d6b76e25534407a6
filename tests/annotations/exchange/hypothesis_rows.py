"""Annotations as the API of Hypothesis states them."""

PAGE = "https://example.org/a"


def row(key, uri=PAGE, user="ana", **values):
    """An annotation of a page; without more it is a note on the whole page."""
    about = {"id": key, "uri": uri, "user": f"acct:{user}@hypothes.is", "text": "", "tags": []}
    times = dict.fromkeys(("created", "updated"), "2024-03-23T10:00:00+00:00")
    return {**about, **times, "group": "__world__", **values}


def quoted_row(key, exact, uri=PAGE, prefix="", suffix="", **values):
    """An annotation of a passage."""
    quote = {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}
    return row(key, uri, target=[{"source": uri, "selector": [quote]}], **values)
