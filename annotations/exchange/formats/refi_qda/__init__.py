"""REFI-QDA 1.0: projects (.qdpx) and codebooks (.qdc) of NVivo, ATLAS.ti, MAXQDA and others.

Format: https://www.qdasoftware.org, "REFI-QDA Standard 1.5". Positions are code points (10.2), and
so we write them. NVivo counts UTF-16 code units, which is found out for each text that has
characters beyond U+FFFF. A discontinuous annotation is a selection for each passage; certainty,
attributes, links to records and the roles of relations have no place.
"""

from collections import Counter
from pathlib import Path

from annotations.exchange.documents import (
    AnnotatedCorpus,
    DocumentFormat,
    register_format,
)
from annotations.exchange.files.archives import read_members, starts_as_zip
from annotations.exchange.files.xml_text import parse_xml
from annotations.exchange.formats.refi_qda.archive import open_project
from annotations.exchange.formats.refi_qda.codebooks import read_codes, write_codebook
from annotations.exchange.formats.refi_qda.reading import ProjectReader
from annotations.exchange.formats.refi_qda.writing import write_project
from ctplatform.exchange.limits import Unreadable


def read_qdpx(path: Path) -> AnnotatedCorpus:
    """The texts of a project with their codings; sources whose text is missing are named."""
    with open_project(path) as project:
        return ProjectReader(project).corpus()


def read_qdc(path: Path) -> AnnotatedCorpus:
    """The codes of a codebook, with no documents."""
    if starts_as_zip(path):
        raise Unreadable("This is a zip; a codebook is one .qdc file, a project a .qdpx file.")
    (member,) = read_members(path, (".qdc",))
    root = parse_xml(member.data, member.path)
    if root.name != "CodeBook":
        raise Unreadable(f"{member.path} is not a codebook: it starts with {root.name}.", root.line)
    unread = Counter({"sets of codes": sum(len(each.children) for each in root.named("Sets"))})
    return AnnotatedCorpus(
        (), tuple(read_codes(root).values()), name=path.stem, unread=dict(+unread)
    )


def write_qdc(corpus: AnnotatedCorpus):
    """One codebook of the codes of a corpus and of its annotations."""
    used = {each.code for one in corpus.documents for each in one.annotations}
    yield "codebook.qdc", write_codebook(corpus.codes, used).encode()


register_format(
    DocumentFormat(
        name="refi-qdpx",
        label="REFI-QDA project (NVivo, ATLAS.ti, MAXQDA)",
        media_type="application/zip",
        extension="qdpx",
        holds=frozenset(
            {"annotators", "code_descriptions", "code_tree", "created", "notes", "overlapping"}
        ),
        positions="code points from 0, end exclusive; UTF-16 code units where NVivo wrote the file",
        write=write_project,
        read=read_qdpx,
        recognises=lambda name, start: (
            name.lower().endswith((".qdpx", ".qde"))
            or (start.startswith(b"PK") and b".qde" in start.lower())
        ),
        archive=True,
    )
)
register_format(
    DocumentFormat(
        name="refi-qdc",
        label="REFI-QDA codebook",
        media_type="application/xml",
        extension="qdc",
        holds=frozenset({"code_descriptions", "code_tree"}),
        positions="none: a codebook has no texts",
        write=write_qdc,
        read=read_qdc,
        recognises=lambda name, start: (
            name.lower().endswith(".qdc") or (b"<CodeBook" in start and b"<Project" not in start)
        ),
    )
)
