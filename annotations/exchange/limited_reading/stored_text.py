"""Pure: the text of a document as the platform stores texts, with its passages moved along."""

import unicodedata
from dataclasses import dataclass, field, replace

from annotations.articles.extraction import normalisation
from annotations.articles.extraction.languages import UNKNOWN, detect_language
from annotations.exchange.documents import AnnotatedDocument


@dataclass(frozen=True)
class StoredText:
    """A document in normal form, with what an article stores of its text.

    The names of the fields are those of `articles.extraction.text_reader.Extract`, so that
    `store_article` takes it.
    """

    text: str
    language: str = ""
    direction: str = ""
    encoding: str = ""
    normalisation: list = field(default_factory=list)
    segments: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    warnings: list = field(default_factory=list)


def stored_text(document: AnnotatedDocument) -> tuple[AnnotatedDocument, StoredText | None]:
    """The document with the normalised text and its passages there, and the text to store.

    Raised note marks stay in the text, since passages may include them. Raises UnreadableText. A
    document that names its text by addresses stays as it is, and nothing is stored of it.
    """
    if document.addresses:
        return document, None
    text, log = normalisation.normalise(document.text)
    if text != document.text:
        place = _Places(document.text)
        moved = [
            replace(each, spans=tuple((place.of(a), place.of(b)) for a, b in each.spans))
            for each in document.annotations
        ]
        document = replace(document, text=text, annotations=tuple(moved))
    language = document.language or detect_language(text)
    found = StoredText(
        text,
        language=language if language != UNKNOWN else "",
        normalisation=log,
        segments=normalisation.segment(text, document.title),
    )
    return document, found


class _Places:
    """Positions of a text, as positions of the same text in normal form."""

    def __init__(self, text):
        self.text, self.known = text, {}

    def of(self, position):
        if position not in self.known:
            before = self.text[:position].removeprefix("\ufeff")
            before = normalisation.BREAK.sub("\n", before)
            self.known[position] = len(unicodedata.normalize("NFC", before))
        return self.known[position]
