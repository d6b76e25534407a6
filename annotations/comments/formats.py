"""Comments as JSON Lines and CSV, one a line, with the field names of the API."""

from django.db.models import Case, CharField, UUIDField, Value, When
from django.db.models.functions import Coalesce

from annotations.comments.models import TARGETS
from ctplatform.exchange.tables import writes_tables

ON_TYPE = Case(
    *(When(**{f"{name}__isnull": False}, then=Value(name)) for name in TARGETS),
    output_field=CharField(),
)
COMMENT = {
    "id": "id",
    "on_type": ON_TYPE,
    "on_id": Coalesce(*(f"{name}_id" for name in TARGETS), output_field=UUIDField()),
    "text": "text",
    "parent": "parent_id",
    "author": "author__username",
    "version": "version",
    "created": "created",
    "updated": "updated",
}

writes_tables("comments", COMMENT)
