"""Lists of incidents, actors, assessments, warnings, allegations, places and sources."""

from django.db.models import Prefetch

from incidents import filters, models, orders
from incidents.aggregates.network import web_of
from incidents.aggregates.spots import spots_of
from incidents.views.listing import ProjectListView
from incidents.views.merged import hold_killed


class IncidentList(ProjectListView):
    model = models.Incident
    filterset_class = filters.IncidentFilter
    template_name = "incidents/incident_list.html"
    related = ("place",)
    prefetch = (
        Prefetch(
            "casualties",
            models.CasualtyEstimate.objects.filter(kind="killed").order_by("id"),
            to_attr="killed",
        ),
    )
    sorts = orders.INCIDENTS
    sort = "-date"
    changes = ("record_kind", "lifecycle", "domain", "marking")

    def get(self, request, project):
        """The table, or with `view=map` a map of all that the filters select."""
        if request.GET.get("view") == "map":
            self.template_name = "incidents/incident_map.html"
        return super().get(request, project)

    def page_of(self, rows):
        """Each row with the killed that it is told by."""
        page = super().page_of(rows)
        hold_killed(page.rows, self.request.user)
        return page

    def context(self, page):
        """The addresses of both views, and what the map draws."""
        query = self.request.GET.copy()
        query.pop("view", None)
        query.pop("cursor", None)
        table = query.urlencode()
        found = {"as_table": table, "as_map": f"{table}&view=map".lstrip("&")}
        if "incident_map" in self.template_name:
            found["map"] = spots_of(self.rows_for(self.request.GET), self.request.user)
        return super().context(page) | found


class ActorList(ProjectListView):
    model = models.Actor
    filterset_class = filters.ActorFilter
    template_name = "incidents/actor_list.html"
    sorts = orders.ACTORS
    sort = "name"
    changes = ("kind", "marking")

    def get(self, request, project):
        """The table, or with `view=relations` what lies between the actors, drawn."""
        if request.GET.get("view") == "relations":
            self.template_name = "incidents/actor_web.html"
        return super().get(request, project)

    def context(self, page):
        """The list's; where the relations are shown, those that the filters leave."""
        found = super().context(page)
        if "actor_web" in self.template_name:
            actors = self.rows_for(self.request.GET).values("pk")
            found["web"] = web_of(actors, self.request.user)
        return found


class AssessmentList(ProjectListView):
    model = models.Assessment
    filterset_class = filters.AssessmentFilter
    template_name = "incidents/assessment_list.html"
    related = ("holder",)
    prefetch = (
        Prefetch("judgements", models.Judgement.objects.order_by("-date", "-id"), to_attr="dated"),
    )
    sorts = orders.ASSESSMENTS
    changes = ("kind", "confidence", "marking")


class WarningList(ProjectListView):
    model = models.Warning
    filterset_class = filters.WarningFilter
    template_name = "incidents/warning_list.html"
    related = ("issuer", "recipient", "incident")
    sorts = {"date": "date_latest", "state": "state", "updated": "updated"}
    sort = "-date"


class AllegationList(ProjectListView):
    """Never without who claims each and what was found of it."""

    model = models.Allegation
    filterset_class = filters.AllegationFilter
    template_name = "incidents/allegation_list.html"
    related = ("subject", "target", "incident")
    prefetch = (
        Prefetch("claimants", models.Claimant.objects.select_related("actor").order_by("id")),
        Prefetch("verdicts", models.Verdict.objects.select_related("reviewer").order_by("id")),
    )
    sorts = {"state": "state", "updated": "updated"}


class PlaceList(ProjectListView):
    """A project's own places; with `shared` those that all projects share."""

    model = models.Place
    filterset_class = filters.PlaceFilter
    template_name = "incidents/place_list.html"
    related = ("parent",)
    sorts = {"name": "name", "kind": "kind", "country": "country", "state": "state"}
    sort = "name"

    def rows_for(self, query):
        """The rows that a query string leaves, the project's or the shared ones."""
        rows = super().rows_for(query)
        return rows.filter(project=None if query.get("shared") else self.project)


class SourceList(ProjectListView):
    model = models.Source
    filterset_class = filters.SourceFilter
    template_name = "incidents/source_list.html"
    sorts = {"name": "name", "kind": "kind", "reliability": "reliability"}
    sort = "name"
