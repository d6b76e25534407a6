"""Errors outside the views: JSON under /api/, a calm page elsewhere, never a traceback."""

from django.views import defaults

from ctplatform.rest.problems import respond


def not_found(request, exception):
    if request.path.startswith("/api/"):
        return respond(request, 404, "There is nothing at this address.")
    return defaults.page_not_found(request, exception)


def forbidden(request, exception):
    if request.path.startswith("/api/"):
        return respond(request, 403, "You may not do this.")
    return defaults.permission_denied(request, exception)


def bad_request(request, exception):
    if request.path.startswith("/api/"):
        return respond(request, 400, "The request cannot be read.")
    return defaults.bad_request(request, exception)


def server_error(request):
    if request.path.startswith("/api/"):
        return respond(request, 500, "Something failed here; quote the request id when you report.")
    return defaults.server_error(request)
