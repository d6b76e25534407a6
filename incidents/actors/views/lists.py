"""The list of actors."""

from urllib.parse import urlencode

from django.shortcuts import redirect

from incidents.actors.filters import ActorFilter
from incidents.actors.models.actors import Actor
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
        """The table of actors; `view=relations`, the network's former address, leads to it."""
        if request.GET.get("view") == "relations":
            kept = {"project": project.slug, "actor_kind": request.GET.getlist("kind")}
            kept["country"] = request.GET.getlist("country")
            return redirect(f"/network/?{urlencode(kept, doseq=True)}")
        return super().get(request, project)
