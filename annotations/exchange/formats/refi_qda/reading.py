"""Read a project: users, codes, notes, and the selections and codings of each text."""

from collections import Counter

from annotations.exchange.documents import (
    AnnotatedCorpus,
    AnnotatedDocument,
    AnnotationRelation,
    TextAnnotation,
)
from annotations.exchange.files.positions import read_span
from annotations.exchange.files.xml_text import Element
from annotations.exchange.formats.refi_qda.archive import Project
from annotations.exchange.formats.refi_qda.codebooks import read_codes, read_guid
from annotations.exchange.formats.refi_qda.positions import choose_positions
from ctplatform.exchange.limits import Unreadable

OTHER_SELECTIONS = {
    "PDFSelection": "selections on pages of PDF files",
    "PictureSelection": "selections in pictures",
    "AudioSelection": "selections in sound",
    "VideoSelection": "selections in film",
    "TranscriptSelection": "selections in transcripts",
}
OTHER_PARTS = {
    "Cases": "cases",
    "Variables": "variables",
    "Sets": "sets of codes and sources",
    "Graphs": "graphs",
}
TEXTS = ("Representation", "TextDescription")
NAMED_AT_MOST = 20  # sources that are named when their text is missing


class ProjectReader:
    """Reads one project."""

    def __init__(self, project: Project):
        self.project, root = project, project.root
        self.origin = root.attributes.get("origin", "")
        self.users = {
            _guid(each, "guid"): each.attributes.get("name") or each.attributes.get("id", "")
            for part in root.named("Users")
            for each in part.named("User")
        }
        self.codes = {}
        for book in root.named("CodeBook"):
            self.codes |= read_codes(book)
        self.unread, self.notes_used = Counter(), set()
        self.notes = {
            _guid(each, "guid"): each for part in root.named("Notes") for each in part.named("Note")
        }
        self.links = [each for part in root.named("Links") for each in part.named("Link")]
        self.note_links = {}
        for each in self.links:
            ends = _guid(each, "originGUID"), _guid(each, "targetGUID")
            for note, target in (ends, ends[::-1]):
                if note in self.notes:
                    self.note_links.setdefault(target, []).append(note)

    def corpus(self) -> AnnotatedCorpus:
        """The texts, with what is not held counted."""
        root = self.project.root
        for name, words in OTHER_PARTS.items():
            self.unread[words] += sum(len(part.children) for part in root.named(name))
        documents = [
            document
            for part in root.named("Sources")
            for source in part.children
            for document in self._source(source)
        ]
        self.unread["memos about the project"] += len({*self.notes} - self.notes_used)
        name = root.attributes.get("name") or self.project.name
        return AnnotatedCorpus(
            tuple(documents), tuple(self.codes.values()), name, dict(+self.unread)
        )

    def _source(self, source: Element):
        """A document of a text, or of the text that goes with a PDF file or a picture."""
        if source.name == "TextSource":
            texts = [source]
        else:
            texts = source.named(*TEXTS)
            for name, words in OTHER_SELECTIONS.items():
                parts = [source, *source.named("Transcript")]
                self.unread[words] += sum(len(part.named(name)) for part in parts)
            if not texts:
                self.unread[f"sources other than texts ({source.name})"] += 1
        for each in texts:
            text = self.project.text_of(each)
            if text is None:
                self._add_missing(source)
            else:
                yield _SourceReader(self, source, each, text).document()

    def _add_missing(self, source):
        named = [words for words in self.unread if words.startswith("text missing: ")]
        words = f"text missing: {source.attributes.get('name', '')[:100]}"
        if len(named) >= NAMED_AT_MOST:
            words = "text missing: other sources"
        self.unread[words] += 1

    def note_of(self, *elements: Element) -> str:
        """The notes of elements: their descriptions, and the notes they or a link refer to."""
        found = []
        for element in elements:
            found += [each.text for each in element.named("Description") if each.text.strip()]
            guids = [_guid(each, "targetGUID") for each in element.named("NoteRef")]
            for guid in (*guids, *self.note_links.get(_guid(element, "guid"), ())):
                if guid in self.notes:
                    self.notes_used.add(guid)
                    found.append(self._note_text(self.notes[guid]))
        return "\n".join(dict.fromkeys(filter(None, found)))

    def _note_text(self, note):
        text = self.project.text_of(note)
        if text is None:
            self.unread["memos whose text is missing"] += 1
        return text or ""


