"""doccano: JSON Lines of sequence labelling, relation extraction and classification; CSV.

Read are lines with "text" (or "data") and "label" or "labels" as lists [start, end, label] or as
labels of the whole text, or "entities" with "relations" and "cats"; JSON as one list of these; and
CSV with the columns text and label, UTF-8 or UTF-16. Written are lines of relation extraction,
{text, entities, relations, cats}, with an "id" and the name in "meta". Positions are code points.
Lost are discontinuous annotations (a passage each), notes, annotators and all but the label.
"""

import csv
import io
from pathlib import Path

from annotations.exchange.documents import (
    AnnotatedCorpus,
    AnnotatedDocument,
    AnnotationRelation,
    DocumentFormat,
    TextAnnotation,
    register_format,
)
from annotations.exchange.files.archives import decode_text, read_members
from annotations.exchange.files.json_corpora import (
    SpanReader,
    check_label,
    document_name,
    read_about,
    text_of,
    written_meta,
)
from annotations.exchange.files.json_text import (
    check_fields,
    parse_json,
    parse_json_lines,
    write_json,
)
from annotations.exchange.files.labels import flat_code, flat_label
from ctplatform.exchange.limits import LIMITS, Unreadable

SUFFIXES = (".jsonl", ".json", ".csv")
TEXTS = ("text", "data", "column_data")
LABELS = ("label", "labels", "column_label")
SHAPE = {"entities": list, "relations": list, "cats": list, "meta": dict, "Comments": list}


def read_doccano(path: Path) -> AnnotatedCorpus:
    """The documents of a file, or of those in a zip. Lines without a text are refused."""
    documents = []
    for member in read_members(path, SUFFIXES):
        documents += [
            _LineReader(member.stem, row, item).document() for row, item in _items(member)
        ]
    return AnnotatedCorpus(tuple(documents), name=path.stem)


def _items(member):
    if member.suffix == ".csv":
        return _csv_items(member)
    start = member.data.lstrip(b"\xef\xbb\xbf \t\r\n")
    laid_out = start.partition(b"\n")[0].strip() == b"{"
    if start[:1] == b"[" or laid_out or (member.suffix == ".json" and start[:1] == b"{"):
        found = parse_json(member.data, member.path)
        items = found if isinstance(found, list) else [found]
        for number, item in enumerate(items, 1):
            check_fields(item, {}, f"{member.path}, entry {number}", number)
        return enumerate(items, 1)
    return parse_json_lines(member.data, member.path)


