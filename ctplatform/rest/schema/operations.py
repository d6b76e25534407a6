"""What the schema says of each operation: words, parameters, answers, problems and headers."""

from django.core.exceptions import FieldDoesNotExist
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_basic_type
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from ctplatform.rest.known_fields import RefusesUnknownFields
from ctplatform.rest.schema import headers, wording
from ctplatform.rest.schema.components import NOT_MODIFIED
from ctplatform.rest.schema.problems import BY_METHOD, ProblemSerializer, problem_name
from ctplatform.rest.scopes import scope_of

MADE = {"split"}
"""Actions that create a row if they apply at once: 201."""


COMPARED = {"accept", "publish", "reject", "request_changes", "send_back", "withdraw"}
"""Actions on the version that If-Match or `version` gives."""

COMPARED_IF_GIVEN = {"merge", "unmerge", "split", "dismiss", "reopen", "renew"}
"""Actions that compare If-Match where it is sent."""

WAITING = {
    "create",
    "partial_update",
    "destroy",
    "publish",
    "merge",
    "unmerge",
    "split",
}
"""Actions that may result in a proposal."""
ANYTHING_OR_NULL = [{}, {"type": "null"}]  # matches null twice and so refuses it


class ProblemAutoSchema(AutoSchema):
    """Adds the problem answers and headers that all operations share.

    A view may declare further answers: `waiting_serializer` with 202, `moved_serializer` with 301,
    a file of one of its `media_types` with 200, and objects of `other_media_types` beside its own.
    `beside_serializer` has further fields of the body, and `preview_serializer` is the answer to a
    `merge` with `dry_run`.
    """

    def get_auth(self):
        """The ways to sign in, with the scope that a token needs."""
        scope = scope_of(self.view, self.method)
        return [
            {**each, "token": [scope.value]} if "token" in each else each
            for each in super().get_auth()
        ]

    def get_summary(self):
        return wording.summary_of(self.view, self.method)

    def get_description(self):
        return wording.description_of(self.view, self.method)

    def _get_parameters(self):
        found = super()._get_parameters()
        for each in found:
            if each["name"] == "format" and hasattr(self.view, "export_formats"):
                each["schema"]["enum"] = self.view.export_formats
        return [wording.describe_parameter(each, self.view) for each in found]

    def get_override_parameters(self):
        found = super().get_override_parameters()
        if self.method == "GET" and not getattr(self.view, "media_types", ()):
            found = [*found, _header("If-None-Match", "ETags that were read; 304 for one of them.")]
        if self.method == "POST":
            found = [*found, _header("Idempotency-Key", "A retry with the same key acts once.")]
        if self.method in ("PATCH", "PUT", "DELETE"):
            found = [*found, _header("If-Match", "The ETag that was read.")]
        if self.is_compared:
            text = "The ETag that was read; or send `version` in the body."
            found = [*found, _header("If-Match", text)]
        if self.may_be_compared:
            found = [
                *found,
                _header("If-Match", "The ETag that was read, to compare it."),
            ]
        return found

    @property
    def is_compared(self):
        """Whether this is an action on a given version of one record."""
        return self.method == "POST" and self.view.detail and self.view.action in COMPARED

    @property
    def may_be_compared(self):
        """Whether this is an action on one record that need not name its version."""
        return self.method == "POST" and self.view.detail and self.view.action in COMPARED_IF_GIVEN

    def _get_response_bodies(self, direction="response"):
        found = super()._get_response_bodies(direction)
        action = getattr(self.view, "action", None)
        if action in MADE and "200" in found:
            found["201"] = found.pop("200")
        if action == "merge":
            self._add_preview(found["200"])
        waiting = getattr(self.view, "waiting_serializer", None)  # 202: it awaits review
        if waiting and self.view.action in WAITING:
            found["202"] = self._get_response_for_code(waiting, "202")
        moved = getattr(self.view, "moved_serializer", None)  # merged into another record
        if moved and self.view.action == "retrieve":
            found["301"] = self._get_response_for_code(moved, "301")
        if media_types := getattr(self.view, "media_types", ()):
            found["200"] = self._get_response_for_code(OpenApiTypes.BINARY, "200", media_types)
        for name in getattr(self.view, "other_media_types", ()):
            answer = found.get("201") or found["200"]
            answer["content"][name] = {"schema": build_basic_type(OpenApiTypes.OBJECT)}
        self._add_headers(found)
        self._add_problems(found)
        return found

    def _add_headers(self, found):
        """Add the headers of the answers, and 304 to what has an ETag."""
        model = getattr(self.view, "model", None)
        about = {
            "is_stream": bool(getattr(self.view, "media_types", ())),
            "is_whole": getattr(self.view, "is_answered_whole", False),
            "has_version": model is not None and hasattr(model, "version"),
        }
        for status, answer in found.items():
            names = headers.names_for(self.method, status, answer.get("content", ()), **about)
            answer["headers"] = answer.get("headers", {}) | headers.references(*names)
        if self.method == "GET" and "ETag" in found.get("200", {}).get("headers", ()):
            found["304"] = {"$ref": f"#/components/responses/{NOT_MODIFIED}"}

    def _add_problems(self, found):
        """Add the ways in which the operation refuses; each is described once, by reference."""
        self.resolve_serializer(ProblemSerializer, "response")
        compared = (412, 428) if self.is_compared else (412,) if self.may_be_compared else ()
        declared = {int(code) for code in found if code[0] in "45"}
        for code in sorted({*BY_METHOD.get(self.method, ()), *compared, *declared}):
            found[str(code)] = {"$ref": f"#/components/responses/{problem_name(code)}"}

    def _add_preview(self, answer):
        """Add the answer of a dry run, which is not the record."""
        preview = self.resolve_serializer(self.view.preview_serializer, "response").ref
        for content in answer["content"].values():
            content["schema"] = {"anyOf": [content["schema"], preview]}

    def _map_serializer(self, serializer, direction, bypass_extensions=False):
        """Forbid unknown fields in bodies, and drop descriptions inherited from a base class."""
        found = super()._map_serializer(serializer, direction, bypass_extensions)
        if type(serializer).__doc__ is None:
            found.pop("description", None)
        if direction != "request" or not isinstance(serializer, RefusesUnknownFields):
            return found
        beside = getattr(self.view, "beside_serializer", None)
        if beside and type(serializer) is self.view.get_serializer_class():
            others = super()._map_serializer(beside(), direction)
            found["properties"] |= others["properties"]
        return {**found, "additionalProperties": False}

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
            schema["anyOf"] = schema.pop("oneOf")  # without format checks "" matches both


def _may_be_null(field):
    """Whether a column on the path to the value may be null, such as `place` in `place.name`."""
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
