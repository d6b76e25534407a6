"""Write WebAnno TSV 3.3: every annotation has a disambiguation id, so that none is mistaken."""

from dataclasses import dataclass
from itertools import chain

from annotations.exchange.documents import AnnotatedDocument, AnnotationRelation
from annotations.exchange.files.labels import flat_label
from annotations.exchange.files.positions import Utf16Positions
from annotations.exchange.files.tokens import (
    find_tokens,
    group_sentences,
    tokens_within,
    trim_span,
)
from annotations.exchange.formats.uima_cas.writing import layer_type
from annotations.exchange.formats.webanno_tsv.escapes import escape_text, escape_value
from annotations.exchange.formats.webanno_tsv.layers import GROUP

RELATION = "custom.Relation"
ANY = "uima.tcas.Annotation"
GROUP_LINE = f"#T_SP={GROUP}|value|note|annotator|ROLE_{GROUP}:members_custom.GroupMember|{ANY}"
RELATION_LINE = f"#T_RL={RELATION}|value|note|annotator|governorRole|dependentRole|BT_{ANY}"


@dataclass
class _Written:
    """An annotation on its tokens: layer, number, values of value, note and annotator."""

    layer: str
    number: int
    tokens: range
    values: tuple[str, ...]


def write_document(document: AnnotatedDocument) -> str:
    """The file of one document."""
    return _Writer(document).content()


class _Writer:
    """Writes one document."""

    def __init__(self, document):
        self.text, self.positions = document.text, Utf16Positions(document.text)
        places = [
            (each, trimmed)
            for each in document.annotations
            for span in each.spans
            if (trimmed := trim_span(self.text, span))
        ]
        spans = [span for _each, span in places]
        self.tokens = find_tokens(self.text, spans)
        self._start_at_zero()
        self.starts = [start for start, _end in self.tokens]
        self.sentences = group_sentences(self.text, self.tokens, spans)
        self.names = {
            number: f"{sentence}-{place}"
            for sentence, numbers in enumerate(self.sentences, 1)
            for place, number in enumerate(numbers, 1)
        }
        self.spans, self.groups, self.arcs, self.first = [], {}, {}, {}
        self.groups_written = 0
        for number, (each, span) in enumerate(places, 1):
            values = (flat_label(each.code), each.note, each.annotator)
            within = tokens_within(self.tokens, self.starts, span)
            written = _Written(layer_type(each.layer), number, within, values)
            self.spans.append(written)
            self.first.setdefault(each.key, written)
        for relation in document.relations:
            self._add_relation(relation)

    def _start_at_zero(self):
        """Make white space at the start of the text a token, since a sentence starts with one."""
        first = self.tokens[0][0] if self.tokens else len(self.text)
        if first:
            self.tokens.insert(0, (0, first))

    def _add_relation(self, relation: AnnotationRelation):
        members = [(role, self.first.get(key)) for role, key in relation.members]
        members = [(role, each) for role, each in members if each]
        if not members:
            return
        values = (relation.label, relation.note, relation.annotator)
        if len(members) == 2 and all(role for role, _each in members):
            (governor, source), (dependent, target) = members
            row = self.arcs.setdefault(target.tokens[0], [])
            place = f"{self._name(source)}[{source.number}_{target.number}]"
            row.append((*values, governor, dependent, place))
            return
        self.groups_written += 1
        number = len(self.spans) + self.groups_written
        written = _Written(GROUP, number, members[0][1].tokens[:1], values)
        self.groups.setdefault(written.tokens[0], []).append((written, members))

    def _name(self, written):
        return self.names[written.tokens[0]]

    def content(self):
        """The lines of the file."""
        layers = sorted({each.layer for each in self.spans})
        by_token = {}
        for each in self.spans:
            for number in each.tokens:
                by_token.setdefault((number, each.layer), []).append(each)
        lines = ["#FORMAT=WebAnno TSV 3.3"]
        lines += [f"#T_SP={layer}|value|note|annotator" for layer in layers]
        lines += [GROUP_LINE] * bool(self.groups) + [RELATION_LINE] * bool(self.arcs)
        lines.append("")
        ends = [self.tokens[numbers[0]][0] for numbers in self.sentences[1:]] + [len(self.text)]
        for numbers, end in zip(self.sentences, ends, strict=False):
            shown = self.text[self.tokens[numbers[0]][0] : end]
            lines += ["", *(f"#Text={escape_text(line)}" for line in shown.split("\n"))]
            for number in numbers:
                cells = [_span_cells(by_token.get((number, layer), ())) for layer in layers]
                lines.append("\t".join([*self._place(number), *chain(*cells), *self._ends(number)]))
        return "\n".join([*lines, ""])

    def _place(self, number):
        start, end = self.tokens[number]
        units = f"{self.positions.to_units(start)}-{self.positions.to_units(end)}"
        return self.names[number], units, escape_text(self.text[start:end])

    def _ends(self, number):
        """The cells of relations, and the empty one after the last tab."""
        return [*self._relation_cells(number), ""]

    def _relation_cells(self, number):
        cells = []
        if self.groups:
            cells += self._group_cells(self.groups.get(number, ()))
        if self.arcs:
            arcs = self.arcs.get(number, ())
            values = ["|".join(map(escape_value, column)) for column in zip(*arcs, strict=True)]
            cells += values[:5] or ["_"] * 5
            cells.append("|".join(arc[-1] for arc in arcs) or "_")
        return cells

    def _group_cells(self, found):
        roles, targets = [], []
        for _group, members in found:
            roles.append(";".join(escape_value(role) for role, _each in members))
            targets.append(
                ";".join(f"{self._name(each)}[{each.number}]" for _role, each in members)
            )
        spans = _span_cells([group for group, _members in found])
        return [*spans, "|".join(roles) or "_", "|".join(targets) or "_"]


def _span_cells(found):
    if not found:
        return ["_"] * 3
    return [
        "|".join(f"{escape_value(each.values[place])}[{each.number}]" for each in found)
        for place in range(3)
    ]
