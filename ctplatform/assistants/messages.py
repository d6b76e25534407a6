"""JSON-RPC 2.0 messages as the Model Context Protocol uses them."""

from dataclasses import dataclass, field
from typing import Any

from rest_framework.exceptions import ParseError

from ctplatform.rest.requests.parsing import parse

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
HEADER_MISMATCH = -32020
UNSUPPORTED_VERSION = -32022

STATUSES = {METHOD_NOT_FOUND: 404}
"""The HTTP status of an error, 400 by default."""


class Refused(Exception):
    """A message that is answered with a JSON-RPC error."""

    def __init__(self, code, message, *, id=None, data=None):
        super().__init__(message)
        self.code, self.message, self.id, self.data = code, message, id, data

    @property
    def status(self) -> int:
        return STATUSES.get(self.code, 400)

    @property
    def body(self) -> dict:
        """The error as a message; without an id where the request had none that can be read."""
        error = {"code": self.code, "message": self.message}
        if self.data is not None:
            error["data"] = self.data
        known = {} if self.id is None else {"id": self.id}
        return {"jsonrpc": "2.0", **known, "error": error}


@dataclass(frozen=True)
class Message:
    """A request, or a notification, whose `id` is None and which has no answer."""

    id: str | int | None
    method: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def meta(self) -> dict:
        """`_meta` of the parameters; {} if it is missing."""
        return self.params.get("_meta") or {}


def read_message(raw: bytes) -> Message:
    """Return the one message in a body; raises Refused for everything else."""
    try:
        body = parse(raw)
    except ParseError as error:
        raise Refused(PARSE_ERROR, str(error.detail)) from error
    if isinstance(body, list):
        raise Refused(INVALID_REQUEST, "Send one message in each request; batches are not taken.")
    if not isinstance(body, dict) or body.get("jsonrpc") != "2.0":
        raise Refused(INVALID_REQUEST, "Send a JSON-RPC 2.0 message: “jsonrpc” must be “2.0”.")
    number = _id_of(body)
    if not isinstance(body.get("method"), str):
        raise Refused(INVALID_REQUEST, "Name the “method” of the request.", id=number)
    params = body.get("params", {})
    if not isinstance(params, dict):
        raise Refused(INVALID_PARAMS, "“params” must be an object.", id=number)
    if not isinstance(params.get("_meta", {}), dict):
        raise Refused(INVALID_PARAMS, "“params._meta” must be an object.", id=number)
    return Message(number, body["method"], params)


def _id_of(body):
    """The id of a request, None for a notification, which has none."""
    if "id" not in body:
        return None
    given = body["id"]
    if isinstance(given, bool) or not isinstance(given, (str, int)):
        raise Refused(INVALID_REQUEST, "“id” must be a string or an integer.")
    return given
