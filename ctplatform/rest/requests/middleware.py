"""Middleware: a request id on every answer and log line, and refusal of NUL characters."""

import logging
import re
from contextlib import suppress
from contextvars import ContextVar

from django.core.exceptions import BadRequest
from django.http import Http404, UnreadablePostError
from uuid_utils.compat import uuid7

request_id = ContextVar("request_id", default="-")
acting_user = ContextVar("acting_user", default="-")
"""Username of the user who makes the current request, once known."""
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """Use the client's X-Request-ID if it is well-formed, else create one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if ACCEPTED.fullmatch(given) else str(uuid7())
        marks = request_id.set(request.id), acting_user.set("-")
        try:
            response = self.get_response(request)
        finally:
            request.acting_user = acting_user.get()
            request_id.reset(marks[0])
            acting_user.reset(marks[1])
        response["X-Request-ID"] = request.id
        return response


class NulInField(BadRequest):
    """A query parameter or a field of a posted form, `field`, contains the NUL character."""

    def __init__(self, field):
        self.field = field.replace("\0", "�")
        super().__init__(f"The field {field!r} holds the NUL character.")


class PlainTextMiddleware:
    """Refuse NUL in a URL or in a posted form, because PostgreSQL cannot store or compare it.

    Answers 404 in the path, 400 in a parameter or a field. The API reports both itself, and its
    parsers (`parsing`) refuse NUL in a body. A charset that does not decode text
    is a 400 too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if getattr(request, "has_unreadable_charset", False):
            raise BadRequest("The charset of the Content-Type is not a text encoding.")
        if "\0" in request.path_info:
            raise Http404("No address holds the NUL character.")
        if "%00" in request.META.get("QUERY_STRING", "") and not request.path.startswith("/api/"):
            refuse_nul(request.GET)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Check the form after the request limits, when the CSRF check reads it anyway.

        A view that is exempt from the CSRF check checks the size of the body first, then calls
        `refuse_nul` itself.
        """
        exempt = getattr(view, "csrf_exempt", False) or request.path.startswith("/api/")
        if request.method == "POST" and not exempt:
            with suppress(UnreadablePostError):  # connection lost; CsrfViewMiddleware answers
                refuse_nul(request.POST)


def refuse_nul(values):
    """Raise NulInField for the first field of a QueryDict whose name or value contains NUL."""
    for name, texts in values.lists():
        if "\0" in name or any("\0" in text for text in texts):
            raise NulInField(name)


class RequestIdFilter(logging.Filter):
    """Add the request id and user to log records; Django logs some after the middleware ended."""

    def filter(self, record):
        request = getattr(record, "request", None)
        record.request_id = getattr(request, "id", None) or request_id.get()
        record.user = getattr(request, "acting_user", None) or acting_user.get()
        return True
