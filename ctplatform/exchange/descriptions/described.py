"""Pure: what both descriptions say of a set of files."""

import json
from dataclasses import dataclass, field

MEDIA_TYPES = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "txt": "text/plain",
}


@dataclass(frozen=True)
class DescribedFile:
    """A file: its path in the folder, a name in words, its size in bytes and its SHA-256.

    `schema` is the Table Schema of a table, empty for other files.
    """

    path: str
    title: str
    size: int
    sha256: str
    media_type: str = ""
    schema: dict = field(default_factory=dict)

    @property
    def extension(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def encoding_format(self) -> str:
        """Its media type without parameters."""
        known = MEDIA_TYPES.get(self.extension, "application/octet-stream")
        return self.media_type.partition(";")[0] or known


@dataclass(frozen=True)
class DescribedDataset:
    """All files together. `day` is an ISO 8601 date, `licence` the address of a licence or "".

    `rights` says in words what holds of rights. A creator is “Family, Given” or an organisation.
    `folders` are {path that ends with "/": what is in it} of folders whose files are not listed.
    """

    name: str
    title: str
    description: str
    day: str
    identifier: str
    rights: str
    licence: str = ""
    licence_name: str = ""
    creators: tuple[str, ...] = ()
    publisher: str = ""
    url: str = ""
    version: str = ""
    folders: dict[str, str] = field(default_factory=dict)


def as_json(value) -> bytes:
    """Readable JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
