"""The list of sources."""

from incidents.records.views.listing import ProjectListView
from incidents.sources.filters import SourceFilter
from incidents.sources.models import Source


class SourceList(ProjectListView):
    model = Source
    related = ("repeats",)
    filterset_class = SourceFilter
    template_name = "incidents/sources/list.html"
    sorts = {"name": "name", "kind": "kind", "reliability": "reliability"}
    sort = "name"
