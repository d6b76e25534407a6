"""Pure: text as a search compares it, the same on every database."""

import unicodedata


def fold(*texts):
    """Join texts (None is skipped) without case, accents or double spaces."""
    joined = " ".join(text for text in texts if text)
    plain = unicodedata.normalize("NFKD", joined.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
