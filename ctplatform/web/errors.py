"""Error pages outside the views: JSON for programs, a plain page for people, never a traceback."""

import sys

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults

from ctplatform.database.database_faults import is_damaged_database, is_database_away, is_full_disk
from ctplatform.rest.problems import Busy, DiskFull, respond
from ctplatform.rest.requests.middleware import NulInField
from ctplatform.rest.requests.programs import is_for_programs


def not_found(request, exception):
    if is_for_programs(request):
        return respond(request, 404, "There is nothing at this address.")
    return defaults.page_not_found(request, exception)


def forbidden(request, exception):
    if is_for_programs(request):
        return respond(request, 403, "You may not do this.")
    return defaults.permission_denied(request, exception)


def bad_request(request, exception):
    if is_for_programs(request):
        return respond(request, 400, "The request cannot be read.")
    if isinstance(exception, NulInField):
        return render(request, "400.html", {"field": exception.field}, status=400)
    return defaults.bad_request(request, exception)


def server_error(request):
    """503 if the database is unavailable, 507 if the disk is full, 500 for any other error.

    Django calls this while it handles the exception, so `sys.exc_info` has it.
    """
    error = sys.exc_info()[1]
    for fits, status, template, detail in FAULTS:
        if error is not None and fits(error):
            return _fault(request, status, template, detail)
    return _fault(request, 500, "500.html", "Server error; quote the request id.")


FAULTS = [
    (is_full_disk, 507, "507.html", DiskFull.default_detail),
    (is_damaged_database, 500, "damaged.html", "The database is damaged; its operator is needed."),
    (is_database_away, 503, "503.html", Busy.default_detail),
]


def _fault(request, status, template, detail):
    if is_for_programs(request):
        answer = respond(request, status, detail)
    else:
        answer = HttpResponse(render_to_string(template), status=status)
    if status == 503:
        answer["Retry-After"] = str(Busy.wait)
    return answer
