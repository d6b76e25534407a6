"""From a CAS to documents: one for each view that has a text."""

from collections import Counter
from dataclasses import replace

import orjson

from annotations.exchange.documents import AnnotatedDocument, AnnotationRelation, TextAnnotation
from annotations.exchange.files.labels import flat_code, flat_label
from annotations.exchange.files.positions import Utf16Positions, read_span
from annotations.exchange.formats.uima_cas.structures import (
    DEPENDENT,
    DOCUMENT,
    DOCUMENT_LAYER,
    GOVERNOR,
    METADATA,
    SPAN_LAYER,
    VALUES,
    Cas,
    FeatureStructure,
    View,
)

LINGUISTIC = tuple(
    f"de.tudarmstadt.ukp.dkpro.core.api.{name}."
    for name in ("lexmorph", "segmentation", "syntax", "transform")
)
LABELS = ("value", "label", "DependencyType", "referenceType", "PosValue")
OWN = {*VALUES, "attributes", "links", "governorRole", "dependentRole"}
PLACE = {"begin", "end", "sofa"}


def read_documents(name: str, cas: Cas) -> tuple[list[AnnotatedDocument], Counter]:
    """A document for each view that has a text, and what is in no document, counted."""
    unread, found = Counter(cas.unread), []
    for view in cas.views:
        if view.text is None:
            unread["views without a text"] += 1
            continue
        shown = name if view.name == "_InitialView" else f"{name}.{view.name}"
        found.append(_ViewReader(shown, view, cas).document())
    return found, unread


