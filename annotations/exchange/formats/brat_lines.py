"""Write the standoff lines of a text as brat has them."""

import json
import re
from collections.abc import Iterator

from annotations.exchange.documents import AnnotatedDocument, AnnotationRelation

TRIGGER, EQUAL = "Trigger", "*"
EVENTS, NORMALISATIONS, NOTES, IDS = "events", "normalisations", "other notes", "brat ids"
COMMON_NOTE, JSON_NOTE, TRIGGER_ROLE = "AnnotatorNotes", "JSON", "TriggerRole"
"""JSON_NOTE is the kind of a note that holds, as JSON, what fits in no other line."""


def brat_lines(document: AnnotatedDocument) -> Iterator[str]:
    """The lines of `document.ann`, without line ends."""
    return _Writer(document).lines()


def brat_word(name: str) -> str:
    """A name as brat allows it: letters, digits, "_" and "-".

    >>> brat_word("Armed group")
    'Armed_group'
    """
    return re.sub(r"[^\w-]+", "_", name) or "_"


class _Ids:
    """Ids of a document: those it came with where they are free, else the next number."""

    def __init__(self, given):
        self.used, self.next = set(given), {}

    def new(self, letter):
        number = self.next.get(letter, 1)
        while f"{letter}{number}" in self.used:
            number += 1
        self.next[letter] = number + 1
        self.used.add(f"{letter}{number}")
        return f"{letter}{number}"


class _Writer:
    def __init__(self, document):
        self.document = document
        self.given = dict(document.metadata.get(IDS, {}))
        self.ids = _Ids(self.given.values())
        self.names = {}

    def lines(self):
        passages = [each for each in self.document.annotations if each.spans]
        kept = {each.key for each in passages}
        relations = [_without_others(each, kept) for each in self.document.relations]
        relations = [each for each in relations if each.members]
        self._name(passages, relations)
        for each in passages:
            yield self._passage(each)
            yield from self._beyond(each, self.names[each.key], each.attributes)
        for each in relations:
            yield from self._relation(each)

    def _name(self, passages, relations):
        """Choose the ids: those that records came with first, so that none is taken from them."""
        later = []
        for record, letter in [
            *((each, "T") for each in passages),
            *((each, _letter(each)) for each in relations),
        ]:
            fits = re.fullmatch(rf"{re.escape(letter)}\d+", record.key)
            if fits and record.key not in self.ids.used:
                self.ids.used.add(record.key)
                self.names[record.key] = record.key
            else:
                later.append((record, letter))
        for record, letter in later:
            self.names[record.key] = self.ids.new(letter)

    def _passage(self, annotation):
        text = self.document.text
        spans = [part for span in annotation.spans for part in _cut_at_line_ends(text, *span)]
        positions = ";".join(f"{start} {end}" for start, end in spans)
        quote = " ".join(re.sub(r"[\r\n]", " ", text[start:end]) for start, end in spans)
        kind = brat_word(annotation.code[-1] if annotation.code else annotation.layer or "passage")
        return f"{self.names[annotation.key]}\t{kind} {positions}\t{quote}"

    def _relation(self, relation):
        key, label = self.names[relation.key], brat_word(relation.label)
        members = [(role, self._target(relation, n)) for n, (role, _key) in _numbered(relation)]
        attributes = {k: v for k, v in relation.attributes.items() if k != EVENTS}
        if key[0] == EQUAL:
            yield f"{EQUAL}\t{label} {' '.join(target for _role, target in members)}"
            return
        arguments = [f"{brat_word(role)}:{target}" for role, target in members]
        if key[0] == "R":
            yield f"{key}\t{label} {' '.join(arguments)}\t"
        else:
            first = f"{label}:{members[0][1]}"
            yield f"{key}\t{' '.join([first, *arguments[1:]])}"
            if members[0][0] != TRIGGER:
                attributes[TRIGGER_ROLE] = members[0][0]
        yield from self._beyond(relation, key, attributes)

    def _target(self, relation, place):
        """The id of a member: that of its event, if it is one, else of its passage."""
        event = relation.attributes.get(EVENTS, {}).get(str(place))
        return self.names.get(event) or self.names[relation.members[place][1]]

    def _beyond(self, record, target, attributes):
        """The lines of attributes, normalisations and notes of a record."""
        complex_ones = {}
        for name, value in attributes.items():
            if name == NORMALISATIONS:
                yield from self._normalisations(target, value)
            elif name == NOTES:
                continue
            elif _is_simple(name, value):
                key = self._id(f"{target} {name}", "A")
                yield f"{key}\t{name} {target}" + ("" if value is True else f" {value}")
            else:
                complex_ones[name] = value
        yield from self._notes(target, record.note, attributes.get(NOTES, []), complex_ones)

    def _normalisations(self, target, rows):
        for number, (kind, reference, label) in enumerate(rows, 1):
            yield f"{self._id(f'{target} N {number}', 'N')}\t{kind} {target} {reference}\t{label}"

    def _notes(self, target, note, others, complex_ones):
        rows = [*others]
        held = {"attributes": complex_ones} if complex_ones else {}
        if re.search(r"[\n\r]", note):
            held["note"] = note
        elif note:
            rows.insert(0, (COMMON_NOTE, note))
        if held:
            rows.append((JSON_NOTE, json.dumps(held, ensure_ascii=False)))
        for number, (kind, text) in enumerate(rows, 1):
            yield f"{self._id(f'{target} # {number}', '#')}\t{kind} {target}\t{text}"

    def _id(self, name, letter):
        return self.given.pop(name, None) or self.ids.new(letter)


def _letter(relation: AnnotationRelation) -> str:
    """Which kind of line a relation is: E, R or *."""
    roles = [role for role, _key in relation.members]
    bare = not (relation.note or relation.attributes)
    if bare and not any(roles):
        return EQUAL
    if len(roles) == 2 and roles[0] != TRIGGER:
        return "R"
    return "E"


def _numbered(relation):
    return list(enumerate(relation.members))


def _without_others(relation, kept):
    """The relation with those members only that are passages."""
    if all(key in kept for _role, key in relation.members):
        return relation
    members = tuple(each for each in relation.members if each[1] in kept)
    return AnnotationRelation(relation.key, relation.label, members, note=relation.note)


def _is_simple(name, value):
    word = isinstance(value, str) and re.fullmatch(r"\S+", value)
    return bool(re.fullmatch(r"[\w-]+", name)) and (value is True or bool(word))


def _cut_at_line_ends(text, start, end):
    """The parts of a passage on its lines, which brat wants as fragments."""
    found = re.finditer(r"[^\r\n]+", text[start:end])
    return [(start + part.start(), start + part.end()) for part in found] or [(start, end)]
