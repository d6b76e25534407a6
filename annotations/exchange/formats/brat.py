"""brat standoff: a zip of pairs of files, `name.txt` and `name.ann` (https://brat.nlplab.org/standoff.html).

Positions are code points. An event (E) is a relation whose first member has the role TRIGGER; an
equivalence (*) is one whose members have the role "". An argument that is another event is a
member by its trigger, and `attributes[EVENTS]` has the event's key. Attributes (A, M) are
attributes; a note of annotators (#) is the note; normalisations (N) and other notes are lists
under NORMALISATIONS and NOTES. The ids of those lines are kept in the document's metadata[IDS].
"""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from annotations.exchange.archives import base_name, decode_utf8, is_zip, open_archive
from annotations.exchange.documents import (
    AnnotatedCorpus,
    AnnotatedDocument,
    AnnotationRelation,
    CodeDefinition,
    DocumentFormat,
    TextAnnotation,
    register_format,
)
from annotations.exchange.formats.brat_lines import (
    COMMON_NOTE,
    EQUAL,
    EVENTS,
    IDS,
    JSON_NOTE,
    NORMALISATIONS,
    NOTES,
    TRIGGER,
    TRIGGER_ROLE,
    brat_lines,
)
from ctplatform.exchange.limits import Unreadable

ABOUT_OTHERS = "notes and attributes of what is neither annotation nor relation"


def read_brat(path: Path) -> AnnotatedCorpus:
    """The texts of a zip with their annotations; a text without `.ann` has none."""
    with open_archive(path) as archive:
        documents = tuple(_documents(archive))
    if not documents:
        raise Unreadable("The archive has no .txt file with an .ann file of the same name.")
    types = dict.fromkeys(each.code for one in documents for each in one.annotations)
    return AnnotatedCorpus(documents, tuple(CodeDefinition(code) for code in types))


def _documents(archive):
    texts = {name.removesuffix(".txt"): name for name in archive.names if name.endswith(".txt")}
    standoff = [name for name in archive.names if name.endswith(".ann")]
    if alone := [name for name in standoff if name.removesuffix(".ann") not in texts]:
        raise Unreadable(f"“{alone[0][:200]}” has no text: add the .txt file of the same name.")
    for stem, name in texts.items():
        if f"{stem}.ann" not in standoff:
            continue
        text = decode_utf8(name, archive.read(name))
        lines = decode_utf8(f"{stem}.ann", archive.read(f"{stem}.ann"))
        yield read_document(base_name(name), text, lines)


def read_document(name: str, text: str, lines: str) -> AnnotatedDocument:
    """A text with the lines of its standoff file."""
    found = _Standoff(name, text)
    for number, line in enumerate(lines.split("\n"), 1):
        if line.strip():
            found.add(number, line.rstrip("\r"))
    return found.document()


