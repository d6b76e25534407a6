"""The formats in which each resource is exported, and those in which it is imported."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from ctplatform.exchange.file_facts import FileFacts


class UnknownFormat(LookupError):
    """No format of that name is registered for the resource."""


@dataclass(frozen=True)
class Format:
    """A way to write a resource (`of`, the API's plural noun).

    `write(rows, reader)` takes the QuerySet that a list's filters select and the user who exports
    (related rows are limited to `visible_to(reader)`), and yields bytes in constant memory. An
    `addressed` format also gets the URL of the export. `columns` ({name: field path or expression})
    are those of a table, for the data dictionary. `refuse(rows)` states why these rows are not
    written, "" where they are; `unavailable()` why this installation writes none. Formats of a
    table for analysis share a `group`, the name of the table, and `about`, a sentence on what it
    holds. `losses(rows, reader)` counts what the format cannot hold of some rows: {plain words:
    number}; None for a format that holds all there is.
    """

    of: str
    name: str
    label: str
    media_type: str
    extension: str
    write: Callable[..., Iterable[bytes]]
    aliases: tuple[str, ...] = ()
    addressed: bool = False
    columns: Mapping[str, Any] = field(default_factory=dict, hash=False)
    refuse: Callable[[QuerySet], str] | None = None
    unavailable: Callable[[], str] | None = None
    losses: Callable[..., Mapping[str, int]] | None = None
    group: str = ""
    about: str = ""

    def why_refused(self, rows: QuerySet) -> str:
        """Why these rows are not written in this format; "" where they are."""
        if self.unavailable and (why := self.unavailable()):
            return why
        return self.refuse(rows) if self.refuse else ""

    def pieces(self, rows: QuerySet, reader, address: str) -> Iterable[bytes]:
        """What `write` yields; `address` is the URL of the export, for `addressed` formats."""
        more = {"address": address} if self.addressed else {}
        return self.write(rows, reader, **more)


@dataclass(frozen=True)
class Reader:
    """A way to read a resource.

    `read(path, options)` yields what each row states, in constant memory; it raises
    `limits.Unreadable` if the file cannot be read. `count(path, options)` is the number of rows.
    `options` are settings that the format itself defines. `mapped` formats need a mapping of
    columns. `recognises(facts)` says whether a file may be in this format; of several, the one that
    was registered first is taken, a `mapped` one last.
    """

    of: str
    name: str
    label: str
    extensions: tuple[str, ...]
    read: Callable[[Path, dict], Iterator[Any]]
    count: Callable[[Path, dict], int]
    mapped: bool = False
    recognises: Callable[[FileFacts], bool] | None = None


_readers: dict[tuple[str, str], Reader] = {}
_formats: dict[tuple[str, str], Format] = {}


def register_writer(of: str, name: str, *, aliases=(), **about):
    """Register the decorated generator function as the writer of a format; see Format."""

    def register(write):
        found = Format(of, name, write=write, aliases=tuple(aliases), **about)
        for key in (name, *aliases):
            if (of, key) in _formats:
                raise ValueError(f"{of} has a format {key!r} already")
            _formats[of, key] = found
        return write

    return register


def register_reader(of: str, name: str, *, label: str, extensions, count, **about):
    """Register the decorated generator function as the reader of a format; see Reader."""

    def register(read):
        if (of, name) in _readers:
            raise ValueError(f"{of} is read from {name!r} already")
        _readers[of, name] = Reader(of, name, label, tuple(extensions), read, count, **about)
        return read

    return register


def readers_of(of: str) -> list[Reader]:
    """The readers of a resource, in the order of their registration."""
    return [found for (noun, _), found in _readers.items() if noun == of]


def find_reader(of: str, name: str) -> Reader:
    """Return the reader, or raise UnknownFormat listing the known ones."""
    try:
        return _readers[of, name]
    except KeyError as error:
        known = ", ".join(found.name for found in readers_of(of))
        raise UnknownFormat(f"Unknown format. Known: {known}.") from error


def formats_of(of: str) -> list[Format]:
    """The formats of a resource, in the order of their registration."""
    return list(dict.fromkeys(found for (noun, _), found in _formats.items() if noun == of))


def offered_formats(of: str) -> list[Format]:
    """The formats of a resource that this installation can write."""
    return [each for each in formats_of(of) if not (each.unavailable and each.unavailable())]


def find_format(of: str, name: str) -> Format:
    """Return the format, or raise UnknownFormat listing the known ones."""
    try:
        return _formats[of, name]
    except KeyError as error:
        known = ", ".join(found.name for found in formats_of(of))
        raise UnknownFormat(f"Unknown format. Known: {known}.") from error


def exported_resources() -> Iterator[str]:
    """Every resource that can be exported."""
    return iter(dict.fromkeys(noun for noun, _ in _formats))
