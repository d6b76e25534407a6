"""Jobs as pages: what is being done, how far it is, what went wrong, what came of it."""

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

from ctplatform.accounts.context import find_project
from ctplatform.jobs import services
from ctplatform.jobs.api import file_of
from ctplatform.jobs.models import Job
from ctplatform.rest.problems import Conflict

PAGE = 30
ERRORS_SHOWN = 100


@require_safe
def job_list(request):
    """One's own jobs and those one may direct, the newest first; of one project or of all."""
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
    """How far it is, for a page that asks every second; 204 where nothing has changed.

    No sign-in page here: it would be drawn into the page that asks.
    """
    row = found(request, pk)
    if request.GET.get("seen") == seen_of(row):
        return HttpResponse(status=204)
    return render(request, "jobs/state.html", shown(row, request.user))


@require_POST
@login_required
def direct(request, pk, act):
    """Stop a job, or do it once more."""
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
    return file_of(found(request, pk), request.user)


def found(request, pk):
    rows = Job.objects.visible_to(request.user).select_related("project", "created_by")
    return get_object_or_404(rows, pk=pk)


def shown(row, user) -> dict:
    """What the state of a job is told by."""
    return {
        "job": row,
        "errors": row.errors[:ERRORS_SHOWN],
        "more_errors": max(0, len(row.errors) - ERRORS_SHOWN),
        "left": time_left(row),
        "seen": seen_of(row),
        "may_direct": services.may_direct(row, user),
        "may_download": bool(row.file) and row.created_by_id == user.pk,
    }


def seen_of(row) -> str:
    return f"{row.state}-{row.done}-{len(row.errors)}-{row.attempts}"


def time_left(row):
    """How long it may still take at the pace so far; None where that cannot be told."""
    if row.state != Job.State.RUNNING or not (row.done and row.total and row.started):
        return None
    took = (timezone.now() - row.started).total_seconds()
    return timedelta(seconds=round(took / row.done * (row.total - row.done)))