class _SourceReader:
    """Reads one text."""

    def __init__(self, project: ProjectReader, source: Element, element: Element, text: str):
        self.project, self.source, self.element, self.text = project, source, element, text
        self.name = source.attributes.get("name") or _guid(source, "guid") or "text"
        self.found, self.by_guid, self.unread = {}, {}, Counter()

    def document(self):
        places = [(each, *_place(each)) for each in self.element.named("PlainTextSelection")]
        stated = [(start, end, each.attributes.get("name", "")) for each, start, end in places]
        self.positions = choose_positions(self.text, stated, self.project.origin)
        for each, start, end in places:
            self._add_selection(each, start, end)
        for part in {id(each): each for each in (self.source, self.element)}.values():
            for coding in part.named("Coding"):
                self._keep(coding, (), self._code(coding), self.project.note_of(coding), part)
        codings = [each for part in (self.source, self.element) for each in part.named("NoteRef")]
        note = self.project.note_of(Element("", {}, 0, codings)) if codings else ""
        if note:
            self._keep(codings[0], (), (), note, self.source)
        self.unread["values of variables"] += len(self.source.named("VariableValue"))
        wide = type(self.positions).__name__ == "Utf16Positions"
        title = "\n".join(each.text for each in self.source.named("Description"))
        return AnnotatedDocument(
            self.name,
            self.text,
            tuple(self.found.values()),
            tuple(self._relations()),
            title=title.strip(),
            identifier=_guid(self.source, "guid"),
            metadata={"positions": "UTF-16 code units"} if wide else {},
            unread=dict(+self.unread),
        )

    def _add_selection(self, each, start, end):
        place = f"Line {each.line}, a selection in “{self.name[:80]}”"
        span = read_span(self.positions, start, end, place, each.line)
        if span[0] == span[1]:
            self.unread["annotations without length"] += 1
            return
        codings = each.named("Coding")
        for coding in codings:
            note = self.project.note_of(each, coding)
            self._keep(coding, (span,), self._code(coding), note, each)
        if not codings:
            self._keep(each, (span,), (), self.project.note_of(each), each)

    def _code(self, coding):
        for each in coding.named("CodeRef"):
            guid = _guid(each, "targetGUID")
            if guid in self.project.codes:
                return self.project.codes[guid].path
            raise Unreadable(
                f"Line {each.line}: the code {guid[:40]} is not in the codebook.", each.line
            )
        return ()

    def _keep(self, element, spans, code, note, selection):
        guid = _guid(element, "guid")
        key = guid if guid and guid not in self.found else f"s{len(self.found) + 1}"
        stated = {**selection.attributes, **element.attributes}
        user = read_guid(stated.get("creatingUser", ""))
        self.found[key] = TextAnnotation(
            key,
            spans,
            code,
            annotator=self.project.users.get(user, ""),
            note=note,
            created=stated.get("creationDateTime", "") if spans or element.name == "Coding" else "",
        )
        for one in (guid, _guid(selection, "guid")):
            self.by_guid.setdefault(one, key)

    def _relations(self):
        """Links between two passages of this text."""
        for number, each in enumerate(self.project.links, 1):
            ends = _guid(each, "originGUID"), _guid(each, "targetGUID")
            if all(end and end in self.by_guid for end in ends):
                members = zip(
                    ("origin", "target"), (self.by_guid[end] for end in ends), strict=True
                )
                yield AnnotationRelation(
                    _guid(each, "guid") or f"r{number}",
                    each.attributes.get("name", ""),
                    tuple(members),
                    note=self.project.note_of(each),
                )


def _guid(element, name):
    return read_guid(element.attributes.get(name, ""))


def _place(each):
    found = []
    for name in ("startPosition", "endPosition"):
        value = each.attributes.get(name, "").strip()
        if not value.isdecimal() or len(value) > 15:
            raise Unreadable(f"Line {each.line}: “{name}” must be a whole number.", each.line)
        found.append(int(value))
    return found
