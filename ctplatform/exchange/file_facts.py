"""What is known of a file before it is read: what formats recognise it by. Pure."""

from dataclasses import dataclass

TABLES = ("table", "workbook")


@dataclass(frozen=True)
class FileFacts:
    """What a file shows at first sight.

    `shape` is "empty", "bundle", "workbook", "table", "json", "html", "text", "pdf", "docx", "zip",
    "binary" or "unknown". `columns` are those of a table, or the names of the first object of JSON;
    `is_geo` says that it is a feature of GeoJSON. `formats` are the formats of annotated texts that
    the content looks like, `members` the first files of an archive, `object_types` the types of the
    objects of a STIX bundle. `described` says in words what
    the file is where nothing reads it, `problem` why it could not be looked at.
    """

    name: str
    shape: str
    columns: tuple[str, ...] = ()
    is_geo: bool = False
    formats: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    object_types: tuple[str, ...] = ()
    described: str = ""
    problem: str = ""

    @property
    def is_table(self) -> bool:
        return self.shape in TABLES

    def has_columns(self, *names: str) -> bool:
        """Whether all of these are among the columns."""
        return set(names) <= set(self.columns)
