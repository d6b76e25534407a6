"""Call views of the API for a tool: with the token of the request, and by the rules of the API."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import orjson
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from rest_framework.authentication import BaseAuthentication

from ctplatform.rest.scopes import check_scope

PASSED_ENVIRON = (
    *("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "HTTP_HOST", "REMOTE_ADDR"),
    *("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "wsgi.url_scheme"),
)
"""What a call takes over from the request of the assistant: who asks, from where. No cookie."""


class CallerAuthentication(BaseAuthentication):
    """The token with which the assistant signed in; its scopes are checked for each view."""

    def authenticate(self, request):
        token = request.assistant_token
        check_scope(token.scopes, request.parser_context["view"], request.method)
        return token.user, token


@dataclass(frozen=True)
class Operation:
    """An operation of the API: `action` of a viewset at `path`, such as "incidents/{pk}/".

    `options` are attributes of the view for this operation.
    """

    path: str
    viewset: type
    action: str
    method: str = "get"
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def view(self):
        """The view of this operation, which takes the token of the caller."""
        options = {"detail": "{pk}" in self.path, **self.options}
        options["authentication_classes"] = [CallerAuthentication]
        return self.viewset.as_view({self.method: self.action}, **options)


@dataclass(frozen=True)
class Answer:
    """What a view answered: its status and its JSON."""

    status: int
    data: Any

    @property
    def is_error(self):
        return self.status >= 400


@dataclass(frozen=True)
class Caller:
    """The user of a token, who calls a tool in `request`."""

    token: Any
    request: Any

    def call(self, operation, keys=None, *, query=None, body=None, idempotency_key=None) -> Answer:
        """Call an operation; `keys` fill its path and `query` are its parameters."""
        keys = {name: str(value) for name, value in (keys or {}).items()}
        inner = self._request(operation, keys, query or {}, body)
        if idempotency_key:
            inner.META["HTTP_IDEMPOTENCY_KEY"] = f"assistant:{idempotency_key}"
        response = operation.view(inner, **keys)
        content = response.render().content
        return Answer(response.status_code, orjson.loads(content) if content else None)

    def _request(self, operation, keys, query, body):
        raw = b"" if body is None else orjson.dumps(body)
        given = self.request.META
        environ = {name: given[name] for name in PASSED_ENVIRON if name in given}
        environ |= {
            "REQUEST_METHOD": operation.method.upper(),
            "PATH_INFO": f"/api/v1/{operation.path.format(**keys)}",
            "QUERY_STRING": as_query(query),
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(raw)),
            "HTTP_ACCEPT": "application/json",
            "wsgi.input": BytesIO(raw),
        }
        inner = WSGIRequest(environ)
        inner.assistant_token, inner.id = self.token, getattr(self.request, "id", None)
        return inner


def as_query(values: dict) -> str:
    """Arguments of a tool as a query string; a list repeats its name, null leaves it out."""
    found = QueryDict(mutable=True)
    for name, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            if each is not None:
                found.appendlist(name, str(each).lower() if isinstance(each, bool) else str(each))
    return found.urlencode()