class _ViewReader:
    """Reads one view."""

    def __init__(self, name, view: View, cas: Cas):
        self.name, self.view, self.cas = name, view, cas
        self.positions = Utf16Positions(view.text)
        self.annotations, self.relations, self.keys = {}, [], {}
        self.unread, self.about = Counter(), {}

    def document(self):
        structures = self._indexed()
        for each in structures:
            self._add(each)
        for each in structures:
            self._add_relation(each)
        return AnnotatedDocument(
            self.name,
            self.view.text,
            tuple(self.annotations.values()),
            tuple(self.relations),
            unread=dict(self.unread),
            **self.about,
        )

    def _indexed(self):
        """The structures of this view in the order of its index."""
        known = self.cas.structures
        members = self.view.members
        if members is None:
            members = [key for key, each in known.items() if _sofa(each) == self.view.sofa]
        else:
            indexed = set(members)
            outside = sum(
                1
                for key, each in known.items()
                if _sofa(each) == self.view.sofa and key not in indexed and "begin" in each.features
            )
            self.unread["annotations outside of every index"] += outside
        self.unread = +self.unread
        return [known[key] for key in dict.fromkeys(members) if key in known]

    def _add(self, each: FeatureStructure):
        if each.type_name in (DOCUMENT, METADATA) or "documentTitle" in each.features:
            self._add_about(each)
        elif _is_relation(each):
            return
        elif words := _linguistic_words(each.type_name):
            self.unread[words] += 1
        elif "begin" in each.features:
            self._add_annotation(each)
        elif each.type_name == DOCUMENT_LAYER or _sofa(each) is not None:
            self._keep(each, ())
        elif not each.references.get("target"):
            self.unread["feature structures other than annotations"] += 1

    def _add_about(self, each):
        features = each.features
        language = str(features.get("language") or "")
        stated = {
            "title": str(features.get("documentTitle") or ""),
            "identifier": str(features.get("documentId") or ""),
            "language": "" if language == "x-unspecified" else language,
        }
        self.about |= {name: value for name, value in stated.items() if value}

    def _add_annotation(self, each):
        place = f"{self.name}, {each.type_name} {each.identifier}"
        begin, end = each.features.get("begin"), each.features.get("end")
        start, stop = read_span(self.positions, begin, end, place, each.row)
        if start == stop:
            self.unread["annotations without length"] += 1
        else:
            self._keep(each, ((start, stop),))

    def _keep(self, each, spans):
        key = _text(each, "key") or str(each.identifier)
        layer = _text(each, "layer") or each.type_name
        if layer in (SPAN_LAYER, DOCUMENT_LAYER):
            layer = ""
        self.keys[each.identifier] = key
        known = self.annotations.get(key)
        if known is not None and known.layer == layer:
            self.annotations[key] = replace(known, spans=known.spans + spans)
            return
        if known is not None:
            key = self.keys[each.identifier] = f"{key}-{each.identifier}"
        self.annotations[key] = TextAnnotation(
            key,
            spans,
            _code(each),
            layer,
            annotator=_text(each, "annotator"),
            certainty=_text(each, "certainty") or "certain",
            note=_text(each, "note"),
            created=_text(each, "created"),
            attributes=_attributes(each),
            links=tuple(_json(each, "links", list)),
        )

    def _add_relation(self, each):
        if GOVERNOR in each.references and DEPENDENT in each.references:
            if _linguistic_words(each.type_name):
                self.unread[_linguistic_words(each.type_name)] += 1
                return
            members = (
                (_text(each, "governorRole", GOVERNOR), each.references[GOVERNOR][0]),
                (_text(each, "dependentRole", DEPENDENT), each.references[DEPENDENT][0]),
            )
            self._keep_relation(each, _label(each), members, _text(each, "key"))
            return
        for name, targets in each.references.items():
            members = self._slot_members(targets)
            if members and _is_group(each):
                self._keep_relation(each, _label(each), members, _text(each, "key"))
            elif members:
                self._keep_relation(each, name, [("", each.identifier), *members], "")
            elif name not in ("sofa", "target"):
                self.unread["references between feature structures"] += 1

    def _slot_members(self, targets):
        """[(role, id)] where the structures are links with a target, as slots have them."""
        links = [self.cas.structures.get(key) for key in targets]
        if not links or not all(each and each.references.get("target") for each in links):
            return []
        return [(_text(each, "role"), each.references["target"][0]) for each in links]

    def _keep_relation(self, each, label, members, key):
        if not all(target in self.keys for _role, target in members):
            self.unread["relations to what is not an annotation"] += 1
            return
        self.relations.append(
            AnnotationRelation(
                key or f"{each.identifier}.{len(self.relations)}",
                label,
                tuple((role, self.keys[target]) for role, target in members),
                annotator=_text(each, "annotator"),
                note=_text(each, "note"),
                attributes=_attributes(each) if _is_relation(each) else {},
            )
        )


def _is_group(each):
    return each.type_name.endswith("custom.Group")


def _is_relation(each):
    return _is_group(each) or (GOVERNOR in each.references and DEPENDENT in each.references)


def _sofa(each):
    return next(iter(each.references.get("sofa", ())), None)


def _linguistic_words(type_name):
    short = type_name.rpartition(".")[2]
    if type_name.startswith(LINGUISTIC) or short in ("Token", "Sentence"):
        return f"linguistic annotations: {short}"
    return ""


def _text(each, name, default=""):
    value = each.features.get(name)
    return value if isinstance(value, str) and value else default


def _label(each):
    return next((text for name in LABELS if (text := _text(each, name))), "")


def _code(each):
    label = _label(each)
    path = _json(each, "path", list)
    if path and all(isinstance(part, str) for part in path) and flat_label(tuple(path)) == label:
        return tuple(path)
    return flat_code(label)


def _json(each, name, kind):
    """The value of a feature that holds JSON; empty where it holds anything else."""
    try:
        value = orjson.loads(_text(each, name) or "null")
    except orjson.JSONDecodeError:
        return kind()
    return value if isinstance(value, kind) else kind()


def _attributes(each):
    used = next((name for name in LABELS if _text(each, name)), "")
    others = {
        name: value
        for name, value in each.features.items()
        if name not in OWN | PLACE and name != used and value is not None
    }
    return _json(each, "attributes", dict) | others
