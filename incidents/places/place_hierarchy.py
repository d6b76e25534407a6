"""Pure: which kinds of places may lie in which, and the format of a place's other names.

A kind without a level may lie in, and contain, any other.
"""

import re

LEVELS = {
    "venue": 1,
    "neighbourhood": 2,
    "city": 3,
    "admin3": 4,
    "admin2": 5,
    "admin1": 6,
    "country": 7,
    "continent": 9,
}
"""Smallest first. Regions, lines, waters, historic and unspecified places have no level."""

LANGUAGE = re.compile(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*", re.ASCII)
SCRIPT = re.compile(r"[A-Z][a-z]{3}", re.ASCII)
MOST_NAMES = 100
LONGEST_NAME = 200


def may_contain(kind, kind_above):
    """Whether a place of `kind` may lie in one of `kind_above`."""
    level, above = LEVELS.get(kind), LEVELS.get(kind_above)
    return level is None or above is None or level < above


def wrong_name(entry, kinds):
    """The error in one entry of `names`, or None; `kinds` are the valid kinds."""
    if not isinstance(entry, dict):
        return "is not an object; write {“name”: …, “language”: …}"
    if unknown := sorted(entry.keys() - {"name", "language", "script", "kind"}):
        return f"has “{unknown[0]}”; write name, language, script and kind"
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        return f"needs a name of 1 to {LONGEST_NAME} characters"
    for key, shape, example in (
        ("language", LANGUAGE, "ar, fa or uz-Cyrl"),
        ("script", SCRIPT, "Arab, Cyrl or Latn"),
    ):
        value = entry.get(key)
        if value and not (isinstance(value, str) and shape.fullmatch(value)):
            return f"has the {key} “{value}”; write {example}"
    kind = entry.get("kind")
    if kind and not (isinstance(kind, str) and kind in kinds):
        return f"has the kind “{kind}”; choose one of {', '.join(kinds)}"
    return None
