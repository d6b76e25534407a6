"""The findings of a series as a file."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from ctplatform.audit.services import follow_file
from ctplatform.exchange.tables import write_csv
from incidents.findings.queries.rows import COLUMNS, finding_rows
from incidents.findings.queries.shown import current_findings, names_of_groups
from incidents.series.models.series import Series


@require_safe
def findings_csv(request, pk):
    """The findings of a series as CSV, a row for each number; only the header while there are
    none."""
    rows = Series.objects.get_visible_row(pk, request.user).select_related("project")
    series = get_object_or_404(rows)
    row = current_findings(series)
    found = iter(())
    if row is not None:
        found = finding_rows(series, row, names_of_groups(series, row, request.user))
    answer = HttpResponse(b"".join(write_csv(found, COLUMNS)), "text/csv; charset=utf-8")
    name = f"findings-{slugify(series.title) or 'series'}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return follow_file(answer, request, "findings", name, series.project_id)
