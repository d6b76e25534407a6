"""The pages of allegations: their list, and that of one."""

import orjson
from django.db.models import Prefetch
from django.views.decorators.http import require_safe

from ctplatform.access.export_rights import passed_on
from ctplatform.exchange.registry import find_format
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
        claim_review=claim_review_of(request, record),
    )


def claim_review_of(request, record) -> str:
    """The allegation as ClaimReview (JSON-LD), which search engines read from its page.

    "" unless it is published in a public project and the reader may take it along as a whole.
    """
    project = record.project
    if record.state != "published" or project is None or project.visibility != "public":
        return ""
    rows = passed_on(Allegation.objects.visible_to(request.user), request.user)
    writer = find_format("allegations", "claim_review")
    address = request.build_absolute_uri("/api/v1/")
    text = b"".join(writer.pieces(rows.filter(pk=record.pk), request.user, address)).decode()
    return text if orjson.loads(text)["@graph"] else ""
