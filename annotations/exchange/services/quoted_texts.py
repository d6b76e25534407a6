"""Find the texts and the passages that a file names by address and by words."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

from django.db.models import F

from annotations.articles.models.articles import Article, ArticleVersion
from annotations.exchange.documents import AnnotatedDocument
from annotations.exchange.files.quotes import (
    PositionUncertain,
    QuoteAmbiguous,
    QuoteFinder,
    QuoteNotFound,
)
from annotations.exchange.files.web_addresses import plain_address
from annotations.exchange.skip_reasons import (
    POSITION_ALONE,
    TEXT_NOT_HERE,
    WORDS_AMBIGUOUS,
    WORDS_NOT_FOUND,
)
from ctplatform.record_types.ids import UUID

COMPARED = 5  # texts of one address
SEARCHED = 200  # pages of one file whose words are searched in all texts
LONG = 30  # code points of words that may show which text is meant
VERSION_ADDRESS = re.compile(
    rf"(?:https?://[^/]+)?/api/v1/articles/({UUID})/versions/(\d{{1,9}})/?"
)
"""The address of a text on this platform, wherever it is installed."""
WHY_NOT_PLACED = {
    QuoteNotFound: WORDS_NOT_FOUND,
    QuoteAmbiguous: WORDS_AMBIGUOUS,
    PositionUncertain: POSITION_ALONE,
}


@dataclass
class PlacedDocument:
    """A document with the spans of its passages in `version`, None if no text was found.

    `skipped` counts annotations that are left out, by reason.
    """

    document: AnnotatedDocument
    version: ArticleVersion | None
    skipped: Counter = field(default_factory=Counter)


class TextFinder:
    """Looks up the texts of a project that a user sees, by what a file states of them.

    That is the SHA-256 of the text or its address here, which name one text exactly; the address of
    the page that it was taken from; or a long quote.
    """

    def __init__(self, project, by):
        articles = Article.objects.visible_to(by).filter(project=project)
        self.all_versions = ArticleVersion.objects.visible_to(by).filter(article__project=project)
        self.versions = self.all_versions.filter(article__current_version=F("pk"))
        self.by_address = defaultdict(list)
        for url, pk in (
            articles.exclude(url="").order_by("pk").values_list("url", "current_version")
        ):
            self.by_address[plain_address(url)].append(pk)
        self.searched = 0

    def place(self, document: AnnotatedDocument) -> PlacedDocument:
        """Find the text of a document and its passages there."""
        if version := self._same_text(document):
            return _placed(document, version, is_same_text=True)
        wanted = dict.fromkeys(map(plain_address, document.addresses))
        ids = [pk for address in wanted for pk in self.by_address.get(address, ())]
        rows = self.versions.filter(pk__in=list(dict.fromkeys(ids))[:COMPARED]) if ids else ()
        placed = [_placed(document, row) for row in rows or self._with_words(document)]
        if not placed:
            skipped = Counter({TEXT_NOT_HERE: len(document.annotations)})
            return PlacedDocument(replace(document, annotations=()), None, skipped)
        return min(placed, key=lambda each: sum(each.skipped.values()))

    def _same_text(self, document):
        """The text that the document names exactly; None if it names none that is here."""
        rows = self.all_versions.select_related("article").order_by("-number", "-pk")
        if document.fingerprint:
            return rows.filter(sha256=document.fingerprint).first()
        named = [VERSION_ADDRESS.fullmatch(each) for each in document.addresses]
        named = [match.groups() for match in named if match]
        return rows.filter(article=named[0][0], number=named[0][1]).first() if named else None

    def _with_words(self, document):
        """The one text that has the longest quote of the document, as a list."""
        quotes = (quoted.exact for each in document.annotations for quoted in each.quoted)
        lines = (line.strip() for quote in quotes for line in quote.split("\n"))
        longest = max(lines, key=len, default="")
        if len(longest) < LONG or self.searched >= SEARCHED:
            return []
        self.searched += 1
        rows = list(self.versions.filter(text__contains=longest)[:2])
        return rows if len(rows) == 1 else []


def _placed(document, version, is_same_text=False):
    finder, kept, skipped = QuoteFinder(version.text, is_same_text), [], Counter()
    for annotation in document.annotations:
        try:
            spans = tuple(finder.find(passage) for passage in annotation.quoted)
        except tuple(WHY_NOT_PLACED) as error:
            skipped[WHY_NOT_PLACED[type(error)]] += 1
        else:
            kept.append(replace(annotation, spans=spans, quoted=()))
    document = replace(document, text=version.text, annotations=tuple(kept))
    return PlacedDocument(document, version, skipped)
