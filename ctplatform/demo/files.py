"""Read a demo project's folder. Errors name the file."""

import tomllib
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ValidationError

HERE = Path(__file__).parent


class DemoError(ValueError):
    """A file of the demo has an invalid value; the message says where."""


def folders(slug: str = "", on_request: bool = False) -> list[Path]:
    """The folder of the project `slug`; else of those loaded by default, or only on request.

    The main project comes last.
    """
    about = {path.parent: read(path) for path in sorted(HERE.glob("*/project.toml"))}
    if slug:
        return [folder for folder, each in about.items() if each["slug"] == slug]
    return [folder for folder, each in about.items() if each.get("on_request", False) == on_request]


def slugs(found: list[Path]) -> list[str]:
    """The slugs of the projects in these folders."""
    return [read(folder / "project.toml")["slug"] for folder in found]


def read(path: Path) -> dict:
    """The content of a file; {} if it does not exist."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as error:
        raise DemoError(f"{path.name}: {error}") from error


def rows(folder: Path, kind: str) -> list[dict]:
    """All rows of one kind ("incident") in the folder, each with its file's `[defaults]`."""
    found = [read(path) for path in sorted(folder.glob("*.toml"))]
    return [each.get("defaults", {}) | row for each in found for row in each.get(kind, ())]


def texts(folder: Path) -> list[tuple[str, str, dict]]:
    """(name, text, content of its TOML file) of each article; the first name is the newest."""
    found = sorted((folder / "texts").glob("*.txt"), reverse=True)
    return [
        (path.stem, path.read_text(encoding="utf-8").strip(), read(path.with_suffix(".toml")))
        for path in found
    ]


@contextmanager
def errors_naming_row(row: dict):
    """Add the name of the row to an error."""
    try:
        yield
    except (ValidationError, DemoError) as error:
        name = row.get("key") or row.get("quote") or row.get("about")
        raise DemoError(f"“{name}”: {error}") from error


def locate(text: str, quote: str, nth: int = 1) -> tuple[int, int]:
    """Start and end, in code points, of the nth occurrence (from 1) of the quote."""
    start = -1
    for _ in range(nth):
        start = text.find(quote, start + 1)
        if start < 0:
            raise DemoError(f"“{quote}” is not in the text {nth} times.")
    return start, start + len(quote)
