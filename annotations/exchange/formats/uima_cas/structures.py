"""A CAS of UIMA: feature structures and views, the same in XMI and in JSON."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ANNOTATION = "uima.tcas.Annotation"
ANNOTATION_BASE = "uima.cas.AnnotationBase"
DOCUMENT = "uima.tcas.DocumentAnnotation"
SOFA = "uima.cas.Sofa"
TOP = "uima.cas.TOP"
STRING = "uima.cas.String"
ARRAY = "uima.cas.FSArray"
METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
NO_NAMESPACE = "uima.noNamespace."

SPAN_LAYER = "custom.Span"
DOCUMENT_LAYER = "custom.DocumentLabel"
RELATION_LAYER = "custom.Relation"
GROUP_LAYER = "custom.Group"
GROUP_MEMBER = "custom.GroupMember"
"""The layers that are written: INCEpTION makes layers with names such as these."""

GOVERNOR, DEPENDENT = "Governor", "Dependent"


@dataclass
class FeatureStructure:
    """A feature structure: plain values in `features`, ids of others in `references`.

    `row` is its line in the file, None where the format has none.
    """

    identifier: int
    type_name: str
    features: dict[str, Any] = field(default_factory=dict)
    references: dict[str, list[int]] = field(default_factory=dict)
    row: int | None = None


@dataclass(frozen=True)
class View:
    """A view of a CAS: its name, text (None if it has none) and the ids of what is indexed."""

    name: str
    sofa: int
    text: str | None
    members: tuple[int, ...] | None


@dataclass(frozen=True)
class Cas:
    """The content of one CAS file; `unread` counts what it has that is not held."""

    structures: Mapping[int, FeatureStructure]
    views: tuple[View, ...]
    unread: Counter


@dataclass(frozen=True)
class WrittenType:
    """A type that is declared in a written type system: features are {name: range}."""

    name: str
    parent: str
    features: Mapping[str, str]


VALUES = ("value", "path", "key", "layer", "annotator", "note", "certainty", "created")
SPAN_FEATURES = dict.fromkeys([*VALUES, "attributes", "links"], STRING)
RELATION_FEATURES = dict.fromkeys(
    ["value", "key", "annotator", "note", "attributes", "governorRole", "dependentRole"], STRING
)
FIXED_TYPES = (
    WrittenType(
        METADATA, DOCUMENT, dict.fromkeys(["documentTitle", "documentId", "documentUri"], STRING)
    ),
    WrittenType(DOCUMENT_LAYER, ANNOTATION_BASE, SPAN_FEATURES),
    WrittenType(
        RELATION_LAYER,
        ANNOTATION,
        RELATION_FEATURES | {GOVERNOR: ANNOTATION, DEPENDENT: ANNOTATION},
    ),
    WrittenType(GROUP_LAYER, ANNOTATION, RELATION_FEATURES | {"members": ARRAY}),
    WrittenType(GROUP_MEMBER, TOP, {"role": STRING, "target": ANNOTATION_BASE}),
)
