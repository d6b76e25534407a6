"""Annotated texts as every annotation tool has them: what the formats read and write.

Positions are Unicode code points of the text, counted from 0, end exclusive. A format that counts
otherwise (UTF-16 code units, bytes, tokens) converts when it reads and when it writes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class QuotedPassage:
    """A passage that a file names by its words or its position, where it does not hold the text.

    `prefix` and `suffix` are words around it, "" if not stated. `start` and `end` are its position
    in the page that the tool read: in code points if `in_code_points`, else in UTF-16 code units.
    Beside words, they only decide between equal passages; without words (`exact` is ""), they place
    a passage in a text that is known to be the same. `part` is a passage within this one, which is
    meant then; its position counts from the start of this one.
    """

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None
    in_code_points: bool = False
    part: "QuotedPassage | None" = None


@dataclass(frozen=True)
class AnnotationReply:
    """What somebody answered to an annotation: `to` is its key, or that of another reply."""

    key: str
    to: str
    text: str
    annotator: str = ""
    created: str = ""


@dataclass(frozen=True)
class TextAnnotation:
    """One annotation of a text by one annotator.

    `key` names it within its document. `spans` are its passages in order, one tuple (start, end)
    each; more than one where it is discontinuous, none where it is about the whole document.
    `code` is the path of names of its code, () if it has none. `layer` is the tool's word for the
    kind of annotation (a UIMA type, a brat category of entities or events), "" if it has none.
    `created` is an ISO 8601 time, "" if not known. `attributes` is what the tool states beyond
    that, as JSON values. `links` are the links to records, as the API has them. `quoted` stands
    for `spans` where the file does not hold the text.
    """

    key: str
    spans: tuple[tuple[int, int], ...]
    code: tuple[str, ...] = ()
    layer: str = ""
    annotator: str = ""
    certainty: str = "certain"
    note: str = ""
    created: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    links: tuple[Mapping[str, Any], ...] = ()
    quoted: tuple[QuotedPassage, ...] = ()


@dataclass(frozen=True)
class AnnotationRelation:
    """A relation between annotations of one document.

    `members` are pairs (role, key of the annotation), in order. A binary relation has the roles of
    its tool (brat: Arg1, Arg2); a set of equal annotations has the role "" for each.
    """

    key: str
    label: str
    members: tuple[tuple[str, str], ...]
    annotator: str = ""
    note: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AnnotatedDocument:
    """A text with its annotations. `name` is its file name without folder or extension.

    `identifier` is the id by which the file's origin names the text, `language` a BCP 47 tag;
    both "" if not known. `unread` counts what the reader of a format met and cannot hold:
    {plain words: number}. Where the file does not hold the text, `text` is "" and `addresses` are
    those of the page, by which it is found in the library; `fingerprint` is the SHA-256 of the
    text in normal form, "" if the file does not state it.
    """

    name: str
    text: str
    annotations: tuple[TextAnnotation, ...] = ()
    relations: tuple[AnnotationRelation, ...] = ()
    title: str = ""
    identifier: str = ""
    language: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    unread: Mapping[str, int] = field(default_factory=dict)
    addresses: tuple[str, ...] = ()
    replies: tuple[AnnotationReply, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True)
class CodeDefinition:
    """A code of a codebook: the path of names that leads to it, with what is said about it.

    `colour` is "#rrggbb", "" if it has none. `identifier` is the file's id of the code.
    """

    path: tuple[str, ...]
    description: str = ""
    colour: str = ""
    identifier: str = ""


@dataclass(frozen=True)
class AnnotatedCorpus:
    """Documents with the codes they use. `documents` may be an iterator that is read once."""

    documents: Iterable[AnnotatedDocument]
    codes: tuple[CodeDefinition, ...] = ()
    name: str = ""
    unread: Mapping[str, int] = field(default_factory=dict)


FEATURES = frozenset(
    {
        "annotators",
        "attributes",
        "certainty",
        "code_descriptions",
        "code_tree",
        "created",
        "discontinuous",
        "links",
        "notes",
        "overlapping",
        "relations",
    }
)
"""What an annotated corpus can have that some formats cannot hold."""


@dataclass(frozen=True)
class DocumentFormat:
    """A format of annotated texts.

    `write(corpus)` yields pairs (file name, content); an `archive` format is sent as a zip of
    these, another as its one file, whose pairs are pieces in order. `read(path)` gives the
    AnnotatedCorpus in a file or a zip; it raises `ctplatform.exchange.limits.Unreadable` with the
    line or byte and what to do. `holds` are the FEATURES that survive write and read; the rest is
    listed as lost before a download. `recognises(name, start)` tells from the file's name and its
    first bytes (4,096 at most) whether it may be in this format. `positions` states how the format
    counts, for the documentation.
    """

    name: str
    label: str
    media_type: str
    extension: str
    holds: frozenset[str]
    positions: str
    write: Callable[[AnnotatedCorpus], Iterator[tuple[str, bytes]]] | None = None
    read: Callable[[Path], AnnotatedCorpus] | None = None
    recognises: Callable[[str, bytes], bool] | None = None
    archive: bool = False

    def __post_init__(self):
        if unknown := self.holds - FEATURES:
            raise ValueError(f"Not features of a corpus: {sorted(unknown)}")


_formats: dict[str, DocumentFormat] = {}


def register_format(entry: DocumentFormat) -> DocumentFormat:
    """Register a format under its name; a name is used once."""
    if entry.name in _formats:
        raise ValueError(f"Two formats of annotated texts have the name {entry.name!r}.")
    _formats[entry.name] = entry
    return entry


def document_formats() -> dict[str, DocumentFormat]:
    """Every registered format by name."""
    return dict(_formats)
