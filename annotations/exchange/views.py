"""Pages of imports of annotated texts, and of their exports with what each format loses."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.exchange.documents import document_formats
from annotations.exchange.forms import MeaningForm
from annotations.exchange.models import AnnotationImport
from annotations.exchange.services.choices import clean_choices
from annotations.exchange.services.requests import KIND, request_import
from annotations.exchange.services.texts import TEXT_LABEL
from annotations.exchange.services.undoing import (
    deleted_in_words,
    kept_in_words,
    may_undo,
    undo_import,
)
from annotations.exchange.skip_reasons import SKIPPED_WORDS
from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.domain_errors import Conflict
from ctplatform.jobs.models import Job
from ctplatform.jobs.views import render_state, shown
from incidents.models import ImportFile

TEXTS_SHOWN = 100


def jobs_of(user):
    """The import jobs that a user may see."""
    rows = Job.objects.visible_to(user).filter(kind=KIND)
    return rows.select_related("project", "created_by")


@require_safe
@login_required
def import_page(request, pk):
    """The preview of an import, or what it did."""
    return render(request, "annotations/exchange/import.html", _context(request, pk))


@require_safe
def import_fragment(request, pk):
    """The state of a job, for a page that polls every second; 204 if nothing has changed."""
    return render_state(request, "annotations/exchange/state.html", _context(request, pk))


def _context(request, pk):
    job = get_object_or_404(jobs_of(request.user), pk=pk)
    result, user = job.result or {}, request.user
    may = has_role(user, job.project, Role.ANNOTATOR)
    ran = job.state == Job.State.DONE and result.get("dry_run", False)
    source = _source(result, user)
    context = shown(job, user) | {
        "project": job.project,
        "result": result,
        "formats": _labels(job),
        "texts": result.get("documents", [])[:TEXTS_SHOWN],
        "texts_left": max(0, result.get("texts", 0) - TEXTS_SHOWN),
        "skipped": [(SKIPPED_WORDS.get(k, k), n) for k, n in result.get("skipped", {}).items()],
        "unread": list(result.get("unread", {}).items()),
        "may_commit": ran and may,
        "source": source,
        "deleted": deleted_in_words(result.get("undone", {})),
        "kept": kept_in_words(result.get("undone", {})),
        "may_undo": source is not None and may_undo(source, user),
    }
    if context["may_commit"]:
        form = _meaning(job, user)
        context |= {"form": form, "code_rows": form.code_rows(result)}
        context["annotator_rows"] = form.annotator_rows(result)
    return context


def _labels(job):
    known, result = document_formats(), job.result or {}
    names = [result["format"]] if "format" in result else job.parameters.get("formats", ())
    return [known[name].label if name in known else TEXT_LABEL for name in names]


def _source(result, user):
    pk = result.get("import")
    return AnnotationImport.objects.visible_to(user).filter(pk=pk).first() if pk else None


def _meaning(job, user, data=None):
    choices = {"codes": {}, "annotators": {}} | job.parameters.get("choices", {})
    return MeaningForm(
        data, result=job.result or {}, choices=choices, project=job.project, user=user
    )


@require_POST
@login_required
def commit_import(request, pk):
    """Import what a dry run has checked, or repeat the dry run with the choices of the form."""
    job = get_object_or_404(jobs_of(request.user), pk=pk)
    kept = ImportFile.objects.visible_to(request.user).filter(pk=job.parameters.get("file")).first()
    if kept is None:
        messages.warning(request, _("The uploaded file has been deleted. Upload it again."))
        return redirect("annotation-import", pk)
    if not (job.result or {}).get("dry_run"):
        messages.warning(request, _("Only a dry run can be imported."))
        return redirect("annotation-import", pk)
    form = _meaning(job, request.user, request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("One of the choices is not offered any more."))
        choices = job.parameters["choices"] | form.read()
        job = request_import(
            kept,
            by=request.user,
            formats=[job.result["format"]],
            dry_run="again" in request.POST,
            choices=clean_choices(choices, by=request.user, project=kept.project),
        )
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("annotation-import", pk)
    return redirect("annotation-import", job.pk)


@require_POST
@login_required
def undo(request, pk):
    """Delete the annotations of an import."""
    job = get_object_or_404(jobs_of(request.user), pk=pk)
    source = _source(job.result or {}, request.user)
    try:
        if source is None:
            raise Conflict(_("This job imported no annotations."))
        undo_import(source, by=request.user)
    except (Conflict, PermissionDenied) as error:
        messages.warning(request, getattr(error, "detail", error))
    else:
        messages.success(request, _("The import was undone."))
    return redirect("annotation-import", pk)


@require_safe
@with_project
def export_page(request, project):
    """Choose a format for annotated texts; the next page says what it cannot hold.

    The other parameters are those of the API, by which texts are chosen.
    """
    formats = {name: each for name, each in document_formats().items() if each.write}
    if (chosen := request.GET.get("format", "")) in formats:
        page = reverse("before-download", args=["articles", chosen])
        asked = request.GET.copy()
        asked.pop("format")
        asked["project"] = project.slug
        return redirect(f"{page}?{asked.urlencode()}")
    context = {
        "project": project,
        "formats": formats.values(),
        "is_filtered": bool(request.GET.keys() - {"format", "project"}),
    }
    return render(request, "annotations/exchange/export.html", context)
