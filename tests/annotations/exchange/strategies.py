"""Annotated corpora made by Hypothesis, and what a format promises to keep of one."""

import re
from dataclasses import replace

from hypothesis import strategies as st

from annotations.exchange.documents import (
    AnnotatedCorpus,
    AnnotatedDocument,
    AnnotationRelation,
    CodeDefinition,
    TextAnnotation,
)

LETTERS = "ab \n.\u00e9\U0001f600\u0647\u062c"
WORDS = st.text("abc", min_size=1, max_size=6)
CODES = (("Actor",), ("Actor", "Person"), ("Event",))
VALUES = st.one_of(WORDS, st.just(True), st.integers(0, 9), st.lists(WORDS, max_size=2))


@st.composite
def spans_of(draw, text):
    """One or two passages of a text, each within a line, that neither start nor end with space."""
    cuts = draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=4, unique=True))
    cuts = sorted(cuts)[: len(cuts) // 2 * 2]
    found = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=True):
        words = text[start:end]
        start += len(words) - len(words.lstrip())
        end -= len(words) - len(words.rstrip())
        if start < end and "\n" not in text[start:end]:
            found.append((start, end))
    return tuple(found)


@st.composite
def documents(draw, number):
    """A text in normal form with annotations and relations."""
    text = "Report. " + draw(st.text(LETTERS, min_size=4, max_size=60)) + " End."
    annotations = []
    for place in range(draw(st.integers(0, 4))):
        if spans := draw(spans_of(text)):
            annotations.append(
                TextAnnotation(
                    key=f"T{place + 1}",
                    spans=spans,
                    code=draw(st.sampled_from(CODES)),
                    annotator=draw(st.sampled_from(["", "Anna", "\u0641\u0627\u0637\u0645\u0629"])),
                    certainty=draw(st.sampled_from(["certain", "unsure"])),
                    note=draw(st.one_of(st.just(""), WORDS)),
                    attributes=draw(st.dictionaries(WORDS, VALUES, max_size=2)),
                )
            )
    relations = tuple(_relations(draw, annotations))
    return AnnotatedDocument(f"text{number}", text, tuple(annotations), relations, f"T{number}")


def _relations(draw, annotations):
    if len(annotations) < 2:
        return
    for number in range(draw(st.integers(0, 2))):
        one, other = draw(st.permutations(annotations))[:2]
        members = (("Arg1", one.key), ("Arg2", other.key))
        yield AnnotationRelation(f"R{number + 1}", draw(WORDS), members)


@st.composite
def corpora(draw):
    """A corpus of one or two texts; no two have the same text."""
    found = [draw(documents(number)) for number in range(draw(st.integers(1, 2)))]
    found = list({document.text: document for document in found}.values())
    return AnnotatedCorpus(tuple(found), tuple(CodeDefinition(path) for path in CODES), "Corpus")


PARTS = {
    "discontinuous": lambda each: each.spans,
    "code_tree": lambda each: each.code,
    "annotators": lambda each: each.annotator,
    "certainty": lambda each: each.certainty,
    "notes": lambda each: each.note,
    "attributes": lambda each: dict(each.attributes),
}
"""What each feature of an annotation is."""


def kept(document, holds, exact=True):
    """The parts of a document that a format with these features must keep, to be compared.

    Where not `exact`, passages are compared by their letters, since some formats are of tokens and
    keep no white space, and codes by their last names, since some write the path as one name.
    """
    text = document.text if exact else _letters(document.text)
    first = {each.key: _passage(document, each, exact) for each in document.annotations}
    rows = [
        {"first": first[each.key], "code": each.code if exact else _last_name(each.code)}
        | {name: part(each) for name, part in PARTS.items() if name in holds}
        for each in document.annotations
    ]
    found = {"text": text, "annotations": sorted(rows, key=repr)}
    if "relations" in holds:
        found["relations"] = sorted(
            (each.label, [(role, first[key]) for role, key in each.members])
            for each in document.relations
        )
    return found


def _letters(text):
    return "".join(text.split())


def _passage(document, annotation, exact):
    start, end = annotation.spans[0]
    return (start, end) if exact else _letters(document.text[start:end])


def _last_name(code):
    return re.split(r"\W|_", code[-1])[-1] if code else ""


def reduced(corpus, holds):
    """The corpus without what the format cannot hold of the shape of annotations."""
    found = []
    for document in corpus.documents:
        rows = list(document.annotations)
        if "discontinuous" not in holds:
            rows = [replace(each, spans=each.spans[:1]) for each in rows]
        if "overlapping" not in holds:
            rows = _apart(rows)
        keys = {each.key for each in rows}
        relations = [
            each for each in document.relations if {key for _role, key in each.members} <= keys
        ]
        found.append(replace(document, annotations=tuple(rows), relations=tuple(relations)))
    return replace(corpus, documents=tuple(found))


def _apart(annotations):
    """Those that overlap no earlier one."""
    rows, reach = [], 0
    for each in sorted(annotations, key=lambda one: one.spans):
        if each.spans[0][0] >= reach:
            rows.append(each)
            reach = max(end for _start, end in each.spans)
    return rows
