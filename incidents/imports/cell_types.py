"""Pure: read several types of attack, target or weapon from one cell of a table."""

import re

from incidents.imports.mapping import NOTHING, instead_of
from incidents.imports.type_words import type_of
from incidents.imports.value_choices import choices_of

_PARTS = re.compile(r"[,/&+]|\band\b", re.I)


def types_of(mapping, field, text):
    """Return (slugs, texts that could not be read) for a cell of attack, target or weapon types.

    The cell is split at the separator of the mapping; pieces that are not a term as a whole are
    split at commas, slashes, “and”, “&” and “+”. If no part of a piece is understood, the whole
    piece is returned as unread.
    """
    slugs, unread = [], []
    for piece in text.split(mapping.get("separator") or ";"):
        found, missed = _types_of_piece(mapping, field, piece.strip())
        slugs += found
        unread += missed
    return list(dict.fromkeys(slugs)), list(dict.fromkeys(unread))


def _types_of_piece(mapping, field, piece):
    if (instead := instead_of(mapping, field, piece)) is not None:
        return _known_slugs(field, instead), []
    parts = [part.strip() for part in _PARTS.split(piece) if part.strip()]
    if len(parts) < 2 or _is_term(field, piece):
        slugs = _known_slugs(field, piece)
        return slugs, [] if slugs or not piece else [piece]
    slugs, unread = [], []
    for part in parts:
        instead = instead_of(mapping, field, part)
        found = _known_slugs(field, part if instead is None else instead)
        slugs += found
        if not found and instead is None:
            unread.append(part)
    return (slugs, unread) if slugs else ([], [piece])


def _known_slugs(field, text):
    """The slugs of a text with terms between semicolons; unknown terms are left out."""
    pieces = [piece.strip() for piece in text.split(";")]
    found = (type_of(field, piece) for piece in pieces if piece not in ("", NOTHING))
    return [slug for slug in found if slug]


def _is_term(field, text):
    word = text.casefold()
    return any(word in (slug, str(label).casefold()) for slug, label in choices_of(field))
