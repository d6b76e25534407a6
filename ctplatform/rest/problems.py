"""Turn every error of the API into RFC 9457 `application/problem+json`."""

import logging
from http import HTTPStatus

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.core.exceptions import ValidationError as ModelError
from django.db.utils import InterfaceError, OperationalError
from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from ctplatform import domain_errors
from ctplatform.database.database_faults import is_full_disk
from ctplatform.domain_errors import DomainError

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"


class Conflict(exceptions.APIException):
    """409: the request is well-formed, but the state of the record does not allow it.

    `fields` is {name: {"from", "to", "live"}} if single fields are in conflict.
    """

    status_code = 409
    default_code = "conflict"
    default_detail = "The record has changed in the meantime."

    def __init__(self, detail=None, fields=None):
        super().__init__(detail)
        self.fields = fields or {}


class PreconditionRequired(exceptions.APIException):
    status_code = 428
    default_code = "precondition_required"
    default_detail = "Send If-Match with the ETag of the version that you read."


class PreconditionFailed(exceptions.APIException):
    status_code = 412
    default_code = "stale"
    default_detail = "Somebody changed this record after you read it; read it again."


class Gone(exceptions.APIException):
    status_code = 410
    default_code = "gone"
    default_detail = "This was deleted."


class Unprocessable(exceptions.APIException):
    status_code = 422
    default_code = "unprocessable"


class DiskFull(exceptions.APIException):
    status_code = 507
    default_code = "disk_full"
    default_detail = "The server's disk is full; nothing was stored. Tell its operator."


class Busy(exceptions.APIException):
    status_code = 503
    default_code = "busy"
    default_detail = "The database is busy or cannot be reached; try again in a moment."
    wait = 2


def exception_handler(error, context):
    """Turn an exception of a view into a problem; None (a 500) for an unexpected exception."""
    if is_full_disk(error):
        log.error("no room left: %s", error)
    error = DiskFull() if is_full_disk(error) else _as_api_exception(error)
    if error is None:
        return None
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(max(1, int(wait)))
    body = problem(
        error.status_code,
        request=context.get("request"),
        detail=_summary(error),
        errors=_errors(error),
        conflicts=getattr(error, "fields", None),
    )
    return Response(body, status=error.status_code, headers=headers, content_type=MEDIA_TYPE)


def _as_api_exception(error):
    match error:
        case exceptions.APIException():
            return error
        case DomainError():
            return _of_domain(error)
        case Http404():
            return exceptions.NotFound()
        case PermissionDenied():
            return exceptions.PermissionDenied(str(error) or None)
        case ModelError():
            return exceptions.ValidationError(_model_messages(error))
        case OperationalError() | InterfaceError():
            log.warning("database refused: %s", error)
            return Busy()
    return None


def _of_domain(error):
    """The answer to a refusal by a service."""
    match error:
        case domain_errors.StaleVersion():
            return PreconditionFailed(str(error))
        case domain_errors.VersionRequired():
            return PreconditionRequired(str(error))
        case domain_errors.Gone():
            return Gone(str(error))
        case domain_errors.RateLimited():
            return exceptions.Throttled(error.wait, str(error))
    return Conflict(str(error), fields=getattr(error, "fields", None))


def _model_messages(error):
    if not hasattr(error, "error_dict"):
        return {api_settings.NON_FIELD_ERRORS_KEY: _details(error.error_list)}
    return {
        (api_settings.NON_FIELD_ERRORS_KEY if name == NON_FIELD_ERRORS else name): _details(found)
        for name, found in error.error_dict.items()
    }


def _details(found):
    return [
        exceptions.ErrorDetail(message, code=item.code or "invalid")
        for item in found
        for message in item.messages
    ]


def problem(status, *, request=None, detail="", errors=(), conflicts=None):
    """Return the body of a problem as a dict."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "errors": list(errors),
        "request_id": getattr(request, "id", None) or "-",
    }
    if request is not None:
        body["instance"] = request.path
    if conflicts:
        body["conflicts"] = conflicts
    return body


def _summary(error):
    if isinstance(error, exceptions.ValidationError):
        return "The request was understood but refused; see errors."
    return str(error.detail) if isinstance(error.detail, str) else error.default_detail


def _errors(error):
    if fields := getattr(error, "fields", None):
        return [
            {"pointer": f"/{name}", "code": "conflict", "message": _says(values)}
            for name, values in fields.items()
        ]
    if isinstance(error, exceptions.ValidationError):
        return list(_flatten(error.detail, ""))
    return []


def _says(values):
    return (
        f"You changed {values.get('from')!r} to {values.get('to')!r}; "
        f"it is now {values.get('live')!r}."
    )


def _flatten(detail, pointer):
    if isinstance(detail, dict):
        for name, below in detail.items():
            at = pointer if name == api_settings.NON_FIELD_ERRORS_KEY else _join(pointer, name)
            yield from _flatten(below, at)
    elif isinstance(detail, list):
        for position, below in enumerate(detail):
            nested = isinstance(below, (dict, list))
            yield from _flatten(below, f"{pointer}/{position}" if nested else pointer)
    else:
        code = getattr(detail, "code", None) or "invalid"  # many of Django's errors have no code
        yield {"pointer": pointer or "/", "code": code, "message": str(detail)}


def _join(pointer, name):
    """Append a name to a JSON pointer (RFC 6901); a query parameter keeps its `?`."""
    name = str(name)
    if name.startswith("?"):
        return name
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


def respond(request, status, detail):
    """A problem outside DRF: unknown URLs and unexpected errors under /api/."""
    body = problem(status, request=request, detail=detail)
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)
