"""spaCy and Prodigy: a JSON object a line, with "text", "spans" and "meta".

Read are "spans" and "entities" as objects {start, end, label} or lists [start, end, label], the
"ents" of `Doc.to_json`, groups of spans ("spans": {"sc": [...]}), "cats", and the "relations" of
Prodigy ({head_span, child_span, label}). Positions are code points (https://spacy.io/api/doc#json).
What spaCy has no field for is written beside it under plain names, which spaCy ignores. A
discontinuous annotation is a span for each passage with the same "id".
"""

from pathlib import Path

from annotations.exchange.documents import (
    FEATURES,
    AnnotatedCorpus,
    AnnotatedDocument,
    AnnotationRelation,
    DocumentFormat,
    register_format,
)
from annotations.exchange.files.archives import read_members
from annotations.exchange.files.json_corpora import (
    SpanReader,
    check_label,
    document_name,
    own_fields,
    read_about,
    read_annotation,
    text_of,
    written_meta,
)
from annotations.exchange.files.json_text import check_fields, parse_json_lines, write_json
from annotations.exchange.files.labels import flat_label
from ctplatform.exchange.limits import Unreadable

SHAPE = {
    "spans": (list, dict),
    "entities": list,
    "ents": list,
    "cats": dict,
    "relations": list,
    "meta": dict,
    "document_labels": list,
    "relation_sets": list,
}
USED = frozenset({"start", "end", "label", "id", "token_start", "token_end", "text", "type"})


def read_spacy(path: Path) -> AnnotatedCorpus:
    """The documents of a .jsonl file, one a line, or of those in a zip."""
    documents = tuple(
        _LineReader(member.stem, row, item).document()
        for member in read_members(path, (".jsonl", ".ndjson"))
        for row, item in parse_json_lines(member.data, member.path)
    )
    return AnnotatedCorpus(documents, name=path.stem)


class _LineReader:
    """Reads one line."""

    def __init__(self, stem, row, item):
        self.place, self.row, self.stem = f"{stem}, line {row}", row, stem
        self.item = check_fields(item, SHAPE, self.place, row)
        self.text = text_of(item, ("text",), self.place, row)
        self.spans = SpanReader(self.text, self.place, row)
        self.found, self.keys, self.at = {}, {}, {}

    def document(self):
        """The document; without the spans of a line that its annotator rejected."""
        rejected = self.item.get("answer") in ("reject", "ignore")
        if rejected:
            self.item = {name: self.item[name] for name in ("text", "meta") if name in self.item}
        for field, group, number, span in self._stated():
            self._add(span, f"{field} {number + 1}", group)
        for number, label in enumerate(self._labels()):
            key = f"d{number + 1}"
            place = f"{self.place}, label {number + 1} of the document"
            check_fields(label, {"id": str, "label": str}, place, self.row)
            key = label.get("id") or key
            if key in self.found:
                key = f"{key}-{len(self.found)}"
            self.found[key] = read_annotation(
                key, (), label.get("label") or "", label, place, USED, self.row
            )
        return AnnotatedDocument(
            document_name(self.item, self.stem, self.row),
            self.text,
            tuple(self.found.values()),
            tuple(self._relations()),
            unread=self.spans.unread() | ({"lines that were rejected": 1} if rejected else {}),
            **read_about(self.item),
        )

    def _stated(self):
        """(field, group, number, span) of every span that the line states."""
        for field in ("spans", "entities", "ents"):
            stated = self.item.get(field) or []
            groups = stated if isinstance(stated, dict) else {"": stated}
            for group, spans in groups.items():
                if not isinstance(spans, list):
                    raise Unreadable(f"{self.place}: “{field}” must hold lists.", self.row)
                for number, span in enumerate(spans):
                    yield field, group, number, span

    def _add(self, span, what, group):
        if isinstance(span, list):
            span = dict(zip(("start", "end", "label"), span, strict=False))
        place = f"{self.place}, {what}"
        check_fields(span, {"start": int, "end": int}, place, self.row)
        found = self.spans.read(span.get("start"), span.get("end"), what)
        if found is None:
            return
        given = span.get("id")
        key = given if isinstance(given, str) and given else f"s{len(self.found) + 1}"
        known = self.found.get(key)
        label = check_label(span.get("label"), place, self.row)
        made = read_annotation(key, found, label, span, place, USED, self.row)
        if isinstance(session := self.item.get("_annotator_id"), str) and not made.annotator:
            made = _with(made, annotator=session)
        if group and not made.layer:
            made = _with(made, layer="" if group == "sc" else group)
        if known is not None and _with(known, spans=()) == _with(made, spans=()):
            made = _with(known, spans=known.spans + made.spans)
        elif known is not None:
            key = f"{key}-{len(self.found)}"
            made = _with(made, key=key)
        self.found[key] = made
        self.at.setdefault((*found[0], label), key)
        self.at.setdefault(found[0], key)

    def _labels(self):
        """What is stated about the whole text: our own labels, or the cats that apply."""
        if "document_labels" in self.item:
            return self.item["document_labels"] or []
        cats = self.item.get("cats") or {}
        return [{"label": label} for label, value in cats.items() if value and value != "0"]

    def _relations(self):
        for number, item in enumerate(self.item.get("relations") or []):
            place = f"{self.place}, relation {number + 1}"
            kinds = {"head_span": dict, "child_span": dict, "roles": list, "note": str}
            check_fields(item, kinds | {"annotator": str, "attributes": dict}, place, self.row)
            members = [
                self._member(item.get(f"{end}_span"), item.get(f"{end}_id"), place)
                for end in ("head", "child")
            ]
            roles = [each for each in item.get("roles") or [] if isinstance(each, str)]
            roles = roles if len(roles) == 2 else ["head", "child"]
            yield self._relation(item, number, list(zip(roles, members, strict=True)), place)
        for number, item in enumerate(self.item.get("relation_sets") or []):
            place = f"{self.place}, relation set {number + 1}"
            check_fields(item, {"members": list, "note": str, "annotator": str}, place, self.row)
            members = [
                (str(pair[0]), self._member(None, pair[1], place))
                for pair in item.get("members") or []
                if isinstance(pair, list) and len(pair) == 2
            ]
            yield self._relation(item, f"set{number}", members, place)

    def _relation(self, item, number, members, place):
        attributes = item.get("attributes")
        return AnnotationRelation(
            f"r{number}",
            check_label(item.get("label"), place, self.row),
            tuple(members),
            item.get("annotator") or "",
            item.get("note") or "",
            attributes if isinstance(attributes, dict) else {},
        )

    def _member(self, span, key, place):
        if isinstance(key, str) and key in self.found:
            return key
        if isinstance(span, dict):
            pair = span.get("start"), span.get("end")
            if all(isinstance(each, int) for each in pair):
                label = span.get("label")
                hit = isinstance(label, str) and self.at.get((*pair, label))
                if hit := hit or self.at.get(pair):
                    return hit
        raise Unreadable(f"{place} names a span that is not among the spans.", self.row)


