"""A request id on every answer and every log line."""

import logging
import re
from contextvars import ContextVar

from uuid_utils.compat import uuid7

request_id = ContextVar("request_id", default="-")
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """Take the caller's X-Request-ID where it is well-formed, else make one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if ACCEPTED.fullmatch(given) else str(uuid7())
        mark = request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(mark)
        response["X-Request-ID"] = request.id
        return response


class RequestIdFilter(logging.Filter):
    """Django logs a refused request when it has left the middleware, so its own id comes first."""

    def filter(self, record):
        request = getattr(record, "request", None)
        record.request_id = getattr(request, "id", None) or request_id.get()
        return True
