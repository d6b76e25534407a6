"""What the JSON Lines formats of spaCy and doccano share: annotations as objects with positions."""

from collections.abc import Mapping
from typing import Any

from annotations.exchange.documents import AnnotatedDocument, AnnotationRelation, TextAnnotation
from annotations.exchange.files.json_text import check_fields
from annotations.exchange.files.labels import flat_code, flat_label
from annotations.exchange.files.positions import CodePoints, read_span
from ctplatform.exchange.limits import Unreadable

KINDS = {
    "annotator": str,
    "certainty": str,
    "code": list,
    "created": str,
    "layer": str,
    "links": list,
    "note": str,
    "attributes": dict,
}
"""Our own names beside those of a tool, which tools leave alone."""


def own_fields(each: TextAnnotation) -> dict[str, Any]:
    """What a tool has no field for, under our own names; only what is stated."""
    found = {
        "code": list(each.code) if len(each.code) > 1 else None,
        "layer": each.layer,
        "annotator": each.annotator,
        "certainty": "" if each.certainty == "certain" else each.certainty,
        "note": each.note,
        "created": each.created,
        "attributes": dict(each.attributes),
        "links": list(each.links),
    }
    return {name: value for name, value in found.items() if value}


def read_annotation(
    key: str,
    spans: tuple,
    label: str,
    item: Mapping[str, Any],
    place: str,
    used: frozenset,
    row=None,
) -> TextAnnotation:
    """An annotation from an object; its fields that are neither ours nor `used` are attributes."""
    check_fields(item, KINDS, place, row)
    others = {
        name: value
        for name, value in item.items()
        if name not in KINDS and name not in used and value is not None
    }
    return TextAnnotation(
        key,
        spans,
        _code(label, item.get("code")),
        item.get("layer") or "",
        item.get("annotator") or "",
        item.get("certainty") or "certain",
        item.get("note") or "",
        item.get("created") or "",
        (item.get("attributes") or {}) | others,
        tuple(each for each in item.get("links") or () if isinstance(each, dict)),
    )


def _code(label, path):
    if path and all(isinstance(part, str) for part in path) and flat_label(tuple(path)) == label:
        return tuple(path)
    return flat_code(label)


class SpanReader:
    """Reads the passages of one text; its positions are code points."""

    def __init__(self, text: str, place: str, row: int | None = None):
        self.text, self.place, self.row = text, place, row
        self.positions = CodePoints(text)
        self.without_length = 0

    def read(self, start, end, what: str) -> tuple[tuple[int, int], ...] | None:
        """((start, end),) of a passage; None, and counted, where it has no length."""
        span = read_span(self.positions, start, end, f"{self.place}, {what}", self.row)
        if span[0] == span[1]:
            self.without_length += 1
            return None
        return (span,)

    def unread(self) -> dict[str, int]:
        """What was met and not kept."""
        found = self.without_length
        return {"annotations without length": found} if found else {}


def text_of(item: Mapping[str, Any], names: tuple[str, ...], place: str, row: int | None) -> str:
    """The text of a line, in the first of these fields. Raises Unreadable if there is none."""
    for name in names:
        if isinstance(item.get(name), str):
            return item[name]
    raise Unreadable(f"{place} has no text: “{names[0]}” must be a text.", row)


def binary_relations(document: AnnotatedDocument) -> list[AnnotationRelation]:
    """The relations with two members, which the tools can show."""
    return [each for each in document.relations if len(each.members) == 2]


def check_label(label: Any, place: str, row: int | None = None) -> str:
    """A label as text; "" for none. Numbers, which some tools write, are taken."""
    if label is None:
        return ""
    if isinstance(label, int | float) and not isinstance(label, bool):
        return str(label)
    if not isinstance(label, str):
        raise Unreadable(f"{place}: the label must be a text.", row)
    return label


def document_name(item: Mapping[str, Any], stem: str, row: int) -> str:
    """The name in the metadata that we write, or the file's name and the line."""
    meta = item.get("meta")
    name = meta.get("name") if isinstance(meta, Mapping) else None
    return name if isinstance(name, str) and name else f"{stem}-{row}"


def written_meta(document: AnnotatedDocument) -> dict[str, Any]:
    """The metadata of a document with its name, title, id and language."""
    about = {
        "name": document.name,
        "title": document.title,
        "identifier": document.identifier,
        "language": document.language,
    }
    return dict(document.metadata) | {name: value for name, value in about.items() if value}


def read_about(item: Mapping[str, Any]) -> dict[str, Any]:
    """title, identifier, language and metadata of a document from its "meta"."""
    meta = item.get("meta")
    meta = dict(meta) if isinstance(meta, Mapping) else {}
    meta.pop("name", None)
    about = {
        name: meta.pop(name)
        for name in ("title", "identifier", "language")
        if isinstance(meta.get(name), str)
    }
    return about | {"metadata": meta}