def _csv_items(member):
    text = decode_text(member.data, member.path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(zip(range(LIMITS.rows), reader, strict=False))
    except csv.Error as error:
        raise Unreadable(
            f"{member.path}, line {reader.line_num}: {error}.", reader.line_num
        ) from error
    header = [name.strip() for name in rows[0][1]] if rows else []
    columns = [next((name for name in names if name in header), "") for names in (TEXTS, LABELS)]
    if not all(columns):
        words = "the first row must name the columns text and label"
        raise Unreadable(f"{member.path}: {words}, divided by commas.", 1)
    for number, cells in rows[1:]:
        if len(cells) != len(header) and cells:
            words = f"{len(cells)} cells, but the header has {len(header)}"
            raise Unreadable(f"{member.path}, row {number + 1}: {words}.", number + 1)
        found = dict(zip(header, cells, strict=False))
        if found.get(columns[0]):
            text, label = found.pop(columns[0]), found.pop(columns[1]).strip()
            yield number + 1, {"text": text, "label": [label] * bool(label), "meta": found}


class _LineReader:
    """Reads one line."""

    def __init__(self, stem, row, item):
        self.stem, self.row, self.place = stem, row, f"{stem}, line {row}"
        self.item = check_fields(item, SHAPE, self.place, row)
        self.text = text_of(item, TEXTS, self.place, row)
        self.spans = SpanReader(self.text, self.place, row)
        self.found, self.ids = [], {}

    def document(self):
        for number, item in enumerate(self.item.get("entities") or [], 1):
            self._add(item, f"entity {number}")
        for name in LABELS:
            stated = self.item.get(name)
            for number, item in enumerate(stated if isinstance(stated, list) else [stated], 1):
                if item is not None:
                    self._add(item, f"label {number}")
        for number, item in enumerate(self.item.get("cats") or [], 1):
            self._keep((), check_label(item, f"{self.place}, category {number}", self.row))
        relations = tuple(self._relations())
        unread = self.spans.unread()
        if self.item.get("Comments"):
            unread["comments"] = len(self.item["Comments"])
        return AnnotatedDocument(
            document_name(self.item, self.stem, self.row),
            self.text,
            tuple(self.found),
            relations,
            unread=unread,
            **read_about(self.item),
        )

    def _add(self, item, what):
        if isinstance(item, list):
            item = dict(zip(("start_offset", "end_offset", "label"), item, strict=False))
        if not isinstance(item, dict):
            self._keep((), check_label(item, f"{self.place}, {what}", self.row))
            return
        found = self.spans.read(item.get("start_offset"), item.get("end_offset"), what)
        if found:
            label = check_label(item.get("label"), f"{self.place}, {what}", self.row)
            self._keep(found, label)
            if isinstance(item.get("id"), int):
                self.ids[item["id"]] = self.found[-1].key

    def _keep(self, spans, label):
        self.found.append(TextAnnotation(f"s{len(self.found) + 1}", spans, flat_code(label)))

    def _relations(self):
        for number, item in enumerate(self.item.get("relations") or [], 1):
            place = f"{self.place}, relation {number}"
            check_fields(item, {"from_id": int, "to_id": int}, place, self.row)
            ends = [item.get("from_id"), item.get("to_id")]
            if not all(end in self.ids for end in ends):
                raise Unreadable(f"{place} names an entity that is not in the line.", self.row)
            members = zip(("from", "to"), (self.ids[end] for end in ends), strict=True)
            label = check_label(item.get("type"), place, self.row)
            yield AnnotationRelation(f"r{number}", label, tuple(members))


def write_doccano(corpus: AnnotatedCorpus):
    """A line of relation extraction for each document."""
    for number, document in enumerate(corpus.documents, 1):
        entities, first = [], {}
        for each in document.annotations:
            for start, end in each.spans:
                first.setdefault(each.key, len(entities))
                label = flat_label(each.code)
                entities.append(
                    {"id": len(entities), "start_offset": start, "end_offset": end, "label": label}
                )
        relations = [
            {
                "id": place,
                "from_id": first[pair[0][1]],
                "to_id": first[pair[1][1]],
                "type": each.label,
            }
            for place, each in enumerate(document.relations)
            if len(pair := each.members) == 2 and all(key in first for _role, key in pair)
        ]
        yield (
            "corpus.jsonl",
            write_json(
                {
                    "id": number,
                    "text": document.text,
                    "entities": entities,
                    "relations": relations,
                    "cats": [
                        flat_label(each.code) for each in document.annotations if not each.spans
                    ],
                    "meta": written_meta(document),
                }
            )
            + b"\n",
        )


def recognises_doccano(name: str, start: bytes) -> bool:
    """JSON Lines with "label", "labels" or "start_offset", or a CSV with text and label."""
    if name.lower().endswith(".csv"):
        line = start.replace(b"\0", b"").partition(b"\n")[0]
        return b"text" in line and b"label" in line
    fields = (
        b'"start_offset"',
        b'"label": [',
        b'"label":[',
        b'"labels": [',
        b'"labels":[',
        b'"cats": [',
        b'"cats":[',
    )
    return start.lstrip()[:1] in (b"{", b"[") and any(field in start for field in fields)


register_format(
    DocumentFormat(
        name="doccano-jsonl",
        label="doccano JSON Lines",
        media_type="application/jsonl",
        extension="jsonl",
        holds=frozenset({"overlapping"}),
        positions="code points from 0, end exclusive",
        write=write_doccano,
        read=read_doccano,
        recognises=recognises_doccano,
    )
)
