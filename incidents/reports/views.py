"""Pages of reports: their list, one report, its blocks, its files, and adding to one."""

import json
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.audit.services import follow_file
from ctplatform.curation import services as curation
from ctplatform.curation.errors import WrongState
from ctplatform.curation.registry import evidence_kinds
from ctplatform.curation.shown_versions import version_shown
from ctplatform.domain_errors import Conflict, StaleVersion
from ctplatform.web.references import is_id
from incidents.assessments.models.assessments import Assessment
from incidents.charts.vocabulary import PINNED_KINDS
from incidents.records.views.editing import CHANGED, outcome_response
from incidents.records.views.listing import ProjectListView
from incidents.records.views.pages import find_record, record_page
from incidents.reports import services
from incidents.reports.content.blocks import MOST, WrongBlock, moved, new_id, read_blocks
from incidents.reports.files.document import report_as_docx
from incidents.reports.files.page import report_as_html
from incidents.reports.filters import ReportFilter
from incidents.reports.forms import (
    AddForm,
    ChooseReportForm,
    added_block,
    posted_blocks,
)
from incidents.reports.models import Report
from incidents.reports.queries import redacted, restored, shown, shown_blocks
from incidents.series.models.series import Series

MOST_MATCHES = 10
CHOICES = 100  # reports to choose from


class ReportList(ProjectListView):
    model = Report
    filterset_class = ReportFilter
    template_name = "incidents/reports/list.html"
    sorts = {"title": "title", "state": "state", "updated": "updated"}
    sort = "-updated"


@require_safe
def report_page(request, pk):
    """A report: its blocks as the reader may see them, then its fields and its history."""
    record = find_record(request, Report.objects.select_related("project", "created_by"), pk)
    blocks = shown_blocks(record, request.user)
    quotes = [each for each in blocks if each.passage]
    context = {"blocks": blocks, "quotes": quotes, "hidden": sum(b.is_hidden for b in blocks)}
    return record_page(request, record, "incidents/reports/page.html", **context)


@require_safe
def report_file(request, pk, extension):
    """The report as one HTML file, or as a document; with what its reader may see."""
    record = find_record(request, Report.objects.select_related("project", "created_by"), pk)
    write, media_type = FILES[extension]
    address = request.build_absolute_uri(f"/reports/{record.pk}/")
    answer = HttpResponse(write(record, request.user, address), content_type=media_type)
    name = f"{slugify(record.title) or 'report'}.{extension}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-cache"
    return follow_file(answer, request, "reports", name, record.project_id)


