"""W3C Web Annotation (JSON-LD); read here, and written by the export of annotations.

Read are one annotation, a list, an AnnotationPage, an AnnotationCollection with its pages, and JSON
Lines. A file does not hold the texts: they are found in the library, by the SHA-256 and the address
that our own exports state, else by the address of the page. Passages are found by their words;
TextPositionSelector counts code points, and places a passage alone only in a text that is known to
be the same. Several targets in one page are one discontinuous annotation. Annotations that
link others are relations (relations.py).
"""

import re
from collections import Counter
from pathlib import Path

from annotations.exchange.documents import AnnotatedCorpus, DocumentFormat, register_format
from annotations.exchange.files.archives import read_members
from annotations.exchange.formats.web_annotation.items import check_item, items_of
from annotations.exchange.formats.web_annotation.pages import PageReader

SUFFIXES = (".json", ".jsonld", ".jsonl", ".ndjson")
TYPED = re.compile(rb'"@?type"\s*:\s*\[?\s*"(oa:)?Annotation(Page|Collection)?"')


def read_web_annotation(path: Path) -> AnnotatedCorpus:
    """The annotated pages of a file, or of those in a zip, one document for each address."""
    unread = Counter()
    items = []
    for member in read_members(path, SUFFIXES):
        for number, item in items_of(member, unread):
            place = f"{member.path}, annotation {number}"
            key = check_item(item, place, number) or f"{member.stem}-{number}"
            items.append((key, item, place, number))
    reader = PageReader({key for key, *_rest in items}, unread)
    for each in items:
        reader.add(*each)
    documents = tuple(reader.documents())
    return AnnotatedCorpus(documents, name=path.stem, unread=dict(+unread))


def recognises_web_annotation(_name: str, start: bytes) -> bool:
    """JSON whose beginning has the context of Web Annotation, or objects of its types."""
    opened = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{")
    return opened and (b"www.w3.org/ns/anno" in start or bool(TYPED.search(start)))


register_format(
    DocumentFormat(
        name="web_annotation",
        label="W3C Web Annotation",
        media_type="application/ld+json",
        extension="jsonld",
        holds=frozenset(
            {
                "annotators", "attributes", "certainty", "code_tree", "created", "discontinuous",
                "links", "notes", "overlapping", "relations",
            }
        ),
        positions="code points from 0, end exclusive, beside the words of the passage",
        read=read_web_annotation,
        recognises=recognises_web_annotation,
    )
)  # fmt: skip
