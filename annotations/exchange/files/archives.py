"""The files in an upload: itself, or those in a zip, within limits."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from annotations.exchange.archives import base_name, is_zip, open_archive, safe_file_name
from ctplatform.exchange.limits import LIMITS, Limits, Unreadable


@dataclass(frozen=True)
class Member:
    """A file: its path in the zip (its own name where there is none) and its content."""

    path: str
    data: bytes

    @property
    def stem(self) -> str:
        """Its name without folder and extension."""
        return base_name(self.path)

    @property
    def suffix(self) -> str:
        """Its extension in small letters, with the dot."""
        return PurePosixPath(self.path).suffix.lower()


def starts_as_zip(path: Path) -> bool:
    """Whether a file is a zip by its first bytes."""
    with path.open("rb") as file:
        return is_zip(file.read(4))


def read_members(path: Path, suffixes: tuple[str, ...], limits: Limits = LIMITS):
    """Yield the Members of a zip with one of these suffixes by path, or the one file itself.

    Raises Unreadable if there is none, or one is larger than `limits.json` bytes.
    """
    if not starts_as_zip(path):
        _check_size(path.name, path.stat().st_size, limits)
        yield Member(path.name, path.read_bytes())
        return
    with open_archive(path, limits) as archive:
        names = sorted(name for name in archive.names if name.lower().endswith(suffixes))
        if not names:
            raise Unreadable(f"The zip holds no file that ends in {' or '.join(suffixes)}.")
        for name in names:
            content = archive.read(name)
            _check_size(name, len(content), limits)
            yield Member(name, content)


def _check_size(name, size, limits):
    if size > limits.json:
        raise Unreadable(f"“{name[:200]}” is larger than {limits.json // 1024**2} MB.")


def decode_text(data: bytes, name: str) -> str:
    """The text of UTF-8 or, with its byte order mark, UTF-16; the mark is left out.

    Raises Unreadable with the first byte that is wrong.
    """
    codec = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise Unreadable(
            f"“{name[:200]}”: byte {error.start + 1} is not {codec.removesuffix('-sig').upper()}; "
            "save it as UTF-8.",
            row,
        ) from error


def unique_names(documents) -> Iterator[tuple]:
    """(name that is safe in a zip and used once, document) of each document."""
    taken = set()
    for document in documents:
        yield safe_file_name(document.name, taken), document
