"""The texts of an import: found in the project, else stored; and files with nothing but a text."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.articles.extraction.normalisation import fingerprint
from annotations.articles.extraction.text_reader import MAX_FILE, Extract
from annotations.articles.models.articles import LANGUAGE, ArticleVersion
from annotations.articles.services.articles import (
    read_uploaded_file,
    store_article,
    store_file,
)
from annotations.exchange.archives import base_name
from annotations.exchange.documents import AnnotatedDocument
from ctplatform.exchange.limits import Unreadable

NAME = 200
TEXT = "text"
"""The name of this format, beside those of `document_formats()`."""
TEXT_LABEL = gettext_lazy("Text for the library (TXT, HTML, PDF, DOCX)")


@dataclass(frozen=True)
class SingleTextFile:
    """A file with one text that can be used like a `limited_reading.reader.ReadFile`.

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
def read_text_file(path: Path, name: str, encoding: str = "") -> Iterator[SingleTextFile]:
    """Read a text in the limited process. Raises Unreadable, and ValidationError of `file`."""
    if path.stat().st_size > MAX_FILE:
        most = MAX_FILE // 1024**2
        raise Unreadable(_("The file is larger than %d MB, the most for one text.") % most)
    data = path.read_bytes()
    yield SingleTextFile(base_name(name), data, read_uploaded_file(name, data, encoding))


class TextStore:
    """Finds or adds the texts of one import.

    `has_original` says that the file is one text, which is kept with it unless `keeps_original` is
    false, as in a dry run. Files are deleted again if the block in `deleting_files` fails.
    """

    def __init__(self, read_file, choices, *, by, project, name, keeps_original):
        self.choices, self.by, self.project, self.name = choices, by, project, name
        self.has_original = read_file.original is not None
        self.original = read_file.original if keeps_original else None
        self.stored = []

    @contextmanager
    def deleting_files(self):
        """Delete the files of the stored texts if the block, which stores them, fails."""
        try:
            yield
        except BaseException:
            for version in self.stored:
                version.original.delete(save=False)
            raise

    def version_of(self, document, stored):
        """(the version with this text, whether it was made)."""
        same = ArticleVersion.objects.visible_to(self.by).filter(
            article__project=self.project, sha256=fingerprint(stored.text)
        )
        same = same.select_related("article").defer("text", "segments", "notes")
        if found := same.order_by("-number").first():
            return found, False
        version = self._store(document, stored).current_version
        if self.original is not None:
            self.stored.append(version)
        return version, True

    def _store(self, document, stored):
        language = document.language or self.choices.language
        about = {
            "by": self.by,
            "project": self.project,
            "rights": self.choices.rights,
            "marking": self.choices.marking,
            "language": language if LANGUAGE.fullmatch(language) else "",
        }
        if self.original is not None:
            return store_file(stored, name=self.name, data=self.original, **about)
        title = document.title or ("" if self.has_original else document.name)
        return store_article(
            stored,
            title=title[:500],
            raw=stored.text.encode(),
            capture="file",
            original_name=document.name[-NAME:],
            **about,
        )
