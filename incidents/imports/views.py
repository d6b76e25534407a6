"""Pages of imports of incidents: map the columns of a table, review a dry run, import."""

import csv
from itertools import islice

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ctplatform.accounts.current_project.context import find_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.audit.services import follow_file
from ctplatform.exchange.limits import Unreadable
from ctplatform.exchange.sheets import Sheet
from ctplatform.exchange.tables import csv_cell
from ctplatform.jobs.models import Job
from ctplatform.jobs.views import render_state, shown
from incidents.imports import mapping
from incidents.imports.formats.loading import local_path, mapped_formats
from incidents.imports.forms.imports import MappingForm
from incidents.imports.forms.rows import MOST_CONSTANTS, ConstantForm
from incidents.imports.models import ImportFile
from incidents.imports.record_tables.forms import RecordMappingForm
from incidents.imports.record_tables.mapping import guess_mapping as guess_record_mapping
from incidents.imports.record_tables.rows import open_table
from incidents.imports.record_tables.tables import table_at, table_of_format
from incidents.imports.services import changes_anything, files, mappings
from incidents.imports.services.options import MAPPED, is_mapped
from incidents.imports.services.value_counts import count_values
from incidents.imports.undoing.queries import import_of_job
from incidents.imports.undoing.services import may_undo

SAMPLES = 4  # rows of a table shown while it is mapped
OPTIONS = ("format", "dataset", "rights", "encoding", "mapping", "actors")


def jobs_of(user):
    rows = Job.objects.visible_to(user).filter(kind="import")
    return rows.select_related("project", "created_by")


