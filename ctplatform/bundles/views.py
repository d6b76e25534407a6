"""The pages of bundles: ask for one, copy a project from one."""

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from ctplatform.accounts.models import Project
from ctplatform.bundles import services
from ctplatform.bundles.forms import CopyForm
from ctplatform.domain_errors import Conflict
from ctplatform.jobs.models import Job
from ctplatform.jobs.views import render_state, shown


@login_required
@require_POST
def make_bundle(request, slug):
    """Request the bundle of a project; its page shows the progress and then the file."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    job = services.request_bundle(project, by=request.user)
    return redirect(job)


@login_required
def copy_project(request):
    """Upload a bundle, of which a new project is made."""
    form = CopyForm(request.POST, request.FILES) if request.method == "POST" else CopyForm()
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            job = services.request_copy(values["file"], by=request.user, title=values["title"])
        except ValidationError as error:
            form.add_error("file", error.message_dict["file"])
        else:
            return redirect(job)
    status = 400 if form.errors else 200
    return render(request, "bundles/copy.html", {"form": form, "project": None}, status=status)


@require_safe
@login_required
def copy_page(request, pk):
    """What a bundle holds, or the project that was made of it."""
    return render(request, "bundles/copied.html", _context(request, pk))


@require_safe
def copy_fragment(request, pk):
    """The state of a job, for a page that polls every second; 204 if nothing has changed."""
    return render_state(request, "bundles/copied_state.html", _context(request, pk))


def _context(request, pk):
    rows = Job.objects.visible_to(request.user).filter(kind=services.COPY)
    job = get_object_or_404(rows.select_related("created_by"), pk=pk)
    result = job.result or {}
    tables = [(_table_label(name), rows) for name, rows in result.get("tables", {}).items()]
    is_own = job.created_by_id == request.user.pk
    return shown(job, request.user) | {
        "project": None,
        "result": result,
        "tables": tables,
        "may_commit": is_own and bool(result.get("dry_run")),
    }


def _table_label(name):
    """What the rows of a table of a bundle are called."""
    try:
        return str(apps.get_model(name)._meta.verbose_name_plural)
    except (LookupError, ValueError):
        return name


@require_POST
@login_required
def commit_copy(request, pk):
    """Make a project of a bundle that a dry run has checked."""
    rows = Job.objects.visible_to(request.user).filter(kind=services.COPY)
    job = get_object_or_404(rows, pk=pk)
    try:
        job = services.commit_copy(job, by=request.user)
    except Conflict as error:
        messages.warning(request, str(error))
    return redirect(job)
