"""A text without annotations, which the library reads (TXT, HTML), as a file to import."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.articles.extraction.text_reader import MAX_FILE, Extract
from annotations.articles.services.articles import read_uploaded_file
from annotations.exchange.archives import base_name
from annotations.exchange.documents import AnnotatedDocument
from ctplatform.exchange.limits import Unreadable

TEXT = "text"
"""The name of this format, beside those of `document_formats()`."""
TEXT_LABEL = gettext_lazy("Text for the library (TXT, HTML)")


@dataclass(frozen=True)
class TextFile:
    """A file with one text, in the shape of `limited_reading.reader.ReadFile`.

    `original` are the bytes of the file, which are kept with the text.
    """

    name: str
    original: bytes
    extract: Extract
    count: int = 1
    codes: tuple = ()
    unread: Mapping[str, int] = field(default_factory=dict)

    def documents(self) -> Iterator[tuple[AnnotatedDocument, Extract]]:
        """The one text, with what the library stores of it."""
        found = self.extract
        yield AnnotatedDocument(self.name, found.text, title=found.title), found


@contextmanager
def read_text_file(path: Path, name: str, encoding: str = "") -> Iterator[TextFile]:
    """Read a text in the limited process. Raises Unreadable, and ValidationError of `file`."""
    if path.stat().st_size > MAX_FILE:
        most = MAX_FILE // 1024**2
        raise Unreadable(_("The file is larger than %d MB, the most for one text.") % most)
    data = path.read_bytes()
    yield TextFile(base_name(name), data, read_uploaded_file(name, data, encoding))