def _start_job(request, kept, options, dry_run=True):
    job = files.request_import(kept, by=request.user, dry_run=dry_run, **options)
    return redirect("import", job.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mapping_page(request, pk):
    """Map the columns of a table; fields known from the header are filled in."""
    kept = get_object_or_404(ImportFile.objects.visible_to(request.user), pk=pk)
    require_role(request.user, kept.project, Role.ANNOTATOR)
    options = _previous_options(request, kept)
    context = {"kept": kept, "project": kept.project, "format": options["format"]}
    context["types"] = mapped_formats()
    try:
        header, samples, given_mapping = _looked_at(request, kept, options, context)
    except Unreadable as error:
        return render(request, "incidents/imports/mapping.html", context | {"fault": error})
    given = {"header": header, "given_mapping": given_mapping, "options": options}
    if table := table_at(options["format"]):
        form = RecordMappingForm(request.POST or None, table=table, **given)
    else:
        form = MappingForm(request.POST or None, project=kept.project, **given)
    may_start = request.method == "POST" and form.is_valid()
    if may_start and _save_mapping(request, kept, form, options["format"]):
        options |= _dataset_options(form, options)
        return _start_job(request, kept, options | {"mapping": form.read(), "actors": {}})
    context["values_left"] = form.values_left
    for row in form.values:
        row.rows = context["counted"][row["field"].value(), row["text"].value()]
    context |= {"form": form, "columns": form.columns(samples)}
    return render(request, "incidents/imports/mapping.html", context)


def _dataset_options(form, options):
    """The dataset and rights of all rows, if the page has these fields. Rows of licensed datasets
    stay restricted, whatever is chosen."""
    names = [name for name in ("dataset", "rights") if name in form.data]
    chosen = {name: form.cleaned_data[name] or None for name in names}
    chosen["dataset"] = chosen.get("dataset") or options["dataset"]
    if "rights" in chosen:
        chosen["rights"] = chosen["rights"] or mapping.rights_of(form.header)
    return chosen


def _previous_options(request, kept):
    """The options of the last run on the file or chosen with it, with a format chosen since."""
    last = jobs_of(request.user).filter(parameters__file=str(kept.pk)).order_by("-id").first()
    last_options = {name: last.parameters.get(name) for name in OPTIONS} if last else {}
    chosen = request.session.get(f"import-{kept.pk}", {})
    found = {"format": MAPPED, "dataset": "import", **chosen, **last_options}
    format = request.GET.get("format", "")
    if is_mapped(format) and format != found["format"]:
        found |= {"format": format, "mapping": None}
    return found


def _looked_at(request, kept, options, context):
    """(header, first rows, initial mapping) of a file; Unreadable says why there are none."""
    format, encoding = options["format"], options.get("encoding") or ""
    table = table_at(format)
    with local_path(kept.file) as path:
        sheet = open_table(path, encoding) if table else Sheet(path, encoding)
        header, samples = sheet.header, list(islice(sheet.rows(), SAMPLES))
        columns = (
            guess_record_mapping(table, header)
            if table
            else mapping.guess_mapping(header, sheet.tags)
        )
        guessed = {"columns": columns}
        found = mappings.find_mapping(
            by=request.user, project=kept.project, header=header, format=format
        )
        given_mapping = options.pop("mapping", None) or (found and found.columns) or guessed
        context["counted"], context["counted_in_part"] = count_values(sheet, given_mapping)
    if table is None and (rights := mapping.rights_of(header)):
        options["rights"] = options.get("rights") or rights
        context["licensed"] = options["rights"] == rights
    context["found"] = found
    if given_mapping is guessed:
        context["guessed"] = len(guessed["columns"])
        context["not_guessed"] = len(header) - len(guessed["columns"])
    return header, samples, given_mapping


def _save_mapping(request, kept, form, format) -> bool:
    if not form.cleaned_data["name"]:
        return True
    try:
        mappings.save_mapping(
            by=request.user, project=kept.project, name=form.cleaned_data["name"],
            header=form.header, columns=form.read(), format=format,
        )  # fmt: skip
    except (ValidationError, PermissionDenied) as error:
        form.add_error("name", getattr(error, "messages", [str(error)]))
        return False
    return True


@require_safe
@login_required
def import_page(request, pk):
    context = _job_context(request, pk)
    return render(request, "incidents/imports/import.html", context)


@require_safe
def import_fragment(request, pk):
    """The progress and result of a job, for a page that polls every second."""
    return render_state(request, "incidents/imports/state.html", _job_context(request, pk))


def _job_context(request, pk):
    job = get_object_or_404(jobs_of(request.user), pk=pk)
    result = job.result or {}
    ran = job.state == Job.State.DONE and result.get("dry_run")
    may = has_role(request.user, job.project, Role.ANNOTATOR)
    is_kept, kept_name = mappings.kept_as(job.parameters, by=request.user, project=job.project)
    source = import_of_job(job, request.user)
    return shown(job, request.user) | {
        "project": job.project,
        "source": source,
        "may_undo": source is not None and may_undo(source, request.user),
        "asked": job.parameters,
        "result": result,
        "changes_nothing": ran and not changes_anything(result),
        "may_publish": has_role(request.user, job.project, Role.REVIEWER),
        "may_commit": ran and may and not result["errors"] and changes_anything(result),
        "may_choose": ran and may and bool(result.get("ambiguous")),
        "may_map": may and job.is_finished and is_mapped(job.parameters.get("format")),
        "record_type": table_of_format(job.parameters.get("format")),
        "may_keep": may and ran and not is_kept,
        "kept_name": kept_name,
        "ambiguous": list((result.get("ambiguous") or {}).items()),
        "warned": result.get("warned", [])[:100],
    }


@require_POST
@login_required
def commit_import(request, pk):
    """Import what a dry run has checked, or repeat the dry run with the actors chosen."""
    job = get_object_or_404(jobs_of(request.user), pk=pk)
    kept = ImportFile.objects.visible_to(request.user).filter(pk=job.parameters.get("file")).first()
    if kept is None:
        messages.warning(request, _("The uploaded file has been deleted. Upload it again."))
        return redirect("import", pk)
    options = {name: job.parameters.get(name) for name in OPTIONS}
    ambiguous = (job.result or {}).get("ambiguous") or {}
    if not ambiguous:
        return _start_job(request, kept, options, dry_run=False)
    chosen = {name: request.POST.get(f"who-{place}") for place, name in enumerate(ambiguous)}
    try:
        options["actors"] = (options["actors"] or {}) | mappings.chosen_actors(ambiguous, chosen)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("import", pk)
    return _start_job(request, kept, options)


@require_POST
@login_required
def replace_values(request, pk):
    """Repeat a dry run with replacements for values that could not be read.

    They are also saved in the project's mapping of these columns, if the user may change it.
    """
    job = get_object_or_404(jobs_of(request.user), pk=pk)
    kept = ImportFile.objects.visible_to(request.user).filter(pk=job.parameters.get("file")).first()
    if kept is None or not is_mapped(job.parameters.get("format")):
        messages.warning(request, _("The uploaded file has been deleted. Upload it again."))
        return redirect("import", pk)
    options = {name: job.parameters.get(name) for name in OPTIONS}
    missed = (job.result or {}).get("not_understood") or []
    chosen = [
        (row["field"], row["value"], text)
        for place, row in enumerate(missed)
        if (text := request.POST.get(f"value-{place}", "").strip()[:200])
    ]
    try:
        given = _stated_mapping(kept, options)
        options["mapping"] = mappings.with_replacements(given, chosen, options["format"])
        mappings.keep_values(
            options["mapping"], by=request.user, project=kept.project, format=options["format"]
        )
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("import", pk)
    return _start_job(request, kept, options)


def _stated_mapping(kept, options) -> dict:
    """The mapping of a run; of an own export, which needs none, what its columns are named."""
    if options["mapping"] or not (table := table_at(options["format"])):
        return options["mapping"]
    with local_path(kept.file) as path:
        header = open_table(path, options.get("encoding") or "").header
    return {"columns": guess_record_mapping(table, header)}


@require_POST
@login_required
def keep_mapping(request, pk):
    """Save the mapping of a run under a name, for the next file with the same columns."""
    job = get_object_or_404(jobs_of(request.user), pk=pk)
    kept = ImportFile.objects.visible_to(request.user).filter(pk=job.parameters.get("file")).first()
    if kept is None or not is_mapped(job.parameters.get("format")):
        messages.warning(request, _("The uploaded file has been deleted. Upload it again."))
        return redirect("import", pk)
    try:
        with local_path(kept.file) as path:
            header = open_table(path, job.parameters.get("encoding") or "").header
        found = mappings.save_mapping(
            by=request.user, project=kept.project, name=request.POST.get("name", "").strip(),
            header=header, columns=job.parameters["mapping"], format=job.parameters["format"],
        )  # fmt: skip
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    except (Unreadable, PermissionDenied) as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Kept as “%s”.") % found.name)
    return redirect("import", pk)


@require_safe
@login_required
def constant_row(request):
    """One row of the mapping form for a constant: with the field chosen, or a new row."""
    numbers = [n for n in range(MOST_CONSTANTS) if f"constant-{n}-field" in request.GET]
    number = len(numbers)
    if "row" in request.GET:
        number = numbers[0] if numbers else 0
    prefix = f"constant-{number}"
    field = request.GET.get(f"{prefix}-field", "")
    project = find_project(request)
    form = ConstantForm(initial={"field": field}, prefix=prefix, project=project)
    context = {"row": form, "is_added": "row" not in request.GET, "project": project}
    return render(request, "incidents/imports/constant_row.html", context)


@require_safe
@login_required
def errors_csv(request, pk):
    """The errors of an import as a CSV table, to correct the file by."""
    job = get_object_or_404(jobs_of(request.user), pk=pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"errors-{job.pk}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(answer)
    writer.writerow(["row", "column", "message"])
    for error in job.errors:
        writer.writerow([error["row"], csv_cell(error["column"] or ""), csv_cell(error["message"])])
    return follow_file(answer, request, "imports", name, job.project_id)