@dataclass
class _Standoff:
    """What the lines of a standoff file state, by id."""

    name: str
    text: str
    spans: dict = field(default_factory=dict)
    events: dict = field(default_factory=dict)
    relations: dict = field(default_factory=dict)
    equals: list = field(default_factory=list)
    attributes: dict = field(default_factory=lambda: defaultdict(dict))
    notes: dict = field(default_factory=lambda: defaultdict(list))
    others: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    ids: dict = field(default_factory=dict)

    def add(self, number, line):
        """Take in a line. Raises Unreadable with its number."""
        readers = {"T": self._passage, "E": self._event, "R": self._relation, "*": self._equal}
        readers |= {"A": self._attribute, "M": self._attribute, "#": self._note}
        readers |= {"N": self._normalisation}
        key, _tab, rest = line.partition("\t")
        read = readers.get(key[:1])
        try:
            if read is None:
                raise ValueError("it starts with none of T, E, R, *, A, M, N, #")
            if key != EQUAL and not key[1:]:
                raise ValueError("its id has no number")
            read(key, rest)
        except ValueError as error:
            words = f"Line {number} of “{self.name}.ann” is not brat standoff: {error}."
            raise Unreadable(words, number) from error

    def _once(self, key):
        if key in self.spans or key in self.events or key in self.relations:
            raise ValueError(f"the id {key} is used twice")

    def _passage(self, key, rest):
        self._once(key)
        head, _tab, _quote = rest.partition("\t")
        kind, _space, positions = head.partition(" ")
        spans = tuple(_span(part, len(self.text)) for part in positions.split(";"))
        self.spans[key] = kind, _join_lines(self.text, spans)

    def _event(self, key, rest):
        self._once(key)
        pairs = [_pair(each) for each in rest.split()]
        if not pairs:
            raise ValueError("an event names its trigger")
        self.events[key] = pairs

    def _relation(self, key, rest):
        self._once(key)
        label, *pairs = rest.split("\t")[0].split()
        self.relations[key] = label, [_pair(each) for each in pairs]

    def _equal(self, _key, rest):
        label, *members = rest.split()
        self.equals.append((label, [("", each) for each in members]))

    def _attribute(self, key, rest):
        name, target, *value = rest.split(" ", 2)
        self.attributes[target][name] = value[0] if value else True
        self.ids[f"{target} {name}"] = key

    def _note(self, key, rest):
        head, _tab, note = rest.partition("\t")
        kind, target = head.split()
        self.notes[target].append((kind, note))
        self.ids.setdefault(f"{target} # {len(self.notes[target])}", key)

    def _normalisation(self, key, rest):
        head, _tab, label = rest.partition("\t")
        kind, target, reference = head.split(" ", 2)
        found = self.others[target][NORMALISATIONS]
        found.append([kind, reference, label])
        self.ids[f"{target} N {len(found)}"] = key

    def document(self):
        annotations = tuple(
            TextAnnotation(key, spans, code=(kind,), **self._beyond(key))
            for key, (kind, spans) in self.spans.items()
        )
        relations = [self._as_relation(key, *each) for key, each in self._all_relations()]
        known = {*self.spans, *self.events, *self.relations}
        lost = [each for each in (*self.attributes, *self.notes, *self.others) if each not in known]
        ids = {name: key for name, key in self.ids.items() if name.split(" ")[0] in known}
        return AnnotatedDocument(
            self.name,
            self.text,
            annotations,
            tuple(relations),
            metadata={IDS: ids} if ids else {},
            unread={ABOUT_OTHERS: len(lost)} if lost else {},
        )

    def _all_relations(self):
        for key, pairs in self.events.items():
            (label, trigger), *arguments = pairs
            yield key, (label, [(TRIGGER, trigger), *arguments])
        yield from self.relations.items()
        for number, each in enumerate(self.equals, 1):
            yield f"{EQUAL}{number}", each

    def _as_relation(self, key, label, pairs):
        nested, members = {}, []
        for place, (role, target) in enumerate(pairs):
            if target in self.events:
                nested[str(place)] = target
                target = self.events[target][0][1]
            if target not in self.spans:
                words = f"{key} in “{self.name}.ann” names {target}, which is not in the file."
                raise Unreadable(words)
            members.append((role, target))
        beyond = self._beyond(key)
        if members and (role := beyond["attributes"].pop(TRIGGER_ROLE, None)) is not None:
            members[0] = str(role), members[0][1]
        if nested:
            beyond["attributes"] = {**beyond["attributes"], EVENTS: nested}
        return AnnotationRelation(key, label, tuple(members), **beyond)

    def _beyond(self, key):
        """The note and the attributes of an annotation or a relation."""
        notes = self.notes.get(key, [])
        attributes = {**self.attributes.get(key, {}), **self.others.get(key, {})}
        note, others = "", []
        for place, (kind, text) in enumerate(notes):
            held = _held_as_json(text) if kind == JSON_NOTE else None
            if held is not None:
                attributes |= held.get("attributes", {})
                note = held.get("note", note)
            elif place == 0 and kind == COMMON_NOTE:
                note = text
            else:
                others.append([kind, text])
        if others:
            attributes[NOTES] = others
        return {"note": note, "attributes": attributes}


def _held_as_json(text):
    """What `brat_lines` wrote as JSON; None for a note that only has the same kind."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    fits = isinstance(found, dict) and found.keys() <= {"attributes", "note"}
    kept = isinstance(found.get("note", ""), str) if fits else False
    return found if kept and isinstance(found.get("attributes", {}), dict) else None


def _span(part, length):
    found = re.fullmatch(r"(\d{1,10}) (\d{1,10})", part.strip())
    if found is None:
        raise ValueError(f"“{part[:50]}” is not a start and an end")
    start, end = map(int, found.groups())
    if not start < end <= length:
        raise ValueError(f"{start} to {end} is not a passage of the text of {length} characters")
    return start, end


def _join_lines(text, spans):
    """Join fragments with nothing but line ends between them: brat cuts a passage at each."""
    joined = [spans[0]]
    for start, end in spans[1:]:
        before = joined[-1]
        between = text[before[1] : start]
        if between and not between.strip("\r\n"):
            joined[-1] = before[0], end
        else:
            joined.append((start, end))
    return tuple(joined)


def _pair(word):
    role, colon, target = word.partition(":")
    if not colon or not target:
        raise ValueError(f"“{word[:50]}” is not a role and an id")
    return role, target


def write_brat(corpus: AnnotatedCorpus):
    """Yield the two files of each text."""
    for document in corpus.documents:
        yield f"{document.name}.txt", document.text.encode()
        yield f"{document.name}.ann", "".join(f"{each}\n" for each in brat_lines(document)).encode()


def recognises_brat(_name: str, start: bytes) -> bool:
    """A zip whose beginning names a text or a standoff file."""
    return is_zip(start) and (b".ann" in start or b".txt" in start)


register_format(
    DocumentFormat(
        "brat",
        "brat standoff",
        "application/zip",
        "zip",
        holds=frozenset({"attributes", "discontinuous", "notes", "overlapping", "relations"}),
        positions="code points of the .txt file",
        write=write_brat,
        read=read_brat,
        recognises=recognises_brat,
        archive=True,
    )
)
