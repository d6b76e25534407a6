"""The pages of allegations: their list, and that of one."""

from django.db.models import Prefetch
from django.views.decorators.http import require_safe

from incidents import filters, models
from incidents.records.views.listing import ProjectListView
from incidents.records.views.pages import find_record, record_page

LISTED = 50


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


@require_safe
def allegation_page(request, pk):
    """An allegation: always with its claimants and what was found about it."""
    seen = models.Allegation.objects.visible_to(request.user)
    rows = models.Allegation.objects.with_voices().select_related(
        "project", "created_by", "incident", "warning"
    )
    record = find_record(request, rows, pk)
    cases = seen.filter(umbrella=record).exclude(state="withdrawn")
    return record_page(
        request,
        record,
        "incidents/allegations/page.html",
        umbrella=seen.filter(pk=record.umbrella_id).first(),
        relation=models.ActorRelation.objects.visible_to(request.user)
        .filter(pk=record.relation_id)
        .select_related("subject", "object", "place", "claimant")
        .first(),
        cases=cases.with_voices().order_by("id")[:LISTED],
    )
