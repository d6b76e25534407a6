"""WebAnno TSV 3.3, which INCEpTION and WebAnno read and write: one token a line.

Format: INCEpTION user guide, "WebAnno TSV 3.3 File format". Positions are UTF-16 code units.
White space at the ends of a passage is left out, since the format has no line for it; the parts of
a discontinuous annotation are written as annotations of their own; annotations of whole documents
have no place.
"""

from pathlib import Path

from annotations.exchange.documents import AnnotatedCorpus, DocumentFormat, register_format
from annotations.exchange.files.archives import read_members, unique_names
from annotations.exchange.formats.webanno_tsv.reading import read_document
from annotations.exchange.formats.webanno_tsv.writing import write_document


def read_webanno_tsv(path: Path) -> AnnotatedCorpus:
    """The document of a .tsv file, or those of a zip with any number."""
    documents = tuple(
        read_document(member.stem, member.data) for member in read_members(path, (".tsv",))
    )
    return AnnotatedCorpus(documents, name=path.stem)


def write_webanno_tsv(corpus: AnnotatedCorpus):
    """A .tsv file for each document."""
    for name, document in unique_names(corpus.documents):
        yield f"{name}.tsv", write_document(document).encode()


register_format(
    DocumentFormat(
        name="webanno-tsv",
        label="WebAnno TSV 3.3 (INCEpTION, WebAnno)",
        media_type="text/tab-separated-values",
        extension="tsv",
        holds=frozenset({"annotators", "notes", "overlapping", "relations"}),
        positions="UTF-16 code units from 0, end exclusive",
        write=write_webanno_tsv,
        read=read_webanno_tsv,
        recognises=lambda _name, start: b"#FORMAT=WebAnno TSV" in start,
        archive=True,
    )
)
