"""Pure: text as a search compares it, the same on every database."""

import unicodedata


def fold(*texts):
    """Join texts (None is skipped) without case, accents or double spaces."""
    joined = " ".join(text for text in texts if text)
    if joined.isascii():
        return " ".join(joined.lower().split())
    plain = unicodedata.normalize("NFKD", joined.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def find(word, text):
    """Where `word`, as a search compares it, stands first in `text`: (start, end), else None."""
    folded, places = [], []
    for place, character in enumerate(text):
        for plain in unicodedata.normalize("NFKD", character.casefold()):
            if not unicodedata.combining(plain):
                folded.append(plain)
                places.append(place)
    at = "".join(folded).find(fold(word))
    if at < 0 or not fold(word):
        return None
    return places[at], places[at + len(fold(word)) - 1] + 1
