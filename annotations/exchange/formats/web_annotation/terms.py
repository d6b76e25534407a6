"""What the parts of a Web Annotation have in common: types, ids, lists and names of agents."""

from collections.abc import Mapping
from typing import Any

PREFIXES = ("oa:", "as:", "http://www.w3.org/ns/oa#", "https://www.w3.org/ns/activitystreams#")


def listed(value: Any) -> list:
    """A value as a list: JSON-LD writes a list of one as its one member."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def types_of(value: Mapping[str, Any]) -> set[str]:
    """The names of the types of an object, without the prefix of their vocabulary.

    >>> sorted(types_of({"@type": ["oa:Annotation"]}))
    ['Annotation']
    """
    names = listed(value.get("type", value.get("@type")))
    return {_plain(name) for name in names if isinstance(name, str)}


def _plain(name):
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    return name


def id_of(value: Mapping[str, Any]) -> str:
    """The id of an object; "" if it has none or it is not a text."""
    found = value.get("id", value.get("@id"))
    return found if isinstance(found, str) else ""


def text_in(value: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that is a text, without white space around it; "" for none."""
    for name in names:
        for found in listed(value.get(name)):
            if isinstance(found, str) and found.strip():
                return found.strip()
    return ""


def agent_name(value: Any) -> str:
    """The name of a creator: nickname, name, email or id; the first one of several."""
    for each in listed(value):
        if isinstance(each, str) and each.strip():
            return each.strip()
        names = ("nickname", "name", "email", "id", "@id")
        if isinstance(each, Mapping) and (found := text_in(each, *names)):
            return found
    return ""
