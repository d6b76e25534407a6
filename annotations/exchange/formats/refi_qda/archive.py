"""The files of a project: its .qde, and the texts in its folder Sources."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from annotations.exchange.archives import Archive, open_archive
from annotations.exchange.files.archives import decode_text, starts_as_zip
from annotations.exchange.files.xml_text import Element, parse_xml
from ctplatform.exchange.limits import LIMITS, Unreadable


@dataclass(frozen=True)
class Project:
    """A project: its name, the root element of its .qde, and its other files."""

    name: str
    root: Element
    archive: Archive | None

    def text_of(self, source: Element) -> str | None:
        """The plain text of a source: in the element, or in a file; None if it is missing."""
        for element in source.named("PlainTextContent"):
            return element.text
        path = source.attributes.get("plainTextPath", "")
        if not path or self.archive is None:
            return None
        wanted = PurePosixPath(path.partition("://")[2] or path).name.casefold()
        for name in self.archive.names:
            if PurePosixPath(name).name.casefold() == wanted:
                return decode_text(self.archive.read(name), name)
        return None


@contextmanager
def open_project(path: Path) -> Iterator[Project]:
    """Open a .qdpx, or a .qde alone, whose texts are then those inside it."""
    if not starts_as_zip(path):
        if path.stat().st_size > LIMITS.json:
            raise Unreadable(f"The file is larger than {LIMITS.json // 1024**2} MB.")
        yield Project(path.stem, _root(path.read_bytes(), path.name), None)
        return
    with open_archive(path) as archive:
        found = [name for name in archive.names if name.lower().endswith(".qde")]
        if len(found) != 1:
            number = "no" if not found else f"{len(found)}"
            raise Unreadable(
                f"The project has {number} .qde files; it must have one. "
                "Export it again as REFI-QDA project (.qdpx)."
            )
        yield Project(path.stem, _root(archive.read(found[0]), found[0]), archive)


def _root(data, name):
    if len(data) > LIMITS.json:
        raise Unreadable(f"“{name[:200]}” is larger than {LIMITS.json // 1024**2} MB.")
    root = parse_xml(data, name)
    if root.name != "Project":
        raise Unreadable(f"{name} is not a project: it starts with {root.name}.", root.line)
    return root
