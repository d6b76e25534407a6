"""Write a project: a text file for each document, and project.qde, valid against Project.xsd."""

import re

from annotations.exchange.documents import AnnotatedCorpus, AnnotatedDocument
from annotations.exchange.files.xml_text import write_attributes, write_text
from annotations.exchange.formats.refi_qda.codebooks import ORIGIN, CodeTree, make_guid

DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")
NAME_LENGTH = 60  # characters of the passage that a selection has as its name
SCHEMA = "urn:QDA-XML:project:1.0"


def write_project(corpus: AnnotatedCorpus):
    """Sources/*.txt and then project.qde; the documents are read once."""
    writer = _ProjectWriter(corpus)
    for number, document in enumerate(corpus.documents, 1):
        guid = make_guid("source", str(number), document.name)
        writer.documents.append((guid, _without_text(document)))
        yield f"Sources/{guid}.txt", document.text.encode()
        writer.names.append(_selection_names(document))
    yield "project.qde", writer.content().encode()


def _without_text(document):
    return AnnotatedDocument(
        document.name, "", document.annotations, document.relations, title=document.title
    )


def _selection_names(document):
    """{passage: its first words}, kept so that the text need not be."""
    spans = {span for each in document.annotations for span in each.spans}
    return {span: document.text[span[0] : min(span[1], span[0] + NAME_LENGTH)] for span in spans}


class _ProjectWriter:
    """Collects what project.qde says."""

    def __init__(self, corpus):
        self.corpus, self.documents, self.names = corpus, [], []
        self.users, self.notes, self.links = {}, [], []

    def content(self):
        """The file project.qde."""
        used = {each.code for _guid, one in self.documents for each in one.annotations}
        self.tree = CodeTree(self.corpus.codes, {code for code in used if code})
        sources = []
        for (guid, document), names in zip(self.documents, self.names, strict=True):
            sources += self._source(guid, document, names)
        attributes = write_attributes({"name": self.corpus.name or "Project", "origin": ORIGIN})
        parts = [
            ("Users", [f"    <User{write_attributes(each)}/>" for each in self._users()]),
            ("CodeBook", self.tree.lines("    ") if self.tree.guids else []),
            ("Sources", sources),
            ("Notes", self.notes),
            ("Links", self.links),
        ]
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<Project xmlns="{SCHEMA}"{attributes}>',
        ]
        for name, content in parts:
            if content:
                lines += [f"  <{name}>", *content, f"  </{name}>"]
        return "\n".join([*lines, "</Project>", ""])

    def _users(self):
        return [{"guid": guid, "name": name} for name, guid in self.users.items()]

    def _user(self, name):
        return self.users.setdefault(name, make_guid("user", name)) if name else None

    def _source(self, guid, document, names):
        values = {"guid": guid, "name": document.name, "plainTextPath": f"internal://{guid}.txt"}
        yield f"    <TextSource{write_attributes(values)}>"
        if document.title:
            yield f"      <Description>{write_text(document.title)}</Description>"
        selections, codings, notes, first = self._parts(guid, document, names)
        yield from (*selections, *codings, *notes)
        yield "    </TextSource>"
        for each in document.relations:
            ends = [first.get(key) for _role, key in each.members]
            if len(ends) == 2 and None not in ends:
                self._add_link(make_guid(guid, "link", each.key), each, ends)

    def _parts(self, guid, document, names):
        """(lines of selections, of codings of the whole text, of its notes, {key: GUID})."""
        selections, codings, notes, first = [], [], [], {}
        for each in document.annotations:
            own = make_guid(guid, each.key)
            for number, span in enumerate(each.spans):
                part = make_guid(guid, each.key, str(number))
                first.setdefault(each.key, part)
                selections += self._selection(part, each, span, names[span])
            if not each.spans and each.code:
                first[each.key] = own
                codings += self._coding(own, each, "      ")
            elif not each.spans and each.note:
                notes.append(self._note_ref(make_guid(own, "note"), each, "      "))
        return selections, codings, notes, first

    def _selection(self, guid, each, span, name):
        values = {"guid": guid, "name": name, "startPosition": span[0], "endPosition": span[1]}
        yield f"      <PlainTextSelection{write_attributes(values | self._made(each))}>"
        if each.code:
            yield from self._coding(make_guid(guid, "coding"), each, "        ")
        elif each.note:
            yield self._note_ref(make_guid(guid, "note"), each, "        ")
        yield "      </PlainTextSelection>"

    def _coding(self, guid, each, indent):
        yield f"{indent}<Coding{write_attributes({'guid': guid} | self._made(each))}>"
        yield f'{indent}  <CodeRef targetGUID="{self.tree.guids[each.code]}"/>'
        if each.note:
            yield self._note_ref(make_guid(guid, "note"), each, indent + "  ")
        yield f"{indent}</Coding>"

    def _made(self, each):
        created = each.created if DATE_TIME.fullmatch(each.created) else None
        return {"creatingUser": self._user(each.annotator), "creationDateTime": created}

    def _note_ref(self, guid, each, indent):
        values = {"guid": guid, "creatingUser": self._user(each.annotator)}
        content = f"<PlainTextContent>{write_text(each.note)}</PlainTextContent>"
        self.notes.append(f"    <Note{write_attributes(values)}>{content}</Note>")
        return f'{indent}<NoteRef targetGUID="{guid}"/>'

    def _add_link(self, guid, each, ends):
        values = {
            "guid": guid,
            "name": each.label,
            "direction": "OneWay",
            "originGUID": ends[0],
            "targetGUID": ends[1],
        }
        content = self._note_ref(make_guid(guid, "note"), each, "") if each.note else ""
        self.links.append(f"    <Link{write_attributes(values)}>{content}</Link>")
