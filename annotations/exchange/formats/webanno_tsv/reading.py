"""Read WebAnno TSV 3: layers from the header, annotations from the cells of each token."""

import re
from collections import Counter

from annotations.exchange.documents import AnnotatedDocument, AnnotationRelation, TextAnnotation
from annotations.exchange.files.archives import decode_text
from annotations.exchange.files.labels import flat_code
from annotations.exchange.files.positions import Utf16Positions, read_span
from annotations.exchange.formats.webanno_tsv.escapes import (
    split_cell,
    split_raw,
    unescape_text,
    unescape_value,
)
from annotations.exchange.formats.webanno_tsv.layers import read_layer
from annotations.exchange.formats.webanno_tsv.relations import RelationReader
from annotations.exchange.formats.webanno_tsv.rows import (
    Found,
    TokenRow,
    find_label,
    other_values,
)
from ctplatform.exchange.limits import LIMITS, Unreadable

FORMAT = re.compile(r"#FORMAT=WebAnno TSV 3\.\d+\s*")
ROW = re.compile(
    r"(\d{1,9}-\d{1,9}(?:\.\d{1,9})?)\t(\d{1,9})-(\d{1,9})\t([^\t]*)(?:\t(.*))?", re.DOTALL
)
LINK = re.compile(r"->(\d{1,9}-\d{1,9})$")
LINGUISTIC = tuple(
    f"de.tudarmstadt.ukp.dkpro.core.api.{name}." for name in ("lexmorph", "segmentation", "syntax")
)


def read_document(name: str, data: bytes) -> AnnotatedDocument:
    """The text of a file with its annotations. Raises Unreadable with the line."""
    lines = decode_text(data, name).split("\n")
    if not FORMAT.fullmatch(lines[0]):
        raise Unreadable(
            f"{name}: line 1 must be “#FORMAT=WebAnno TSV 3.3”. "
            "Export the text from INCEpTION as WebAnno TSV v3.3.",
            1,
        )
    if len(lines) > LIMITS.rows:
        raise Unreadable(f"{name} has more than {LIMITS.rows:,} lines.")
    reader = _Reader(name)
    for row, line in enumerate(lines[1:], 2):
        reader.add_line(row, line.removesuffix("\r"))
    return reader.document()


