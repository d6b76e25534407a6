"""URLs of the charts of a series: a page for each kind, and its files."""

from django.urls import path

from incidents.charts.views import charts, pinned
from incidents.charts.vocabulary import CHART_KINDS, PINNED_KINDS

FILES = {"svg": charts.chart_svg, "csv": charts.chart_csv, "vl.json": charts.chart_vega}
"""{extension: view} of the files of a chart."""

urlpatterns = [
    *(
        path(
            f"figures/<uuid:pk>/charts/{kind}/", charts.chart_page, {"kind": kind}, f"chart-{kind}"
        )
        for kind in CHART_KINDS
    ),
    *(
        path(
            f"figures/<uuid:pk>/charts/{kind}.{extension}",
            view,
            {"kind": kind},
            f"chart-{kind}-{extension}",
        )
        for kind in CHART_KINDS
        for extension, view in FILES.items()
    ),
    path("chart-snapshots/<uuid:pk>/", pinned.snapshot_page, name="chart-snapshot"),
    *(
        path(f"chart-snapshots/<uuid:pk>/{kind}/", pinned.snapshot_page, {"kind": kind})
        for kind in PINNED_KINDS
    ),
    *(
        path(
            f"chart-snapshots/<uuid:pk>/{kind}/drawing/",
            pinned.snapshot_fragment,
            {"kind": kind},
            name=f"chart-snapshot-{kind}",
        )
        for kind in PINNED_KINDS
    ),
    path("chart-snapshots/<uuid:pk>/table/", pinned.snapshot_table, name="chart-snapshot-table"),
    path(
        "assessments/<uuid:pk>/charts/new/", pinned.place_on_assessment, name="assessment-chart-new"
    ),
    path("assessment-charts/<uuid:pk>/renew/", pinned.renew_on_assessment),
    path("assessment-charts/<uuid:pk>/remove/", pinned.remove_from_assessment),
]
