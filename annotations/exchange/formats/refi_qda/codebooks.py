"""The tree of codes, the same in a project and in a codebook of its own."""

import re
from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from annotations.exchange.documents import CodeDefinition
from annotations.exchange.files.xml_text import Element, write_attributes, write_text

GUID = re.compile(r"\{?([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?")
COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
ORIGIN = "ctplatform"


def make_guid(*names: str) -> str:
    """A GUID that follows from names, so that the same corpus gives the same file."""
    return str(uuid5(NAMESPACE_URL, "\0".join(("refi-qda", *names)))).upper()


def read_guid(value: str) -> str:
    """A GUID without braces, in capitals; "" if it is none."""
    match = GUID.fullmatch(value.strip())
    return match[1].upper() if match else ""


def read_codes(root: Element) -> dict[str, CodeDefinition]:
    """{GUID: code} of the codes below the element that has Codes, parents first."""
    found = {}
    for codes in root.named("Codes"):
        _read_level(codes, (), found)
    return found


def _read_level(element, above, found):
    for code in element.named("Code"):
        path = (*above, code.attributes.get("name", ""))
        guid = read_guid(code.attributes.get("guid", "")) or make_guid(*path)
        texts = [each.text for each in code.named("Description") if each.text]
        colour = _read_colour(code.attributes.get("color", ""))
        found[guid] = CodeDefinition(path, "\n".join(texts), colour, guid)
        _read_level(code, path, found)


def _read_colour(value):
    if not COLOUR.fullmatch(value):
        return ""
    return (
        value.lower() if len(value) == 7 else "#" + "".join(char * 2 for char in value[1:].lower())
    )


class CodeTree:
    """The codes of a corpus with the parents that they need, each with its GUID."""

    def __init__(self, codes: Iterable[CodeDefinition], used: Iterable[tuple[str, ...]]):
        self.known = {each.path: each for each in codes if each.path}
        self.children, self.guids, taken = {}, {}, set()
        for path in (*self.known, *sorted(used)):
            for length in range(1, len(path) + 1):
                part = path[:length]
                if part in self.guids:
                    continue
                given = read_guid(self.known[part].identifier) if part in self.known else ""
                guid = given if given and given not in taken else make_guid("code", *part)
                taken.add(guid)
                self.guids[part] = guid
                self.children.setdefault(part[:-1], []).append(part)

    def lines(self, indent: str = "") -> list[str]:
        """The element Codes, line by line."""
        return [f"{indent}<Codes>", *self._level((), indent + "  "), f"{indent}</Codes>"]

    def _level(self, above, indent):
        for path in self.children.get(above, ()):
            code = self.known.get(path, CodeDefinition(path))
            colour = code.colour if COLOUR.fullmatch(code.colour) else None
            values = {"guid": self.guids[path], "name": path[-1], "isCodable": "true"}
            yield f"{indent}<Code{write_attributes(values | {'color': colour})}>"
            if code.description:
                yield f"{indent}  <Description>{write_text(code.description)}</Description>"
            yield from self._level(path, indent + "  ")
            yield f"{indent}</Code>"


def write_codebook(codes: Iterable[CodeDefinition], used: Iterable[tuple[str, ...]]) -> str:
    """A .qdc file."""
    tree = CodeTree(codes, used)
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="{ORIGIN}">',
            *tree.lines("  "),
            "</CodeBook>",
            "",
        ]
    )
