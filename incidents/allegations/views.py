"""The list of allegations."""

from django.db.models import Prefetch

from incidents import filters, models
from incidents.records.views.listing import ProjectListView


class AllegationList(ProjectListView):
    """Each allegation is listed with its claimants and verdicts."""

    model = models.Allegation
    filterset_class = filters.AllegationFilter
    template_name = "incidents/allegations/list.html"
    related = ("subject", "target", "incident")
    prefetch = (
        Prefetch("claimants", models.Claimant.objects.select_related("actor").order_by("id")),
        Prefetch(
            "further_subjects",
            models.AllegationSubject.objects.select_related("actor").order_by("id"),
        ),
        Prefetch("verdicts", models.Verdict.objects.select_related("reviewer").order_by("id")),
    )
    sorts = {"state": "state", "updated": "updated"}
