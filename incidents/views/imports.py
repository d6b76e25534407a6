"""Imports as pages: choose a file, say what its columns mean, look at a dry run, import."""

import csv
from itertools import islice

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ctplatform.accounts.choosing import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.exchange.limits import Unreadable
from ctplatform.exchange.registry import find_reader
from ctplatform.exchange.sheets import Sheet
from ctplatform.exchange.tables import cell
from ctplatform.jobs.models import Job
from ctplatform.jobs.views import PAGE, shown
from incidents import mapping
from incidents.formats.loading import local
from incidents.forms.imports import MappingForm, StartForm
from incidents.models import ImportFile
from incidents.services.imports import files, mappings

SAMPLES = 4  # rows shown of a table that is being mapped
OPTIONS = ("format", "dataset", "rights", "encoding", "mapping", "actors")


def jobs_of(user):
    rows = Job.objects.visible_to(user).filter(kind="import")
    return rows.select_related("project", "created_by")


@require_safe
@login_required
@with_project
def import_list(request, project):
    rows = jobs_of(request.user).filter(project=project).order_by("-id")
    context = {
        "project": project,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "may_add": has_role(request.user, project, Role.ANNOTATOR),
    }
    return render(request, "incidents/imports/list.html", context)


@login_required
@with_project
def start(request, project):
    """Choose a file and its format. What needs no mapping gets its dry run at once."""
    require_role(request.user, project, Role.ANNOTATOR)
    form = StartForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = files.keep_file(form.cleaned_data.pop("file"), by=request.user, project=project)
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            return _next(request, kept, form.cleaned_data)
    return render(request, "incidents/imports/start.html", {"form": form, "project": project})


def _next(request, kept, values):
    values["rights"] = values["rights"] or None
    if find_reader("incidents", values["format"]).mapped:
        request.session[f"import-{kept.pk}"] = values
        return redirect("import-mapping", kept.pk)
    return _ask(request, kept, values | {"mapping": {}, "actors": {}})


def _ask(request, kept, options, dry_run=True):
    job = files.request_import(kept, by=request.user, dry_run=dry_run, **options)
    return redirect("import", job.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def columns(request, pk):
    """Say what the columns of a table mean; what is known of the header is filled in."""
    kept = get_object_or_404(ImportFile.objects.visible_to(request.user), pk=pk)
    require_role(request.user, kept.project, Role.ANNOTATOR)
    context = {"kept": kept, "project": kept.project}
    options = _options(request, kept)
    try:
        header, samples, told = _looked_at(request, kept, options, context)
    except Unreadable as error:
        return render(request, "incidents/imports/mapping.html", context | {"fault": error})
    form = MappingForm(request.POST or None, header=header, told=told)
    if request.method == "POST" and form.is_valid() and _kept(request, kept, form):
        return _ask(request, kept, options | {"mapping": form.read(), "actors": {}})
    context |= {"form": form, "columns": form.columns(samples)}
    return render(request, "incidents/imports/mapping.html", context)


def _options(request, kept):
    """As chosen with the file, or as an earlier run on it was told."""
    last = jobs_of(request.user).filter(parameters__file=str(kept.pk)).order_by("-id").first()
    told = {name: last.parameters.get(name) for name in OPTIONS} if last else {}
    chosen = request.session.get(f"import-{kept.pk}", {})
    return {"format": "mapped", "dataset": "import", **told, **chosen}


def _looked_at(request, kept, options, context):
    """(header, first rows, mapping to begin with). Unreadable says why there is none."""
    with local(kept.file) as path:
        sheet = Sheet(path, options.get("encoding") or "")
        header, samples = sheet.header, list(islice(sheet.rows(), SAMPLES))
        guessed = {"columns": mapping.guess(header, sheet.tags)}
    found = mappings.find_mapping(by=request.user, project=kept.project, header=header)
    if rights := mapping.rights_of(header):
        options["rights"] = options.get("rights") or rights
        context["licensed"] = options["rights"] == rights
    context["found"] = found
    return header, samples, options.pop("mapping", None) or (found and found.columns) or guessed


def _kept(request, kept, form) -> bool:
    if not form.cleaned_data["name"]:
        return True
    try:
        mappings.save_mapping(
            by=request.user, project=kept.project, name=form.cleaned_data["name"],
            header=form.header, columns=form.read(),
        )  # fmt: skip
    except (ValidationError, PermissionDenied) as error:
        form.add_error("name", getattr(error, "messages", [str(error)]))
        return False
    return True


@require_safe
@login_required
def show(request, pk):
    context = _told(request, pk)
    return render(request, "incidents/imports/import.html", context)


@require_safe
def piece(request, pk):
    """How far it is and what came of it, for a page that asks every second."""
    context = _told(request, pk)
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, "incidents/imports/state.html", context)


def _told(request, pk):
    job = get_object_or_404(jobs_of(request.user), pk=pk)
    result = job.result or {}
    ran = job.state == Job.State.DONE and result.get("dry_run")
    may = has_role(request.user, job.project, Role.ANNOTATOR)
    return shown(job, request.user) | {
        "project": job.project,
        "asked": job.parameters,
        "result": result,
        "sound": ran and not result["errors"],
        "may_commit": ran and may and not result["errors"],
        "may_choose": ran and may and bool(result.get("ambiguous")),
        "may_map": may and job.is_finished and job.parameters.get("format") == "mapped",
        "ambiguous": list((result.get("ambiguous") or {}).items()),
        "warned": result.get("warned", [])[:100],
    }


@require_POST
@login_required
def commit(request, pk):
    """Import what a dry run has looked at, or run it once more with what was chosen."""
    job = get_object_or_404(jobs_of(request.user), pk=pk)
    kept = ImportFile.objects.visible_to(request.user).filter(pk=job.parameters["file"]).first()
    if kept is None:
        messages.warning(request, _("The file is no longer here: upload it again."))
        return redirect("import", pk)
    options = {name: job.parameters.get(name) for name in OPTIONS}
    ambiguous = (job.result or {}).get("ambiguous") or {}
    if not ambiguous:
        return _ask(request, kept, options, dry_run=False)
    chosen = {name: request.POST.get(f"who-{place}") for place, name in enumerate(ambiguous)}
    try:
        options["actors"] = (options["actors"] or {}) | mappings.meant(ambiguous, chosen)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("import", pk)
    return _ask(request, kept, options)


@require_safe
@login_required
def errors(request, pk):
    """The errors by row, as a table for whoever mends the file."""
    job = get_object_or_404(jobs_of(request.user), pk=pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="errors-{job.pk}.csv"'
    writer = csv.writer(answer)
    writer.writerow(["row", "column", "message"])
    for error in job.errors:
        writer.writerow([error["row"], cell(error["column"] or ""), cell(error["message"])])
    return answer
