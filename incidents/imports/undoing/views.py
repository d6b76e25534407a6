"""Pages of the undoing of an import: what it would do, and what it did."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.curation.errors import words_of
from ctplatform.domain_errors import DomainError
from ctplatform.jobs.models import Job
from ctplatform.jobs.views import render_state, shown
from incidents.imports.models import TableImport
from incidents.imports.undoing import words
from incidents.imports.undoing.plan import plan_undoing
from incidents.imports.undoing.queries import SHOWN, import_of_job, listed_records
from incidents.imports.undoing.services import (
    KIND,
    accept_undo,
    may_undo,
    request_undo,
    undo_jobs,
    waiting_proposals,
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def undo_page(request, pk):
    """What undoing an import would do, and the button that does it."""
    rows = Job.objects.visible_to(request.user).filter(kind="import").select_related("project")
    job = get_object_or_404(rows, pk=pk)
    source = import_of_job(job, request.user)
    if source is None:
        raise Http404
    if request.method == "POST":
        return _start(request, source, job)
    latest = undo_jobs(source).first()
    if latest and (source.undone or not latest.is_finished):
        return redirect(latest)
    plan = plan_undoing(source, by=request.user)
    counts = plan.counts()
    context = {
        "job": job,
        "source": source,
        "project": job.project,
        "may_undo": may_undo(source, request.user),
        "makes_incidents": source.made.filter(record_type="incident").exists(),
        **_lists(counts, [each.as_json() for each in plan.kept[:SHOWN]], request.user),
    }
    return render(request, "incidents/imports/undo.html", context)


def _start(request, source, job):
    try:
        return redirect(request_undo(source, by=request.user))
    except (DomainError, PermissionDenied) as error:
        messages.warning(request, getattr(error, "detail", error))
        return redirect("import", job.pk)


def _lists(counts, kept, user) -> dict:
    """What goes and what stays, in words, and the records that stay with their pages."""
    number = sum(each["count"] for each in counts["kept"])
    records = listed_records(kept, user)
    return {
        "goes": words.lines_of(counts),
        "stays": words.kept_lines(counts),
        "records": records,
        "more_records": max(0, number - len(records)),
    }


@require_safe
@login_required
def undone_page(request, pk):
    """The job that undoes an import: its progress, and what it did."""
    return render(request, "incidents/imports/undone.html", _context(request, pk))


@require_safe
def undone_fragment(request, pk):
    """The progress of the job, for a page that polls every second."""
    return render_state(request, "incidents/imports/undone_state.html", _context(request, pk))


def _found(request, pk):
    rows = Job.objects.visible_to(request.user).filter(kind=KIND)
    return get_object_or_404(rows.select_related("project", "created_by"), pk=pk)


def _context(request, pk):
    job = _found(request, pk)
    context = shown(job, request.user) | {"project": job.project, "result": job.result}
    if job.result:
        context |= _lists(job.result, job.result["listed"], request.user)
        source = _source(job, request.user)
        waiting = len(waiting_proposals(source, request.user)) if source else 0
        is_reviewer = has_role(request.user, job.project, Role.REVIEWER)
        context |= {"waiting": waiting, "may_accept": waiting and is_reviewer}
    return context


def _source(job, user):
    return TableImport.objects.visible_to(user).filter(pk=job.parameters["import"]).first()


@require_POST
@login_required
def accept_page(request, pk):
    """Accept all changes of an undone import that wait for review."""
    job = _found(request, pk)
    source = _source(job, request.user)
    if source is None:
        raise Http404
    try:
        done = accept_undo(source, by=request.user)
    except (ValidationError, PermissionDenied, DomainError) as error:
        messages.warning(request, words_of(error))
    else:
        messages.success(request, _accepted_in_words(done))
    return redirect(job)


def _accepted_in_words(done) -> str:
    text = ngettext("%d change accepted.", "%d changes accepted.", done["applied"])
    text %= done["applied"]
    if number := done["second_approval"]:
        text += " " + _("Another person has to approve %d of them as well.") % number
    return text
