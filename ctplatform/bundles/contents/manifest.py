"""The manifest of a bundle and the names of its members. Pure."""

import json
from dataclasses import asdict, dataclass, field

FORMAT = "ctplatform-bundle"
VERSION = 1
"""Raised when older releases could no longer read what newer ones write."""

MANIFEST = "manifest.json"
README = "README.txt"
PEOPLE = "people.jsonl"
TABLES = "tables/"
SCHEMAS = "schemas/"
FILES = "files/"

ABOUT = """\
A project of ctplatform: its texts, passages, register, proposals and history.

manifest.json   what is in here: rows and SHA-256 of each file, and what was left out
people.jsonl    the people that the rows name, by username and name
tables/         one JSON object a line, one file a table; ids are UUIDs. A name such as
                urn:ctplatform:person:USERNAME or urn:ctplatform:place:AF stands for a person, or
                for a country, region or codebook that every installation has
schemas/        a JSON Schema (draft 2020-12) of the lines of each table
files/          the files that were uploaded, and those of releases
datapackage.json        the same tables for readers of Data Package 2.0
ro-crate-metadata.json  the same files for archives, after RO-Crate 1.2

"manage.py restore_project FILE" puts it into an installation with the same ids,
"New project" -> "Copy from a bundle" makes a copy with new ones.
"""


@dataclass
class Manifest:
    """What a bundle holds.

    `members` are {name: {"sha256", "bytes", "rows"}} (`rows` of tables only). `hidden` are {table:
    rows} that the user who made the bundle may not see, `hidden_references` {table: references} to
    such rows, which are null in the bundle, `missing_files` files that the storage had lost,
    `left_out` {table: reason}.
    """

    project: dict
    members: dict = field(default_factory=dict)
    hidden: dict = field(default_factory=dict)
    hidden_references: dict = field(default_factory=dict)
    missing_files: list = field(default_factory=list)
    left_out: dict = field(default_factory=dict)
    format: str = FORMAT
    version: int = VERSION

    def to_json(self) -> bytes:
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1)
        return text.encode() + b"\n"

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(each.get("rows", 0) for each in self.members.values())


def read_manifest(content: bytes) -> Manifest:
    """The manifest in these bytes. Raises ValueError with the reason."""
    try:
        given = json.loads(content)
    except ValueError as error:
        raise ValueError(f"{MANIFEST} is not JSON: {error}") from error
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise ValueError(f"{MANIFEST} does not say that this is a {FORMAT}.")
    if given.get("version") != VERSION:
        raise ValueError(
            f"The bundle has version {given.get('version')!r}, and this release reads {VERSION}:"
            " use a release that reads it."
        )
    kinds = {"project": dict, "members": dict, "hidden": dict, "left_out": dict}
    for name, kind in kinds.items():
        if not isinstance(given.get(name), kind):
            raise ValueError(f"{MANIFEST}: “{name}” is not an object.")
    known = Manifest.__dataclass_fields__
    return Manifest(**{name: value for name, value in given.items() if name in known})
