"""URLs of the charts of a series: a page for each kind, and its files."""

from django.urls import path

from incidents.charts import views
from incidents.charts.vocabulary import CHART_KINDS

FILES = {"svg": views.chart_svg, "csv": views.chart_csv, "vl.json": views.chart_vega}
"""{extension: view} of the files of a chart."""

urlpatterns = [
    *(
        path(f"figures/<uuid:pk>/charts/{kind}/", views.chart_page, {"kind": kind}, f"chart-{kind}")
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
]
