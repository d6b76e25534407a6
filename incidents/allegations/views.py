"""The pages of allegations: their list, and that of one."""

from django.db.models import Prefetch
from django.views.decorators.http import require_safe

from incidents.actors.models.relations import ActorRelation
from incidents.allegations.filters import AllegationFilter
from incidents.allegations.models import Allegation, AllegationSubject, Claimant, Verdict
from incidents.records.views.listing import ProjectListView
from incidents.records.views.pages import find_record, record_page

LISTED = 50


class AllegationList(ProjectListView):
    """Each allegation is listed with its claimants and verdicts."""

    model = Allegation
    filterset_class = AllegationFilter
    template_name = "incidents/allegations/list.html"
    related = ("subject", "target", "incident")
    prefetch = (
        Prefetch("claimants", Claimant.objects.select_related("actor").order_by("id")),
        Prefetch(
            "further_subjects",
            AllegationSubject.objects.select_related("actor").order_by("id"),
        ),
        Prefetch("verdicts", Verdict.objects.select_related("reviewer").order_by("id")),
    )
    sorts = {"state": "state", "updated": "updated"}


@require_safe
def allegation_page(request, pk):
    """An allegation: always with its claimants and what was found about it."""
    seen = Allegation.objects.visible_to(request.user)
    rows = Allegation.objects.with_voices().select_related(
        "project", "created_by", "incident", "warning"
    )
    record = find_record(request, rows, pk)
    cases = seen.filter(umbrella=record).exclude(state="withdrawn")
    return record_page(
        request,
        record,
        "incidents/allegations/page.html",
        umbrella=seen.filter(pk=record.umbrella_id).first(),
        relation=ActorRelation.objects.visible_to(request.user)
        .filter(pk=record.relation_id)
        .select_related("subject", "object", "place", "claimant")
        .first(),
        cases=cases.with_voices().order_by("id")[:LISTED],
    )
