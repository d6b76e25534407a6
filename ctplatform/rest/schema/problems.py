"""How an operation refuses: the statuses by method, and the one description of each."""

from http import HTTPStatus

from rest_framework import serializers

from ctplatform.rest.problems import MEDIA_TYPE, problem


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
    conflicts = serializers.DictField(
        required=False, help_text='{field: {"from", "to", "live"}} of a 409 about fields.'
    )


ANY_OPERATION = (400, 401, 403, 404, 406, 429, 503)
"""Of any operation: an expired token answers 401, a limit 429, an unavailable database 503."""
CHANGES = (*ANY_OPERATION, 409, 412, 413, 415, 428, 507)
BY_METHOD = {
    "GET": ANY_OPERATION,
    "POST": (*ANY_OPERATION, 409, 413, 415, 422, 507),
    "PATCH": CHANGES,
    "PUT": CHANGES,
    "DELETE": CHANGES,
}
STATUS_MEANINGS = {
    400: "A parameter or a field is refused; `errors` says which and why.",
    401: "The token is not known, has ended, or is missing where one is needed.",
    403: "The role in the project or the scope of the token does not permit this.",
    404: "The record does not exist, or you may not see it.",
    406: "None of the media types in `Accept` is available.",
    409: "The state of the record does not allow this; `conflicts` names fields that have changed.",
    410: "This was deleted, or can no longer be continued from here.",
    412: "The record has changed since the version that `If-Match` or `version` names.",
    413: "The body is larger than the server takes.",
    415: "The media type of the body is not one that is read here.",
    422: "The idempotency key was used for another request.",
    428: "`If-Match` or `version` is missing.",
    429: "Too many requests; try again after the seconds of `Retry-After`.",
    503: "The database is busy; try again after the seconds of `Retry-After`.",
    507: "The disk is full; nothing was stored.",
}
EXAMPLE_ERRORS = [
    {"pointer": "/date", "code": "invalid", "message": "“soon” is not a date in EDTF."}
]
HEADERS_BY_STATUS = {401: ("WWW-Authenticate",), 429: ("Retry-After",), 503: ("Retry-After",)}
"""{status: headers beside those of all answers}."""


def problem_name(status):
    """The name of the description of a status: `NotFound` of 404."""
    return HTTPStatus(status).phrase.title().replace(" ", "").replace("-", "")


def problem_answer(status, headers):
    """The description of the answers with one status, with these headers."""
    example = problem(
        status,
        detail=STATUS_MEANINGS[status].replace("`", ""),
        errors=EXAMPLE_ERRORS if status == HTTPStatus.BAD_REQUEST else (),
    )
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    return {
        "description": STATUS_MEANINGS[status],
        "headers": headers,
        "content": {MEDIA_TYPE: content},
    }
