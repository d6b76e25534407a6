"""Corpora for property tests, and what a round trip through a format must keep of them."""

import os
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from time import process_time

import orjson
from django.conf import settings
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from annotations.exchange.documents import (
    AnnotatedCorpus,
    AnnotatedDocument,
    AnnotationRelation,
    TextAnnotation,
    document_formats,
)
from ctplatform.exchange.limits import Unreadable

SHARED = Path(os.environ.get("CTPLATFORM_SHARED", settings.BASE_DIR.parent / "shared")) / "data"

few = hypothesis_settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""Examples of round trips; making a failing one smaller takes minutes."""

PIECES = (
    "Gunmen attacked a convoy",
    "😀 Kabul 👨‍👩‍👧",
    "هاجم مسلحون، القافلة.",
    "e\u0301te\u0301 nai\u0308f",
    "שָׁלוֹם",
    "a\tb",
    "«x» & <y> \"z\" 'w'",
    "\\[|]_->;* | 100%",
    "𐎠𐎡𐎢",
    "新聞",
    "1,2.3 (B)",
    ".",
)
BREAKS = (" ", "  ", "\n", "\n\n", "\r\n", "")
NAMES = ("Attack", "Named person", "هجوم", "Émeute", "A/B", "weapon_type", "😀 code", "B-X")
NOTES = ("", "seen 😀 twice", 'line\nbreak "quoted"', "ملاحظة", "tab\there | pipe", "\\n _ * ;")


@st.composite
def texts(draw, breaks=BREAKS):
    """A text of pieces in several scripts, with emoji, CRLF, and combining marks."""
    parts = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
    joins = draw(st.lists(st.sampled_from(breaks), min_size=len(parts), max_size=len(parts)))
    return "".join(part + join for part, join in zip(parts, joins, strict=True))


@st.composite
def spans(draw, length):
    """A passage of at least one character."""
    start = draw(st.integers(0, length - 1))
    return start, draw(st.integers(start + 1, min(length, start + 30)))


@st.composite
def annotations(draw, length, number, holds, whole):
    """An annotation with what the format holds."""
    found = draw(st.lists(spans(length), min_size=0 if whole else 1, max_size=3, unique=True))
    ordered = sorted(found)
    apart = [
        one for one, before in zip(ordered, [(0, 0), *ordered], strict=False) if one[0] >= before[1]
    ]
    note = draw(st.sampled_from(NOTES))
    return TextAnnotation(
        f"a{number}",
        tuple(apart if "discontinuous" in holds else found[:1]),
        tuple(draw(st.lists(st.sampled_from(NAMES), max_size=2))),
        draw(st.sampled_from(("", "de.example.Entity", "my layer"))),
        draw(st.sampled_from(("", "amina", "Jörg Ü."))),
        draw(st.sampled_from(("certain", "probable"))),
        note,
        draw(st.sampled_from(("", "2026-03-01T10:00:00Z"))),
        draw(st.sampled_from(({}, {"n": 2, "list": ["x", None]}, {"negated": True}))),
        draw(st.sampled_from(((), ({"role": "about", "target": {"id": 3}},)))),
    )


@st.composite
def documents(draw, number, holds, whole=True, breaks=BREAKS):
    """A document whose annotations and relations the format can hold."""
    text = draw(texts(breaks))
    found = [
        draw(annotations(len(text), index, holds, whole))
        for index in range(draw(st.integers(0, 5)))
    ]
    if "overlapping" not in holds:
        found = without_overlaps(found)
    keys = [each.key for each in found if each.spans]
    relations = ()
    if keys and "relations" in holds:
        member = st.tuples(st.sampled_from(("Arg1", "Governor", "")), st.sampled_from(keys))
        relation = st.lists(member, min_size=2, max_size=3)
        relations = tuple(
            AnnotationRelation(
                f"r{index}",
                draw(st.sampled_from(("", "attacks", "part of"))),
                tuple(members),
                note=draw(st.sampled_from(NOTES)),
                annotator=draw(st.sampled_from(("", "amina"))),
            )
            for index, members in enumerate(draw(st.lists(relation, max_size=3)))
        )
    return AnnotatedDocument(f"doc{number}", text, tuple(found), relations)


def without_overlaps(found):
    """The annotations that leave those before them alone."""
    kept, end = [], 0
    for each in sorted(found, key=lambda one: one.spans):
        if each.spans and each.spans[0][0] >= end:
            kept.append(each)
            end = each.spans[-1][1]
    return kept


@st.composite
def corpora(draw, name, whole=True, breaks=BREAKS, most=3):
    """A corpus for the format `name`; `whole`: with annotations of whole documents."""
    holds = document_formats()[name].holds
    count = draw(st.integers(1, most))
    return AnnotatedCorpus(
        tuple(draw(documents(index, holds, whole, breaks)) for index in range(count))
    )


def write_file(name: str, corpus: AnnotatedCorpus, folder: Path) -> Path:
    """The file that a download in this format is."""
    entry = document_formats()[name]
    path = folder / f"corpus.{'zip' if entry.archive else entry.extension}"
    if not entry.archive:
        path.write_bytes(b"".join(content for _name, content in entry.write(corpus)))
        return path
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in entry.write(corpus):
            archive.writestr(member, content)
    return path


def read_file(name: str, path: Path) -> AnnotatedCorpus:
    """The corpus in a file, its documents read."""
    found = document_formats()[name].read(path)
    return replace(found, documents=tuple(found.documents))


def kept(document: AnnotatedDocument, holds, layers=True):
    """What a round trip must keep of a document, with no word about keys and order."""
    shown = {each.key: kept_annotation(each, holds, layers) for each in document.annotations}
    found = Counter(shown.values())
    relations = Counter()
    if "relations" in holds:
        relations.update(
            (
                each.label,
                tuple((role, shown[key]) for role, key in each.members),
                each.note if "notes" in holds else "",
                each.annotator if "annotators" in holds else "",
            )
            for each in document.relations
        )
    return document.text, found, relations


def kept_annotation(each: TextAnnotation, holds, layers=True):
    """What is kept of an annotation."""

    def held(feature, value):
        return value if feature in holds else None

    return (
        each.spans,
        each.code if "code_tree" in holds else "/".join(each.code),
        each.layer if layers else None,
        held("annotators", each.annotator),
        held("certainty", each.certainty),
        held("notes", each.note),
        held("created", each.created),
        held("attributes", orjson.dumps(dict(each.attributes), option=orjson.OPT_SORT_KEYS)),
        held("links", orjson.dumps(list(each.links))),
    )


def assert_round_trip(name, corpus, folder, layers=True):
    """What is written is read again, within what the format holds."""
    holds = document_formats()[name].holds
    found = read_file(name, write_file(name, corpus, folder))
    before = [kept(each, holds, layers) for each in corpus.documents]
    assert [kept(each, holds, layers) for each in found.documents] == before
    return found


INSERTED = (b"\0", b"-1", b"99999999999999999999", b"null", b"<x/>", b"[]", b"\xff", b'"', b"\t")


def damage(data: bytes, seed: int) -> bytes:
    """`data` with bytes changed, left out, repeated, inserted or cut off; a seed, one damage."""
    random, changed = Random(seed), bytearray(data)
    for _each in range(random.randint(1, 3)):
        place, size = random.randrange(len(changed) + 1), random.randint(1, 40)
        kind = random.choice(("set", "set", "cut", "drop", "repeat", "insert", "digit"))
        if kind == "set" and place < len(changed):
            changed[place] = random.randrange(256)
        elif kind == "digit":
            digits = [at for at, byte in enumerate(changed) if 48 <= byte <= 57]
            if digits:
                changed[random.choice(digits)] = random.randrange(48, 58)
        elif kind == "cut" and random.random() < 0.3:
            del changed[place:]
        elif kind == "drop":
            del changed[place : place + size]
        elif kind == "repeat":
            changed[place:place] = changed[place : place + size]
        else:
            changed[place:place] = random.choice(INSERTED)
    return bytes(changed)


def assert_damage_is_refused(name: str, originals, folder: Path, number: int = 150):
    """Damaged copies of `originals` are read or refused, each within two seconds of processor."""
    originals = list(originals)
    for seed in range(number):
        original = originals[seed % len(originals)]
        path = folder / original.name
        path.write_bytes(damage(original.read_bytes(), seed))
        start = process_time()
        try:
            assert_read_or_refused(name, path)
        except Exception as error:
            error.add_note(f"{original.name} with seed {seed}")
            raise
        assert process_time() - start < 2, (original.name, seed)


SAMPLE = AnnotatedCorpus(
    (
        AnnotatedDocument(
            "sample",
            "😀 Gunmen attacked Kabul.\r\nتل عفر",
            (
                TextAnnotation("a", ((2, 8),), ("Actor",), "de.example.Entity", "amina", note="x"),
                TextAnnotation("b", ((18, 23),), ("Place", "City"), attributes={"n": [1]}),
                TextAnnotation("c", ((2, 23),), ()),
            ),
            (AnnotationRelation("r", "in", (("Arg1", "a"), ("Arg2", "b")), "amina", "y"),),
            title="A title",
        ),
    )
)
"""One document with one of everything."""


def assert_read_or_refused(name, path: Path):
    """The reader gives valid documents or raises Unreadable, nothing else."""
    try:
        found = read_file(name, path)
    except Unreadable:
        return None
    for document in found.documents:
        keys = {each.key for each in document.annotations}
        assert len(keys) == len(document.annotations)
        for each in document.annotations:
            assert all(0 <= start < end <= len(document.text) for start, end in each.spans)
            assert isinstance(each.code, tuple)
            assert all(isinstance(part, str) for part in each.code)
            assert {type(each.note), type(each.annotator), type(each.layer)} == {str}
        for relation in document.relations:
            assert {key for _role, key in relation.members} <= keys
    return found
