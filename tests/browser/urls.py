"""The product's addresses and two pages more: every shared component, and every chart state."""

from pathlib import Path

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from ctplatform.urls import handler400, handler403, handler404, handler500, urlpatterns
from tests.browser.chart_states import chart_states

__all__ = ["handler400", "handler403", "handler404", "handler500"]

EXAMPLES = {
    "lanes": [
        {"colour": colour, "spans": [(n * 70 + shift, n * 70 + shift + 30) for n in range(8)]}
        for shift, colour in enumerate(
            ["madder", "ochre", "azure", "plum", "pine", "graphite"], start=7
        )
    ],
    "values": [None, None, 1, 2, 5, 9, 4, 3, 3, 2, 4, 1],
}


def components(request):
    source = Path(__file__).with_name("components.html").read_text()
    return HttpResponse(engines["django"].from_string(source).render(EXAMPLES, request))


urlpatterns = [
    *urlpatterns,
    path("components/", components),
    path("chart-states/", chart_states),
]
