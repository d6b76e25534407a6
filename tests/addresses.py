"""Every address of the product, filled with the keys of one world."""

import re
import uuid
from dataclasses import dataclass

from django.urls import URLResolver, get_resolver
from django.utils.regex_helper import normalize

# Keys beside that of a row.
WORDS = {
    "number": "1",
    "decision": "accept",
    "act": "cancel",
    "target_type": "incident",
    "noun": "place",
    "name": "manifest.json",
    "resource": "incidents",
    "format_name": "gtd_csv",
}
# Addresses that begin with another word than the noun of the row they name.
NOUNS = {
    "review": "proposals",
    "account": "tokens",
    "history": "incidents",
    "figures": "series",
}
# Addresses below those of another noun.
PREFIXES = {
    "/incidents/publish/{pk}/": "publications",
    "/imports/undone/{pk}/": "undone-imports",
}


@dataclass(frozen=True)
class Address:
    """`path` has a `{name}` for each of `names`; `noun` is what it is about; `view` answers it."""

    path: str
    names: tuple
    view: object
    noun: str

    def __str__(self):
        return self.path

    @property
    def is_api(self):
        return self.path.startswith("/api/")

    @property
    def is_list(self):
        return not self.names

    def of(self, world):
        """The address of this world's rows."""
        return self.path.format(**{name: self._key(name, world) for name in self.names})

    def of_nothing(self, world):
        """The same about a row that does not exist, of a type that does."""
        keys = {name: self._key(name, world) for name in self.names}
        name = "pk" if "pk" in keys else self.names[0]
        keys[name] = "no-such-project" if name == "slug" else str(uuid.uuid4())
        return self.path.format(**keys)

    def _key(self, name, world):
        if name == "username":
            return world.people["annotator"].username
        return WORDS.get(name) or world.key("projects" if name == "slug" else self.noun)


def addresses():
    """Those of our own views: API and pages, without the admin.

    The endpoint of assistants is off; tests/ctplatform/assistants calls each of its tools.
    """
    found = _walk(get_resolver().url_patterns, "/")
    return [each for each in found if not each.path.startswith(("/admin/", "/mcp/"))]


def _walk(patterns, prefix):
    for pattern in patterns:
        path = prefix + _template(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        else:
            yield _address(path, pattern.callback)


def _template(pattern):
    """`articles/<uuid:pk>/` and its regular-expression twin, as `articles/{pk}/`."""
    if hasattr(pattern, "_route"):
        return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern._route)
    ((text, names),) = normalize(pattern.regex.pattern)
    return text % {name: f"{{{name}}}" for name in names}


def _address(path, view):
    words = path.removeprefix("/api/v1/").removeprefix("/").split("/")
    names = tuple(re.findall(r"{(\w+)}", path))
    if set(names) <= WORDS.keys():  # a word names no row: this is a list
        path, names = path.format(**WORDS), ()
    noun = next((PREFIXES[each] for each in PREFIXES if path.startswith(each)), words[0])
    return Address(path, names, getattr(view, "cls", view), NOUNS.get(noun, noun))
