"""From a document to a CAS: layers as INCEpTION has them, and the rest in features of text."""

import re

from annotations.exchange.documents import AnnotatedDocument
from annotations.exchange.files.json_text import write_json
from annotations.exchange.files.labels import flat_label
from annotations.exchange.files.positions import Utf16Positions
from annotations.exchange.files.xml_text import clean_text
from annotations.exchange.formats.uima_cas.structures import (
    ANNOTATION,
    DEPENDENT,
    DOCUMENT,
    DOCUMENT_LAYER,
    FIXED_TYPES,
    GOVERNOR,
    GROUP_LAYER,
    GROUP_MEMBER,
    METADATA,
    RELATION_LAYER,
    SPAN_FEATURES,
    SPAN_LAYER,
    FeatureStructure,
    View,
    WrittenType,
)

TYPE_NAME = re.compile(r"[A-Za-z]\w{0,60}(?:\.[A-Za-z]\w{0,60}){1,12}", re.ASCII)
RESERVED = ("uima.", "custom.", METADATA)


def layer_type(layer: str) -> str:
    """The type under which annotations of a layer are written.

    >>> layer_type("de.example.NamedEntity"), layer_type("my layer"), layer_type("")
    ('de.example.NamedEntity', 'custom.Span', 'custom.Span')
    """
    if TYPE_NAME.fullmatch(layer) and not layer.startswith(RESERVED):
        return layer
    return SPAN_LAYER


def declared_types(layers) -> tuple[WrittenType, ...]:
    """The types that a CAS with these layers declares."""
    names = sorted({SPAN_LAYER, *map(layer_type, layers)})
    return (*(WrittenType(name, ANNOTATION, SPAN_FEATURES) for name in names), *FIXED_TYPES)


def write_cas(document: AnnotatedDocument) -> tuple[list[FeatureStructure], View]:
    """The feature structures of a document with the view that indexes them."""
    return _CasWriter(document).content()


class _CasWriter:
    """Writes one document."""

    def __init__(self, document):
        self.document = document
        self.positions = Utf16Positions(document.text)
        self.structures, self.members, self.first = [], [], {}
        self.sofa = 1

    def content(self):
        document, length = self.document, self.positions.to_units(len(self.document.text))
        about = {"begin": 0, "end": length, "language": document.language or "x-unspecified"}
        titles = {"documentTitle": document.title, "documentId": document.identifier}
        self._add(METADATA if any(titles.values()) else DOCUMENT, about | _filled(titles))
        for annotation in document.annotations:
            self._add_annotation(annotation)
        for relation in document.relations:
            self._add_relation(relation)
        view = View("_InitialView", self.sofa, clean_text(document.text), tuple(self.members))
        return self.structures, view

    def _add(self, type_name, features, references=None, indexed=True):
        each = FeatureStructure(
            len(self.structures) + 2,
            type_name,
            features,
            ({"sofa": [self.sofa]} if indexed else {}) | (references or {}),
        )
        self.structures.append(each)
        if indexed:
            self.members.append(each.identifier)
        return each

    def _place(self, span):
        return {
            name: self.positions.to_units(at)
            for name, at in zip(("begin", "end"), span, strict=True)
        }

    def _add_annotation(self, each):
        type_name = layer_type(each.layer)
        shown = type_name if each.spans else DOCUMENT_LAYER
        stated = {
            "value": flat_label(each.code),
            "path": _json(list(each.code)) if len(each.code) > 1 else "",
            "key": each.key,
            "layer": "" if shown == each.layer else each.layer,
            "annotator": each.annotator,
            "note": each.note,
            "certainty": each.certainty,
            "created": each.created,
            "attributes": _json(dict(each.attributes)) if each.attributes else "",
            "links": _json(list(each.links)) if each.links else "",
        }
        for span in each.spans:
            written = self._add(type_name, self._place(span) | _filled(stated))
            self.first.setdefault(each.key, written)
        if not each.spans:
            self.first[each.key] = self._add(DOCUMENT_LAYER, _filled(stated))

    def _add_relation(self, each):
        stated = {
            "value": each.label,
            "key": each.key,
            "annotator": each.annotator,
            "note": each.note,
            "attributes": _json(dict(each.attributes)) if each.attributes else "",
        }
        targets = [self.first[key] for _role, key in each.members]
        place = {
            name: targets[-1].features.get(name, 0) if targets else 0 for name in ("begin", "end")
        }
        if len(targets) == 2 and all(role for role, _key in each.members):
            (governor, _), (dependent, _) = each.members
            roles = {
                "governorRole": "" if governor == GOVERNOR else governor,
                "dependentRole": "" if dependent == DEPENDENT else dependent,
            }
            names = {GOVERNOR: [targets[0].identifier], DEPENDENT: [targets[1].identifier]}
            self._add(RELATION_LAYER, place | _filled(stated | roles), names)
            return
        links = [
            self._add(GROUP_MEMBER, _filled({"role": role}), {"target": [target.identifier]}, False)
            for (role, _key), target in zip(each.members, targets, strict=True)
        ]
        references = {"members": [link.identifier for link in links]}
        self._add(GROUP_LAYER, place | _filled(stated), references)


def _filled(values):
    return {name: value for name, value in values.items() if value}


def _json(value):
    return write_json(value).decode()
