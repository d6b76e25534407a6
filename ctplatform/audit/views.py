"""The page of a project's exports and downloads, and its entries as CSV."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ctplatform.accounts.current_project.context import set_page_project
from ctplatform.accounts.models import Project, Role
from ctplatform.accounts.roles import require_role
from ctplatform.audit.forms import AuditFilterForm
from ctplatform.audit.models import AuditEntry
from ctplatform.audit.queries import COLUMNS, cells_of, hide_others
from ctplatform.audit.services import download_of_request, follow_answer
from ctplatform.exchange.streaming import join_pieces
from ctplatform.exchange.tables import write_csv

PAGE = 50


@require_safe
@login_required
def audit_list(request, slug):
    """What was exported and downloaded of a project, the newest first; for editors and owners."""
    project, form, entries = _asked_for(request, slug)
    page = Paginator(entries.select_related("account"), PAGE).get_page(request.GET.get("page"))
    for entry in page:
        hide_others(entry)
    context = {"project": project, "form": form, "page": page, "is_filtered": any(form.chosen())}
    status = 200 if form.is_valid() else 400
    return render(request, "audit/list.html", context, status=status)


@require_safe
@login_required
def audit_csv(request, slug):
    """The same entries as CSV. This download has an entry, too."""
    project, _form, entries = _asked_for(request, slug)
    rows = cells_of(entries)
    content = join_pieces(write_csv(rows, COLUMNS))
    answer = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"audit-{project.slug}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    download = download_of_request(request, "audit", "csv", name=name, projects=[project.pk])
    return follow_answer(answer, request, download)


def _asked_for(request, slug) -> tuple:
    """(project, form, entries that its filters select); of a wrong filter nothing is selected."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    set_page_project(request, project)
    require_role(request.user, project, Role.EDITOR)
    form = AuditFilterForm(request.GET)
    entries = AuditEntry.objects.visible_to(request.user).filter(audited__project=project)
    return project, form, form.filter_entries(entries).order_by("-id")
