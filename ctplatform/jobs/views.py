"""Pages of jobs: progress, errors, results."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ctplatform.accounts.current_project.context import find_project
from ctplatform.domain_errors import Conflict
from ctplatform.jobs import services
from ctplatform.jobs.api import file_of
from ctplatform.jobs.files.access import why_refused
from ctplatform.jobs.models import Job

PAGE = 30
ERRORS_SHOWN = 100


@require_safe
def job_list(request):
    """Jobs that the user may see, newest first; of one project or of all."""
    if not request.user.is_authenticated:
        again = request.get_full_path()
        return HttpResponse(status=401) if "piece" in request.GET else redirect_to_login(again)
    project = find_project(request) if request.GET.get("project") else None
    rows = Job.objects.visible_to(request.user).select_related("project", "created_by")
    if project:
        rows = rows.filter(project=project)
    page = Paginator(rows.order_by("-id"), PAGE).get_page(request.GET.get("page"))
    unfinished = any(not job.is_finished for job in page)
    name = "jobs/rows.html" if request.GET.get("piece") else "jobs/list.html"
    context = {"page": page, "unfinished": unfinished, "project": project}
    return render(request, name, context)


@require_safe
@login_required
def job(request, pk):
    row = found(request, pk)
    if row.get_absolute_url() != request.path:
        return redirect(row)
    return render(request, "jobs/job.html", {**shown(row, request.user), "project": row.project})


@require_safe
def piece(request, pk):
    """The state of a job, polled every second by a page; 204 if nothing has changed.

    It never redirects to the sign-in page, which would be inserted into the page.
    """
    row = found(request, pk)
    if request.GET.get("seen") == seen_of(row):
        return HttpResponse(status=204)
    return render(request, "jobs/state.html", shown(row, request.user))


@require_POST
@login_required
def direct(request, pk, act):
    """Stop or retry a job."""
    row = found(request, pk)
    try:
        ACTS[act](row, by=request.user)
    except (Conflict, PermissionDenied) as error:
        messages.warning(request, getattr(error, "detail", error))
    return redirect(row)


ACTS = {"cancel": services.cancel_job, "retry": services.retry_job}


@require_safe
@login_required
def download(request, pk):
    return file_of(found(request, pk), request)


def found(request, pk):
    rows = Job.objects.visible_to(request.user).select_related("project", "created_by")
    return get_object_or_404(rows, pk=pk)


def shown(row, user) -> dict:
    """The template context of a job's state."""
    return {
        "job": row,
        "errors": row.errors[:ERRORS_SHOWN],
        "more_errors": max(0, len(row.errors) - ERRORS_SHOWN),
        "left": time_left(row),
        "seen": seen_of(row),
        "may_direct": services.may_direct(row, user),
        **_download(row, user),
    }


def _download(row, user):
    """Whether the user may download the file of a job; if refused to its requester, why."""
    own = bool(row.file) and row.created_by_id == user.pk
    refusal = why_refused(row.contents, user) if own else ""
    return {"may_download": own and not refusal, "refusal": refusal}


def render_state(request, template, context):
    """The state of a job, for a page that polls every second; 204 if it is as the page has it."""
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, template, context)


def seen_of(row) -> str:
    return f"{row.state}-{row.done}-{len(row.errors)}-{row.attempts}"


def time_left(row):
    """The estimated remaining time at the current pace; None if unknown."""
    if row.state != Job.State.RUNNING or not (row.done and row.total and row.started):
        return None
    took = (timezone.now() - row.started).total_seconds()
    return timedelta(seconds=round(took / row.done * (row.total - row.done)))
