"""The texts of an import: found in the project, else stored."""

from contextlib import contextmanager

from annotations.articles.extraction.normalisation import fingerprint
from annotations.articles.models.articles import LANGUAGE, ArticleVersion
from annotations.articles.services.articles import store_article, store_file

NAME = 200


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
