"""The list of actors."""

from incidents.actors.filters import ActorFilter
from incidents.actors.models.actors import Actor
from incidents.actors.queries.network import web_of
from incidents.records import sort_columns
from incidents.records.views.listing import ProjectListView


class ActorList(ProjectListView):
    model = Actor
    filterset_class = ActorFilter
    template_name = "incidents/actors/list.html"
    sorts = sort_columns.ACTORS
    sort = "name"
    changes = ("kind", "marking")

    def get(self, request, project):
        """The table of actors, or with `view=relations` a drawing of their relations."""
        if request.GET.get("view") == "relations":
            self.template_name = "incidents/actors/network.html"
        return super().get(request, project)

    def context(self, page):
        """The list's context; in the relations view also the Web of the filtered actors."""
        found = super().context(page)
        if self.template_name == "incidents/actors/network.html":
            actors = self.rows_for(self.request.GET).values("pk")
            found["web"] = web_of(actors, self.request.user)
        return found
