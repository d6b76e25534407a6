"""The list of places."""

from incidents import filters, models
from incidents.records.views.listing import ProjectListView


class PlaceList(ProjectListView):
    """A project's places; with `shared`, the places that all projects share."""

    model = models.Place
    filterset_class = filters.PlaceFilter
    template_name = "incidents/places/list.html"
    related = ("parent",)
    sorts = {"name": "name", "kind": "kind", "country": "country", "state": "state"}
    sort = "name"

    def rows_for(self, query):
        """The filtered rows: the project's places, or with `shared` the shared ones."""
        rows = super().rows_for(query)
        return rows.filter(project=None if query.get("shared") else self.project)
