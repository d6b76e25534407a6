"""CoNLL-2002 and CoNLL-2003: a token a line, the tag of its entity in the last column.

Format: Tjong Kim Sang and De Meulder (2003), "Introduction to the CoNLL-2003 Shared Task". The
format has no positions, so the reader joins the tokens with spaces, a line for each sentence. The
writer gives four columns (token, -X-, _, tag) with IOB2 tags. It loses white space, overlapping
annotations (the one that starts first and is longest is kept), notes, and all else except the
label, in which white space becomes "_".
"""

import re
from pathlib import Path

from annotations.exchange.documents import (
    AnnotatedCorpus,
    AnnotatedDocument,
    DocumentFormat,
    TextAnnotation,
    register_format,
)
from annotations.exchange.files.archives import decode_text, read_members, unique_names
from annotations.exchange.files.labels import flat_code, flat_label
from annotations.exchange.files.tokens import (
    find_tokens,
    group_sentences,
    tokens_within,
    trim_span,
)
from ctplatform.exchange.limits import LIMITS, Unreadable

COLUMNS = re.compile("[ \t]+")
TAG = re.compile(r"O|([BIESLUM])-(.+)", re.DOTALL)
START = "-DOCSTART-"
NO_LABEL = "_"
FIRST, LAST = "BSU", "ESLU"


def read_conll(path: Path) -> AnnotatedCorpus:
    """The documents of a file, one for each -DOCSTART- line, or of the files in a zip."""
    documents = []
    for member in read_members(path, (".conll", ".txt", ".iob", ".bio")):
        documents += _Reader(member.stem, decode_text(member.data, member.path)).documents()
    return AnnotatedCorpus(tuple(documents), name=path.stem)


class _Reader:
    """Reads one file."""

    def __init__(self, name, text):
        self.name, self.columns, self.parts = name, 0, []
        lines = text.split("\n")
        if len(lines) > LIMITS.rows:
            raise Unreadable(f"{name} has more than {LIMITS.rows:,} lines.")
        self._start()
        for row, line in enumerate(lines, 1):
            self._add_line(row, line.strip(" \t\r"))

    def _start(self):
        self.parts.append(_Part())

    def _add_line(self, row, line):
        cells = COLUMNS.split(line)
        if not line:
            self.parts[-1].end_sentence()
        elif cells[0] == START:
            if self.parts[-1].tokens:
                self._start()
        elif _is_comment(line, cells):
            return
        else:
            self._check(row, cells)
            self.parts[-1].add(cells[0], cells[-1])

    def _check(self, row, cells):
        self.columns = self.columns or len(cells)
        if len(cells) < 2 or len(cells) != self.columns:
            raise Unreadable(
                f"{self.name}, line {row}: {len(cells)} columns; a token's line has a word and a "
                f"tag, and all lines have as many columns ({max(2, self.columns)}).",
                row,
            )
        if not TAG.fullmatch(cells[-1]):
            raise Unreadable(
                f"{self.name}, line {row}: “{cells[-1][:40]}” is not a tag such as O, B-PER or "
                "I-PER.",
                row,
            )

    def documents(self):
        """A document for each part that has tokens."""
        filled = [part for part in self.parts if part.tokens]
        for number, part in enumerate(filled, 1):
            name = self.name if len(filled) == 1 else f"{self.name}-{number}"
            yield part.document(name, self.columns)


def _is_comment(line, cells):
    return line.startswith("#") and not TAG.fullmatch(cells[-1])


class _Part:
    """A document while its lines are read."""

    def __init__(self):
        self.tokens, self.spans, self.length = [], [], 0
        self.open, self.breaks = None, False

    def end_sentence(self):
        """Let the next token start a sentence."""
        self.breaks, self.open = bool(self.tokens), None

    def add(self, token, tag):
        """Add a token; a tag goes on with the entity before it or starts one."""
        if self.tokens:
            self.tokens.append("\n" if self.breaks else " ")
            self.length += 1
        self.breaks = False
        start, self.length = self.length, self.length + len(token)
        self.tokens.append(token)
        kind, label = TAG.fullmatch(tag).groups()
        if kind is None:
            self.open = None
            return
        if self.open is None or kind in FIRST or self.spans[self.open][2] != label:
            self.spans.append([start, start, label])
            self.open = len(self.spans) - 1
        self.spans[self.open][1] = self.length
        if kind in LAST:
            self.open = None

    def document(self, name, columns):
        """The document, with a count of the columns between word and tag, which are not read."""
        annotations = tuple(
            TextAnnotation(f"t{number}", ((start, end),), flat_code(_plain(label)))
            for number, (start, end, label) in enumerate(self.spans, 1)
        )
        unread = {"columns between word and tag": columns - 2} if columns > 2 else {}
        return AnnotatedDocument(name, "".join(self.tokens), annotations, unread=unread)


def _plain(label):
    return "" if label == NO_LABEL else label


def write_conll(corpus: AnnotatedCorpus):
    """A .conll file for each document."""
    for name, document in unique_names(corpus.documents):
        yield f"{name}.conll", "\n".join([f"{START} -X- O O", *_lines(document), ""]).encode()


def _lines(document):
    text = document.text
    chosen = _choose(document)
    spans = [span for span, _label in chosen]
    tokens = find_tokens(text, spans)
    starts = [start for start, _end in tokens]
    tags = {}
    for span, label in chosen:
        for place, number in enumerate(tokens_within(tokens, starts, span)):
            tags[number] = f"{'I' if place else 'B'}-{label}"
    for numbers in group_sentences(text, tokens, spans):
        yield ""
        for number in numbers:
            start, end = tokens[number]
            yield f"{text[start:end]} -X- _ {tags.get(number, 'O')}"


def _choose(document):
    """[(passage, label)] without overlaps."""
    found = [
        (trimmed, "_".join(flat_label(each.code).split()) or NO_LABEL)
        for each in document.annotations
        for span in each.spans
        if (trimmed := trim_span(document.text, span))
    ]
    kept, last = [], 0
    for span, label in sorted(found, key=lambda pair: (pair[0][0], -pair[0][1])):
        if span[0] >= last:
            kept.append((span, label))
            last = span[1]
    return kept


def recognises_conll(name: str, start: bytes) -> bool:
    """A file whose first line is -DOCSTART-, or whose name ends as such files do."""
    return start.startswith(START.encode()) or name.lower().endswith((".conll", ".iob", ".bio"))


register_format(
    DocumentFormat(
        name="conll",
        label="CoNLL-2003 (one token a line)",
        media_type="text/plain",
        extension="conll",
        holds=frozenset(),
        positions="none: tokens in order; the text is its tokens with one space between them",
        write=write_conll,
        read=read_conll,
        recognises=recognises_conll,
        archive=True,
    )
)