def _with(each, **values):
    return type(each)(**{**each.__dict__, **values})


def write_spacy(corpus: AnnotatedCorpus):
    """A line for each document."""
    for document in corpus.documents:
        content = {"text": document.text, "spans": _written_spans(document)}
        content["meta"] = written_meta(document)
        labels = [each for each in document.annotations if not each.spans]
        if labels:
            content["cats"] = {flat_label(each.code): 1.0 for each in labels}
            content["document_labels"] = [
                {"id": each.key, "label": flat_label(each.code)} | own_fields(each)
                for each in labels
            ]
        binary, sets = [], []
        spans = {each.key: each for each in document.annotations}
        for each in document.relations:
            pair = [spans[key] for _role, key in each.members]
            arc = len(pair) == 2 and all(one.spans for one in pair)
            (binary if arc else sets).append(_written_relation(each, pair, arc))
        content |= {"relations": binary} if binary else {}
        content |= {"relation_sets": sets} if sets else {}
        yield "corpus.jsonl", write_json(content) + b"\n"


def _written_spans(document):
    return [
        {"start": start, "end": end, "label": flat_label(each.code), "id": each.key}
        | own_fields(each)
        for each in document.annotations
        for start, end in each.spans
    ]


def _written_relation(each, members, arc):
    own = {"note": each.note, "annotator": each.annotator, "attributes": dict(each.attributes)}
    stated = {"label": each.label} | {name: value for name, value in own.items() if value}
    if not arc:
        return stated | {"members": [list(pair) for pair in each.members]}
    for end, one in zip(("head", "child"), members, strict=True):
        start, stop = one.spans[0]
        stated[f"{end}_span"] = {"start": start, "end": stop, "label": flat_label(one.code)}
        stated[f"{end}_id"] = one.key
    return stated | {"roles": [role for role, _key in each.members]}


def recognises_spacy(name: str, start: bytes) -> bool:
    """JSON Lines whose first line has spans, entities as objects with start, or cats."""
    line = start.partition(b"\n")[0]
    named = any(field in line for field in (b'"spans"', b'"ents"', b'"cats": {', b'"cats":{'))
    return line.lstrip().startswith(b"{") and b'"text"' in line and named


register_format(
    DocumentFormat(
        name="spacy-jsonl",
        label="spaCy and Prodigy JSON Lines",
        media_type="application/jsonl",
        extension="jsonl",
        holds=FEATURES - {"code_descriptions"},
        positions="code points from 0, end exclusive",
        write=write_spacy,
        read=read_spacy,
        recognises=recognises_spacy,
    )
)
