"""The OpenAPI document says what every address really answers: problems, ETags, keys."""

from drf_spectacular.openapi import AutoSchema
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


class ProblemAutoSchema(AutoSchema):
    """Adds the problem answers and the headers that every address shares."""

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
        if waiting and self.view.action in ("create", "partial_update", "destroy"):
            found["202"] = self._get_response_for_code(waiting, "202")
        for code in PROBLEMS.get(self.method, ()):
            found.setdefault(
                str(code),
                self._get_response_for_code(
                    OpenApiResponse(ProblemSerializer), str(code), ["application/problem+json"]
                ),
            )
        return found


def _header(name, text):
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=False, description=text)