class _Reader:
    """Reads one document."""

    def __init__(self, name):
        self.name = name
        self.layers, self.rows, self.header = [], [], True
        self.text, self.units, self.waiting = [], 0, []
        self.found, self.at, self.unread = {}, {}, Counter()

    def add_line(self, row, line):
        if line.startswith("#T_") and self.header:
            self.layers.append(read_layer(line, row, sum(each.width for each in self.layers)))
        elif line.startswith("#Text="):
            self.header = False
            self.waiting.append(unescape_text(line[6:]))
        elif match := ROW.fullmatch(line):
            self._add_row(row, match)
        elif line.strip() and not line.startswith("#"):
            raise Unreadable(
                f"{self.name}, line {row}: a token's line is number, positions and word, "
                "divided by tabs.",
                row,
            )

    def _add_row(self, row, match):
        name, start, end, shown, rest = match.groups()
        cells = (rest or "").split("\t")
        each = TokenRow(row, name, int(start), int(end), unescape_text(shown), cells)
        if self.waiting:
            self._add_sentence(row, each.start)
        self.rows.append(each)

    def _add_sentence(self, row, start):
        """Add the waiting text, which starts where its first token starts."""
        gap = start - self.units
        if gap < 0 or gap > LIMITS.cell:
            raise Unreadable(
                f"{self.name}, line {row}: the sentence starts at {start}, the text before it "
                f"ends at {self.units}.",
                row,
            )
        if gap:
            self.unread["characters between sentences, which the file does not state"] += gap
        sentence = "\n".join(self.waiting)
        self.text.append(" " * (gap - 1) + "\n" * bool(gap) + sentence)
        self.units = start + len(sentence) + sum(char > "\uffff" for char in sentence)
        self.waiting = []

    def document(self):
        if self.waiting:
            self._add_sentence(None, self.units + bool(self.text))
        text = "".join(self.text)
        positions = Utf16Positions(text)
        for each in self.rows:
            span = read_span(
                positions, each.start, each.end, f"{self.name}, line {each.row}", each.row
            )
            if text[slice(*span)] != each.shown:
                raise Unreadable(
                    f"{self.name}, line {each.row}: the text has “{text[slice(*span)][:40]}” "
                    f"at {each.start}, not “{each.shown[:40]}”.",
                    each.row,
                )
        for each in self.rows:
            for layer in self.layers:
                self._add_cells(each, layer)
        annotations = tuple(self._annotation(each, positions) for each in self.found.values())
        kept = tuple(each for each in annotations if each)
        return AnnotatedDocument(
            self.name,
            text,
            kept,
            tuple(self._relations({each.key for each in kept})),
            unread=dict(self.unread),
        )

    def _add_cells(self, row, layer):
        cells = row.cells[layer.first : layer.first + layer.width]
        if layer.kind == "RL" or not cells or all(cell in ("_", "") for cell in cells):
            return
        for index, (_value, number) in enumerate(split_cell(cells[layer.main], "|")):
            key = _key(row, layer, cells, index, number)
            each = self.found.get(key)
            if each is None:
                each = self.found[key] = Found(f"t{len(self.found) + 1}", layer, [], {})
                self._add_values(each, cells, index, number)
            each.rows.append(row)
            if number and layer.kind == "SP":
                self.at.setdefault((row.name, number), each)
            self.at.setdefault((row.name, layer.name), each)
            self.at.setdefault((row.name, 0), each)

    def _add_values(self, each, cells, index, number):
        for place, name in enumerate(each.layer.features[: len(cells)]):
            if name in each.layer.targets:
                continue
            if name in each.layer.slots:
                _add_slots(each, name, cells[place : place + 2], index)
                continue
            stacked = split_cell(cells[place], "|")
            value = stacked[index][0] if index < len(stacked) else "*"
            each.values[name] = unescape_value(value)
        if each.layer.kind == "CH":
            each.values["chain"] = str(number)

    def _annotation(self, each, positions):
        if each.layer.name.startswith(LINGUISTIC):
            self.unread[f"linguistic annotations: {each.layer.name.rpartition('.')[2]}"] += 1
            return None
        if each.layer.is_group:
            return None
        start = positions.to_point(min(row.start for row in each.rows))
        end = positions.to_point(max(row.end for row in each.rows))
        if start >= end:
            self.unread["annotations without length"] += 1
            return None
        label = find_label(each.values)
        return TextAnnotation(
            each.key,
            ((start, end),),
            flat_code(label),
            "" if each.layer.name == "custom.Span" else each.layer.name,
            annotator=each.values.get("annotator", ""),
            note=each.values.get("note", ""),
            attributes=other_values(each.values, label),
        )

    def _relations(self, keys):
        reader = RelationReader(self.name, self.rows, self.layers, self.found, self.at)
        for number, (label, members, values) in enumerate(reader.read(), 1):
            if all(each is not None and each.key in keys for _role, each in members):
                yield AnnotationRelation(
                    f"r{number}",
                    label,
                    tuple((role, each.key) for role, each in members),
                    annotator=values.get("annotator", ""),
                    note=values.get("note", ""),
                    attributes=other_values(values, label),
                )
            else:
                self.unread["relations to what is not an annotation"] += 1


def _key(row, layer, cells, index, number):
    """What names an annotation across lines: its number, or its link in a chain."""
    if layer.kind == "SP" and number:
        return layer.name, number
    if layer.kind == "CH" and len(cells) > 1:
        parts = split_cell(cells[1], "|")
        link = LINK.search(parts[index][0]) if index < len(parts) else None
        if link:
            return layer.name, link[1]
    return layer.name, row.name, index


def _add_slots(each, name, cells, index):
    """Add the roles and targets of the annotation that is stacked as number `index`."""
    stacks = [split_raw(cell, "|") for cell in cells]
    roles, targets = ([*stack[index : index + 1], ""][0] for stack in [*stacks, []][:2])
    pairs = zip(split_raw(roles, ";"), targets.split(";"), strict=False)
    each.slots += [(name, unescape_value(role), target) for role, target in pairs if target]
