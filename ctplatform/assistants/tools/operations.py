"""The operations of the API that tools call, and the schemas that they have there."""

from functools import cache

from annotations.annotations.api import AnnotationViewSet
from annotations.articles.api import ArticleViewSet, VersionViewSet
from annotations.codebooks.api import CodebookViewSet, CodeViewSet
from annotations.comments.api import CommentViewSet
from annotations.links.api.evidence import EvidenceViewSet
from annotations.links.models.links import TARGETS
from ctplatform.accounts.api import ProjectViewSet
from ctplatform.assistants.api_calls import Operation
from ctplatform.assistants.schemas import ApiSchema
from ctplatform.curation.api import ProposalViewSet
from ctplatform.curation.models import Proposal
from ctplatform.curation.registry import is_curated, kind_of
from ctplatform.record_types.registry import record_types, row_types
from incidents.series.api.points import PointViewSet
from incidents.series.api.series import SeriesViewSet

ASSISTANT = {"channel": Proposal.Channel.ASSISTANT}


def key_of(type_) -> str:
    """The name of a type of records or rows in the arguments of tools, as in proposals."""
    return kind_of(type_.model).key if is_curated(type_.model) else type_.key


@cache
def records() -> dict:
    """{key: type of record} of all types."""
    return {key_of(each): each for each in record_types()}


@cache
def curated_records() -> dict:
    """{key: type of record} of those whose changes are reviewed."""
    return {key: each for key, each in records().items() if is_curated(each.model)}


@cache
def rows() -> dict:
    """{key: type of child row} of the rows of one record."""
    return {key_of(each): each for each in row_types() if is_curated(each.model)}


@cache
def proposed_rows() -> dict:
    """{key: type of child row} of those whose changes are reviewed: not what is one person's."""
    return {key: each for key, each in rows().items() if not kind_of(each.model).personal}


def list_of(noun, viewset) -> Operation:
    """The list at `noun`."""
    return Operation(f"{noun}/", viewset, "list")


def one_of(noun, viewset) -> Operation:
    """One row of the list at `noun`, by its id."""
    return Operation(f"{noun}/{{pk}}/", viewset, "retrieve")


def creation_of(record_type) -> Operation:
    """Create a record through an assistant: a candidate that is offered for review at once."""
    return Operation(f"{record_type.noun}/", record_type.viewset, "create", "post", ASSISTANT)


def creation_of_row(row_type) -> Operation:
    """Create a child row; tools read its schema and never call it."""
    return Operation(f"{row_type.noun}/", row_type.viewset, "create", "post")


def evidence_of(key) -> Operation | None:
    """The passages of a record of this type; None for types that passages are not about."""
    record_type = records()[key]
    if record_type.key not in TARGETS:
        return None
    options = {"target_type": record_type.key}
    return Operation(
        f"{record_type.noun}/{{record}}/evidence/", EvidenceViewSet, "list", "get", options
    )


TEXTS = list_of("articles", ArticleViewSet)
TEXT = one_of("articles", ArticleViewSet)
TEXT_VERSION = Operation(
    "articles/{article}/versions/{number}/", VersionViewSet, "retrieve", "get", {"detail": True}
)
SERIES = one_of("series", SeriesViewSet)
POINTS = Operation("series/{series}/points/", PointViewSet, "list")
PROPOSAL = one_of("proposals", ProposalViewSet)
PROPOSING = Operation("proposals/", ProposalViewSet, "create", "post", ASSISTANT)
LISTS = {
    "projects": list_of("projects", ProjectViewSet),
    "texts": TEXTS,
    "annotations": list_of("annotations", AnnotationViewSet),
    "codebooks": list_of("codebooks", CodebookViewSet),
    "codes": list_of("codes", CodeViewSet),
    "comments": list_of("comments", CommentViewSet),
    "series": list_of("series", SeriesViewSet),
    "proposals": list_of("proposals", ProposalViewSet),
}


def _types() -> tuple:
    return (*records().values(), *rows().values())


@cache
def schema_of_lists() -> ApiSchema:
    """The parameters of all lists that tools read."""
    found = (list_of(each.noun, each.viewset) for each in _types())
    return ApiSchema((*LISTS.values(), *found))


@cache
def schema_of_fields() -> ApiSchema:
    """The fields of all records and rows."""
    return ApiSchema(tuple(map(creation_of_row, _types())))
