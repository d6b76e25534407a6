"""Pages of charts: each kind of a series, and its files."""

import orjson
from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.audit.services import follow_file
from ctplatform.exchange.tables import write_csv
from incidents.charts.queries.drawn import csv_rows, draw_chart, kinds_of
from incidents.charts.queries.vega import specification
from incidents.charts.queries.zoom import InvalidPart, part_of
from incidents.charts.svg_export import STYLE_HASH, svg_of_chart
from incidents.charts.vocabulary import CHART_KINDS
from incidents.series.views import find_series


@require_safe
def chart_page(request, pk, kind):
    """One kind of chart of a series, or of a part of it (`from`, `to`), with a table beside it."""
    series, error, part = find_series(request, pk), "", None
    asked = {name: request.GET.get(name, "") for name in ("from", "to")}
    try:
        part = part_of(series, asked["from"], asked["to"])
    except InvalidPart as invalid:
        error = str(invalid)
    chart = draw_chart(series, request.user, kind, part)
    context = {
        "project": series.project,
        "chart": chart,
        "figure": chart.figure,
        "kinds": [(name, _(label)) for name, label in kinds_of(series).items()],
        "kind_label": _(CHART_KINDS[chart.kind]),
        "is_single": kind == "multiples" and chart.kind == "steps" and not chart.is_empty,
        "asked": asked,
        "error": error,
        "edits": has_role(request.user, series.project, Role.EDITOR),
    }
    status = 400 if error else 200
    return render(request, "incidents/charts/page.html", context, status=status)


def _chart_of_file(request, pk, kind):
    series = find_series(request, pk)
    part = part_of(series, request.GET.get("from", ""), request.GET.get("to", ""))
    return draw_chart(series, request.user, kind, part)


def _as_file(request, content, chart, extension, content_type):
    name = f"{chart.file_name}.{extension}"
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "private, no-cache"
    return follow_file(answer, request, "charts", name, chart.figure.series.project_id)


@require_safe
@csp_update({"style-src": [STYLE_HASH]})
def chart_svg(request, pk, kind):
    """The chart as a stand-alone SVG file."""
    chart = _chart_of_file(request, pk, kind)
    svg = svg_of_chart(chart)
    return _as_file(request, svg, chart, "svg", "image/svg+xml; charset=utf-8")


@require_safe
def chart_csv(request, pk, kind):
    """The numbers of the chart as CSV."""
    chart = _chart_of_file(request, pk, kind)
    rows = csv_rows(chart)
    content = b"".join(write_csv(rows, next(rows)))
    return _as_file(request, content, chart, "csv", "text/csv; charset=utf-8")


@require_safe
def chart_vega(request, pk, kind):
    """The chart as a Vega-Lite specification with its data."""
    chart = _chart_of_file(request, pk, kind)
    content = orjson.dumps(specification(chart), option=orjson.OPT_INDENT_2)
    return _as_file(request, content, chart, "vl.json", "application/json")
