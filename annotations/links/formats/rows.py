"""Links as JSON Lines and CSV, one link a line, with the field names of the API."""

from django.db.models import Case, CharField, UUIDField, Value, When
from django.db.models.functions import Coalesce

from annotations.links.models.child_rows import NAMED_ROWS
from annotations.links.models.links import TARGETS
from ctplatform.exchange.tables import writes_tables

TARGET_TYPE = Case(
    *(When(**{f"{name}__isnull": False}, then=Value(name)) for name in TARGETS),
    output_field=CharField(),
)
TARGET_ID = Coalesce(*(f"{name}_id" for name in TARGETS), output_field=UUIDField())
LINK = {
    "id": "id",
    "annotation": "annotation_id",
    "target_type": TARGET_TYPE,
    "target_id": TARGET_ID,
    "role": "role",
    "field": "field",
    **{name: f"{name}_id" for name in NAMED_ROWS},
    "stated_value": "stated_value",
    "credibility": "credibility",
    "relevance": "relevance",
    "independence_group": "independence_group",
    "author": "created_by__username",
    "version": "version",
    "created": "created",
    "updated": "updated",
}

writes_tables("links", LINK)
