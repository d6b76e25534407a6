"""The OpenAPI document says what every address really answers: problems, ETags, keys."""

from django.core.exceptions import FieldDoesNotExist
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers


class ProblemErrorSerializer(serializers.Serializer):
    pointer = serializers.CharField(help_text="JSON pointer, or ?name for a query parameter.")
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = ProblemErrorSerializer(many=True)
    request_id = serializers.CharField()
    instance = serializers.CharField(required=False)


PROBLEMS = {
    "GET": (400, 404),
    "POST": (400, 401, 403, 404, 409, 413, 422),
    "PATCH": (400, 401, 403, 404, 409, 412, 428),
    "PUT": (400, 401, 403, 404, 409, 412, 428),
    "DELETE": (400, 401, 403, 404, 409, 412, 428),
}


WAITING = {
    "create", "partial_update", "destroy", "publish", "merge", "unmerge", "split",
}  # fmt: skip
"""Actions that may come to a proposal."""
ANYTHING_OR_NULL = [{}, {"type": "null"}]  # refuses null, which is valid by both


class ProblemAutoSchema(AutoSchema):
    """Adds the problem answers and the headers that every address shares.

    A view may say what else it answers: `waiting_serializer` with 202, `moved_serializer` with
    301, and a file of one of its `media_types` with 200.
    """

    def get_override_parameters(self):
        found = super().get_override_parameters()
        if self.method == "POST":
            found = [*found, _header("Idempotency-Key", "A retry with the same key acts once.")]
        if self.method in ("PATCH", "PUT", "DELETE"):
            found = [*found, _header("If-Match", "The ETag that was read.")]
        return found

    def _get_response_bodies(self, direction="response"):
        found = super()._get_response_bodies(direction)
        waiting = getattr(self.view, "waiting_serializer", None)  # 202: it waits for review
        if waiting and self.view.action in WAITING:
            found["202"] = self._get_response_for_code(waiting, "202")
        moved = getattr(self.view, "moved_serializer", None)  # another record stands for it
        if moved and self.view.action == "retrieve":
            found["301"] = self._get_response_for_code(moved, "301")
        if media_types := getattr(self.view, "media_types", ()):
            found["200"] = self._get_response_for_code(OpenApiTypes.BINARY, "200", media_types)
        for code in PROBLEMS.get(self.method, ()):
            found.setdefault(
                str(code),
                self._get_response_for_code(
                    OpenApiResponse(ProblemSerializer), str(code), ["application/problem+json"]
                ),
            )
        return found

    def _get_serializer_field_meta(self, field, direction):
        found = super()._get_serializer_field_meta(field, direction)
        if direction == "response" and _may_be_null(field):
            found["nullable"] = True
        return found

    def _map_serializer_field(self, field, direction, bypass_extensions=False):
        found = super()._map_serializer_field(field, direction, bypass_extensions)
        if found and found.get("oneOf") == ANYTHING_OR_NULL:
            del found["oneOf"]
        return found

    def _insert_field_validators(self, field, schema):
        super()._insert_field_validators(field, schema)
        if any(each.get("maxLength") == 0 for each in schema.get("oneOf", ())):
            schema["anyOf"] = schema.pop("oneOf")  # "" is a URI to whoever checks no formats


def _may_be_null(field):
    """Whether a column on the way to its value may be null: of `place.name`, the first."""
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    for name in getattr(field, "source_attrs", ()):
        try:
            column = model and model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        if getattr(column, "null", False) and not getattr(column, "auto_created", False):
            return True
        model = getattr(column, "related_model", None)
    return False


def _header(name, text):
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=False, description=text)
