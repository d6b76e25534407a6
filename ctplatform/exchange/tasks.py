"""Exports that are too long to wait for: the same rows, in the same format, as a file."""

import tempfile
from pathlib import Path

from django.http import HttpRequest, QueryDict
from django.urls import resolve
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from ctplatform.exchange.streaming import blocks, file_name, snapshot
from ctplatform.jobs.registry import job_kind
from ctplatform.jobs.running import JobFailed


@job_kind("export", _("Export"))
def export(job, report):
    """Write what the list of `parameters.path` shows to the one who asked, to a file."""
    if not job.created_by.is_active:
        raise JobFailed(_("The account that asked for this is closed."))
    rows, chosen, stem = asked_for(job).selected()
    total, done = rows.count(), 0
    with tempfile.NamedTemporaryFile(delete=False) as file:
        report.file = (Path(file.name), file_name(stem, chosen))
        with snapshot():
            for block in blocks(chosen.write(rows, job.created_by)):
                file.write(block)
                done += block.count(b"\n")  # about a line a row, in every format
                report(min(done, total), total)
    report(total, total)
    return {"rows": total, "bytes": report.file[0].stat().st_size}


def asked_for(job):
    """The list's view as it stood before the request: same filters, same person."""
    match = resolve(job.parameters["path"])
    request = HttpRequest()
    request.method, request.GET = "GET", QueryDict(job.parameters["query"])
    view = match.func.cls(**match.func.initkwargs)
    view.request, view.action = Request(request), "export"
    view.request.user = job.created_by
    view.args, view.kwargs, view.format_kwarg = (), match.kwargs, None
    return view
