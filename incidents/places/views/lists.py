"""The list of places."""

from incidents.places.filters import PlaceFilter
from incidents.places.models.places import Place
from incidents.records.views.listing import ProjectListView


class PlaceList(ProjectListView):
    """A project's places; with `shared`, the places that all projects share."""

    model = Place
    filterset_class = PlaceFilter
    template_name = "incidents/places/list.html"
    related = ("parent",)
    sorts = {"name": "name", "kind": "kind", "country": "country", "state": "state"}
    sort = "name"

    def rows_for(self, query):
        """The filtered rows: the project's places, or with `shared` the shared ones."""
        rows = super().rows_for(query)
        return rows.filter(project=None if query.get("shared") else self.project)
