"""Which formats each resource is written in, and which it is read from."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet


class UnknownFormat(LookupError):
    """No format of that name is registered for the resource."""


@dataclass(frozen=True)
class Format:
    """One way of writing one resource (`of`, the API's plural noun).

    `write(rows, reader)` takes the QuerySet that a list's filters select and the user who asks
    (whatever hangs on the rows is shown as `visible_to(reader)` shows it), and yields bytes in
    constant memory.
    """

    of: str
    name: str
    label: str
    media_type: str
    extension: str
    write: Callable[[QuerySet, object], Iterable[bytes]]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """One way of reading one resource.

    `read(path, options)` yields what each row states, in constant memory; it raises
    `limits.Unreadable` where the file as a whole cannot be read. `count(path, options)` says how
    many rows there are. `options` are the words that the format itself asks for. `mapped` formats
    need to be told what each column means.
    """

    of: str
    name: str
    label: str
    extensions: tuple[str, ...]
    read: Callable[[Path, dict], Iterator[Any]]
    count: Callable[[Path, dict], int]
    mapped: bool = False


_readers: dict[tuple[str, str], Reader] = {}
_formats: dict[tuple[str, str], Format] = {}


def writes(of: str, name: str, *, label: str, media_type: str, extension: str, aliases=()):
    """Register the decorated generator function as the writer of a format."""

    def register(write):
        found = Format(of, name, label, media_type, extension, write, tuple(aliases))
        for key in (name, *aliases):
            if (of, key) in _formats:
                raise ValueError(f"{of} has a format {key!r} already")
            _formats[of, key] = found
        return write

    return register


def reads(of: str, name: str, *, label: str, extensions, count, mapped=False):
    """Register the decorated generator function as the reader of a format."""

    def register(read):
        if (of, name) in _readers:
            raise ValueError(f"{of} is read from {name!r} already")
        _readers[of, name] = Reader(of, name, label, tuple(extensions), read, count, mapped)
        return read

    return register


def readers(of: str) -> list[Reader]:
    """The formats that a resource is read from, in the order of their registration."""
    return [found for (noun, _), found in _readers.items() if noun == of]


def find_reader(of: str, name: str) -> Reader:
    """Return the reader, or raise UnknownFormat naming those there are."""
    try:
        return _readers[of, name]
    except KeyError as error:
        known = ", ".join(found.name for found in readers(of))
        raise UnknownFormat(f"Unknown format. Known: {known}.") from error


def formats(of: str) -> list[Format]:
    """The formats of a resource, in the order of their registration."""
    return list(dict.fromkeys(found for (noun, _), found in _formats.items() if noun == of))


def find(of: str, name: str) -> Format:
    """Return the format, or raise UnknownFormat naming those there are."""
    try:
        return _formats[of, name]
    except KeyError as error:
        known = ", ".join(found.name for found in formats(of))
        raise UnknownFormat(f"Unknown format. Known: {known}.") from error


def nouns() -> Iterator[str]:
    """Every resource that can be exported."""
    return iter(dict.fromkeys(noun for noun, _ in _formats))
