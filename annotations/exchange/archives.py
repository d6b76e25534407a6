"""Read the files of a zip under limits, and name files within one. Pure."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from ctplatform.exchange.limits import LIMITS, Limits, Unreadable

BROKEN = (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError, zlib.error)
"""What the zip reader raises for damaged, encrypted or unknown archives."""

NOISE = ("__MACOSX/", ".DS_Store", "Thumbs.db")
ABOUT = ("losses.txt", "losses.json")
"""What exports of this platform say about themselves, at the root of an archive."""


class Archive:
    """The files of an open zip: `names` in order, without folders and what systems leave behind."""

    def __init__(self, archive: zipfile.ZipFile):
        self._archive = archive
        self._members = {each.filename: each for each in archive.infolist() if is_content(each)}
        self.names = list(self._members)

    def read(self, name: str) -> bytes:
        """The content of a file. Raises Unreadable if it is damaged or encrypted."""
        try:
            return self._archive.read(self._members[name])
        except BROKEN as error:
            raise Unreadable(f"“{name[:200]}” in the archive cannot be read: {error}.") from error


def is_content(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a file that a person put in."""
    noise = any(part in member.filename for part in NOISE)
    return not member.is_dir() and not noise and member.filename not in ABOUT


def is_zip(start: bytes) -> bool:
    """Whether the first bytes of a file are those of a zip."""
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06"))


@contextmanager
def open_archive(path: Path, limits: Limits = LIMITS) -> Iterator[Archive]:
    """Open a zip; raise Unreadable if it unpacks to far more than its size or names a file twice.

    Python's zip reader never returns more than a member declares, and the sum of the declared
    sizes is checked first.
    """
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN as error:
        raise Unreadable("This is not a readable zip archive.") from error
    with archive:
        members = archive.infolist()
        size = sum(member.file_size for member in members)
        allowed = min(limits.expanded, limits.ratio * max(path.stat().st_size, 4096))
        if size > allowed or len(members) > limits.members:
            raise Unreadable("The archive unpacks to far more than its size; it is not read.")
        if len({member.filename for member in members}) < len(members):
            raise Unreadable("The archive has two files of the same name; it is not read.")
        yield Archive(archive)


def base_name(name: str) -> str:
    """The name of a file without folder and extension."""
    return PurePosixPath(name).stem


def decode_utf8(name: str, content: bytes) -> str:
    """The text of a UTF-8 file, without a byte order mark. Raises Unreadable with the byte."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        words = f"Byte {error.start + 1} of “{name[:200]}” is not UTF-8; save it as UTF-8."
        raise Unreadable(words, row) from error
    return text.removeprefix("\ufeff")


def safe_file_name(name: str, taken: set[str]) -> str:
    """`name` as every system can unpack it, and not yet in `taken`, to which it is added.

    >>> safe_file_name("A/B: c", set())
    'A_B_ c'
    """
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", name).strip(". ")[:100] or "text"
    found, number = plain, 1
    while found.casefold() in taken:
        number += 1
        found = f"{plain}-{number}"
    taken.add(found.casefold())
    return found
