"""UIMA CAS as XMI and as JSON, which INCEpTION, WebAnno and DKPro read and write.

The readers and writers are our own: dkpro-cassis compiles the names in a type system into Python
code, which a stranger's file must not reach. It is the independent reader in the tests.
"""

from collections import Counter
from pathlib import Path

from annotations.exchange.documents import (
    FEATURES,
    AnnotatedCorpus,
    DocumentFormat,
    register_format,
)
from annotations.exchange.files.archives import read_members, unique_names
from annotations.exchange.formats.uima_cas.cas_json import read_cas_json, write_cas_json
from annotations.exchange.formats.uima_cas.reading import read_documents
from annotations.exchange.formats.uima_cas.writing import declared_types, write_cas
from annotations.exchange.formats.uima_cas.xmi import read_xmi, write_type_system, write_xmi

POSITIONS = "UTF-16 code units from 0, end exclusive"
HOLDS = FEATURES - {"code_descriptions"}


def read_uima_xmi(path: Path) -> AnnotatedCorpus:
    """The documents of an .xmi file, or of a zip with any number; its type system is not needed."""
    return _read(path, (".xmi",), read_xmi)


def read_uima_json(path: Path) -> AnnotatedCorpus:
    """The documents of a JSON CAS, or of a zip with any number."""
    return _read(path, (".json",), read_cas_json)


def _read(path, suffixes, read):
    documents, unread = [], Counter()
    for member in read_members(path, suffixes):
        found, outside = read_documents(member.stem, read(member.path, member.data))
        documents += found
        unread += outside
    return AnnotatedCorpus(tuple(documents), name=path.stem, unread=dict(unread))


def write_uima_xmi(corpus: AnnotatedCorpus):
    """An .xmi for each document, then TypeSystem.xml, which declares the layers of all."""
    layers = set()
    for name, document in unique_names(corpus.documents):
        layers |= {each.layer for each in document.annotations}
        yield f"{name}.xmi", write_xmi(*write_cas(document)).encode()
    yield "TypeSystem.xml", write_type_system(declared_types(layers)).encode()


def write_uima_json(corpus: AnnotatedCorpus):
    """A .json for each document, each with the types that it uses."""
    for name, document in unique_names(corpus.documents):
        types = declared_types({each.layer for each in document.annotations})
        yield f"{name}.json", write_cas_json(*write_cas(document), types)


register_format(
    DocumentFormat(
        name="uima-xmi",
        label="UIMA CAS XMI (INCEpTION, WebAnno)",
        media_type="application/vnd.xmi+xml",
        extension="xmi",
        holds=HOLDS,
        positions=POSITIONS,
        write=write_uima_xmi,
        read=read_uima_xmi,
        recognises=lambda name, start: name.lower().endswith(".xmi") or b"<xmi:XMI" in start,
        archive=True,
    )
)
register_format(
    DocumentFormat(
        name="uima-json",
        label="UIMA CAS JSON (INCEpTION)",
        media_type="application/json",
        extension="json",
        holds=HOLDS,
        positions=POSITIONS,
        write=write_uima_json,
        read=read_uima_json,
        recognises=lambda name, start: b'"%FEATURE_STRUCTURES"' in start or b'"%TYPES"' in start,
        archive=True,
    )
)
