"""Long exports as background jobs: the same rows, in the same format, as a file."""

import tempfile
from datetime import timedelta
from pathlib import Path

from django.http import HttpRequest, QueryDict
from django.urls import resolve
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from ctplatform.access.projects_of_rows import home_project_ids
from ctplatform.audit.services import download_of_job
from ctplatform.exchange.streaming import consistent_snapshot, file_name, join_pieces
from ctplatform.jobs.files.access import contents_of
from ctplatform.jobs.job_task import job_task
from ctplatform.jobs.registry import LONG
from ctplatform.jobs.worker.errors import JobFailed


@job_task("export", _("Export"), queue=LONG, time_limit=timedelta(hours=1))
def export(job, report):
    """Write a file with the rows that the list at `parameters.path` shows to its requester."""
    if not job.requester.is_active:
        raise JobFailed(_("The account that asked for this is closed."))
    view = asked_for(job)
    rows, chosen, stem = view.selected()
    total, done = rows.count(), 0
    address = job.parameters.get("address", job.parameters["path"])
    report.contents = contents_of(rows, job.requester)
    with tempfile.NamedTemporaryFile(delete=False) as file:
        report.file = (Path(file.name), file_name(stem, chosen))
        with consistent_snapshot():
            for block in join_pieces(chosen.pieces(rows, job.requester, address)):
                file.write(block)
                done += block.count(b"\n")  # about one line per row, in every format
                report(min(done, total), total)
    report(total, total)
    size = report.file[0].stat().st_size
    download_of_job(job, view.export_of, chosen.name, home_project_ids(rows)).finish(total, size)
    return {"rows": total, "bytes": size}


def asked_for(job):
    """The list's view with the filters and the user of the original request."""
    match = resolve(job.parameters["path"])
    request = HttpRequest()
    request.method, request.GET = "GET", QueryDict(job.parameters["query"])
    view = match.func.cls(**match.func.initkwargs)
    view.request, view.action = Request(request), "export"
    view.request.user = job.requester
    view.args, view.kwargs, view.format_kwarg = (), match.kwargs, None
    return view
