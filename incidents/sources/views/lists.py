"""The list of sources."""

from incidents import filters, models
from incidents.records.views.listing import ProjectListView


class SourceList(ProjectListView):
    model = models.Source
    related = ("repeats",)
    filterset_class = filters.SourceFilter
    template_name = "incidents/sources/list.html"
    sorts = {"name": "name", "kind": "kind", "reliability": "reliability"}
    sort = "name"