FILES = {
    "html": (report_as_html, "text/html; charset=utf-8"),
    "docx": (
        report_as_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}
"""{extension: (function, media type)} of the files of a report."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_blocks(request, pk):
    """Compose a report: blocks are added, changed, moved and removed; only Save stores them."""
    rows = Report.objects.get_visible_row(pk, request.user).select_related("project")
    record = get_object_or_404(rows)
    curation.require_may_change(record, by=request.user)
    if request.method != "POST":
        blocks = redacted([record], request.user)[record.pk]
        return _compose(request, record, blocks, version=record.version)
    blocks, version = posted_blocks(request.POST), version_shown(request.POST)
    verb, _colon, named = request.POST.get("do", "save").partition(":")
    if verb != "save":
        blocks, state = _changed(request, record, blocks, verb, named)
        return _compose(request, record, blocks, version=version, **state)
    blocks = [each for each in blocks if each.get("kind") != "text" or each["text"].strip()]
    why = {"by": request.user, "reason": request.POST.get("reason", "")[:4000]}
    try:
        ready = restored(blocks, record, request.user)
        outcome = services.write_blocks(record, ready, expected_version=version, **why)
    except ValidationError as error:
        return _compose(request, record, blocks, version=version, errors=error.messages)
    except StaleVersion:
        return _compose(request, record, blocks, version=record.version, errors=[CHANGED])
    except (Conflict, WrongState) as error:
        return _compose(request, record, blocks, version=version, errors=[str(error)])
    return outcome_response(request, outcome, record)


def _changed(request, record, blocks, verb, pk):
    """(the blocks after a button was pressed, what the page shows besides)."""
    if verb in ("up", "down"):
        return moved(blocks, pk, -1 if verb == "up" else 1), {"focus": (verb, pk)}
    if verb == "remove":
        return [each for each in blocks if each["id"] != pk], {"focus": ("add", "")}
    if verb == "find":
        return blocks, {"matches": _matches(request, record)}
    block = _added(request, record, verb, pk)
    if block is None:
        return blocks, {"errors": [_("Nothing was found to add. Choose or enter something.")]}
    if len(blocks) >= MOST:
        text = _("A report has at most %(most)d blocks.") % {"most": MOST}
        return blocks, {"errors": [text]}
    return [*blocks, block], {"focus": ("new", block["id"])}


def _added(request, record, verb, pk):
    form = AddForm(request.POST, user=request.user, project=record.project)
    given = form.cleaned_data if form.is_valid() else {}
    if verb == "text":
        return added_block("text")
    if verb in ("quote", "assessment"):
        return added_block(verb, pk, **{BLOCK_KEYS[verb]: pk})
    if verb in ("chart", "table") and (series := given.get("series")):
        more = {"drawn_as": given.get("drawn_as") or "steps"} if verb == "chart" else {}
        return added_block(verb, str(series.pk), series=str(series.pk), **more)
    if verb == "incidents" and (query := urlsplit(given.get("query", "")).query):
        table = services.incident_table(query, record.project, by=request.user)
        return {"id": new_id()} | table if table else None
    return None


BLOCK_KEYS = {"quote": "passage", "assessment": "assessment"}


def _matches(request, record):
    """The passages and the assessments that the words find."""
    words = request.POST.get("words", "").strip()[:200]
    found = {"words": words, "passages": [], "assessments": []}
    if words:
        for kind in evidence_kinds():
            found["passages"] += kind.offered(request.user, record.project, words=words)
        rows = Assessment.objects.visible_to(request.user).in_project(record.project)
        rows = rows.filter(merged_into=None).exclude(state="withdrawn").with_words(words)
        found["assessments"] = rows.select_related("holder").order_by("-id")[:MOST_MATCHES]
        found["passages"] = found["passages"][:MOST_MATCHES]
    return found


def _compose(request, record, blocks, *, version, errors=(), focus=("", ""), matches=None):
    series = [each["series"] for each in blocks if "series" in each]
    rows = Series.objects.visible_to(request.user).in_project(record.project)
    titles = {str(each.pk): each.title for each in rows.filter(pk__in=_ids(series))}
    context = {
        "record": record,
        "project": record.project,
        "version": version,
        "rows": _rows(restored(blocks, record, request.user), blocks, record, request.user, titles),
        "errors": errors,
        "focus": focus[0],
        "focused": focus[1],
        "matches": matches,
        "form": AddForm(
            request.POST if request.method == "POST" else None,
            user=request.user,
            project=record.project,
        ),
        "kinds": [(name, _(label)) for name, label in PINNED_KINDS.items()],
        "waits": not curation.applies_at_once(record),
    }
    return render(request, "incidents/reports/blocks.html", context)


def _ids(values):
    return [each for each in values if isinstance(each, str) and is_id(each)]


def _rows(stored, blocks, record, user, titles):
    """What the page shows of each block; `data` is what it keeps of it and does not edit."""
    whole = [each for block in stored for each in _complete(block)]
    seen = {each.id: each for each in shown(whole, record.project, user)}
    kept = ("id", "caption", "text")
    return [
        {
            "block": each,
            "data": json.dumps({key: value for key, value in each.items() if key not in kept}),
            "shown": seen.get(each["id"]),
            "series": titles.get(each.get("series")),
        }
        for each in blocks
    ]


def _complete(block) -> list:
    """The block in one form, if it can be shown: it is not empty, nor to be pinned yet."""
    try:
        return read_blocks([block], PINNED_KINDS)
    except WrongBlock:
        return []


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@with_project
def add_to_report(request, project):
    """Add a series, a passage or an assessment, named in the address, to a report."""
    require_role(request.user, project, Role.ANNOTATOR)
    key = next((name for name in ADDED if request.GET.get(name)), None)
    pk = request.GET.get(key or "", "")
    block = key and added_block(ADDED[key], pk, **{key: pk})
    if not block:
        raise Http404
    reports = Report.objects.visible_to(request.user).in_project(project)
    reports = reports.filter(merged_into=None).exclude(state="withdrawn")
    reports = reports.order_by("-updated", "-id")
    is_chart = key == "series"
    data = request.POST if request.method == "POST" else None
    form = ChooseReportForm(data, reports=reports, is_chart=is_chart)
    if data is not None and form.is_valid():
        if is_chart:
            block |= {"drawn_as": form.cleaned_data["drawn_as"]}
        report = form.cleaned_data["report"]
        try:
            outcome = services.add_block(report, block, by=request.user)
            return outcome_response(request, outcome, report)
        except ValidationError as error:
            form.add_error(None, error.messages)
        except (Conflict, WrongState, StaleVersion) as error:
            form.add_error(None, str(error))
    context = {"form": form, "project": project, "has_reports": reports.exists()}
    return render(request, "incidents/reports/add.html", context)


ADDED = {"series": "chart", "passage": "quote", "assessment": "assessment"}
"""{parameter: kind of the block} of what can be added from other pages."""
