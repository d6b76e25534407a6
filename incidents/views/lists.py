"""Lists of incidents, actors, assessments, places and sources."""

from django.db.models import F, Prefetch

from incidents import filters, models
from incidents.views.listing import ProjectListView


class IncidentList(ProjectListView):
    model = models.Incident
    filterset_class = filters.IncidentFilter
    template_name = "incidents/incident_list.html"
    menus = ("state", "record_kind", "attack_type", "target_type", "domain", "lifecycle", "country")
    related = ("place",)
    prefetch = (
        Prefetch(
            "casualties",
            models.CasualtyEstimate.objects.filter(kind="killed").order_by("id"),
            to_attr="killed",
        ),
    )
    sort = (F("date_latest").desc(nulls_last=True), "-id")


class ActorList(ProjectListView):
    model = models.Actor
    filterset_class = filters.ActorFilter
    template_name = "incidents/actor_list.html"
    menus = ("state", "kind", "country")
    sort = ("name", "id")


class AssessmentList(ProjectListView):
    model = models.Assessment
    filterset_class = filters.AssessmentFilter
    template_name = "incidents/assessment_list.html"
    menus = ("state", "kind", "likelihood", "confidence", "outcome", "past_horizon")
    related = ("holder",)
    prefetch = (
        Prefetch("judgements", models.Judgement.objects.order_by("-date", "-id"), to_attr="dated"),
    )


class WarningList(ProjectListView):
    model = models.Warning
    filterset_class = filters.WarningFilter
    template_name = "incidents/warning_list.html"
    menus = ("state", "heeded", "specificity", "channel", "recipient_position")
    related = ("issuer", "recipient", "incident")
    sort = (F("date_latest").desc(nulls_last=True), "-id")


class AllegationList(ProjectListView):
    """Never without who claims each and what was found of it."""

    model = models.Allegation
    filterset_class = filters.AllegationFilter
    template_name = "incidents/allegation_list.html"
    menus = ("state", "kind", "rating")
    related = ("subject", "target", "incident")
    prefetch = (
        Prefetch("claimants", models.Claimant.objects.select_related("actor").order_by("id")),
        Prefetch("verdicts", models.Verdict.objects.select_related("reviewer").order_by("id")),
    )


class PlaceList(ProjectListView):
    """A project's own places first, then the shared countries."""

    model = models.Place
    filterset_class = filters.PlaceFilter
    template_name = "incidents/place_list.html"
    menus = ("state", "kind", "country")
    related = ("parent",)
    sort = (F("project").asc(nulls_last=True), "name", "id")


class SourceList(ProjectListView):
    model = models.Source
    filterset_class = filters.SourceFilter
    template_name = "incidents/source_list.html"
    menus = ("kind", "reliability")
    sort = ("name", "id")
