"""The page of an incident."""

from django.views.decorators.http import require_safe

from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.casualties.queries import group_by_kind
from incidents.chains.queries import chain_of, loose_links
from incidents.events.models.canonical_ids import canonical_ids
from incidents.events.models.dataset_ids import dataset_ids_of
from incidents.events.models.incident_places import IncidentPlace
from incidents.events.models.incidents import Incident
from incidents.events.models.links import IncidentLink
from incidents.events.models.participations import Participation
from incidents.events.views.maps import dossier_map
from incidents.records.views.merged import prefetch_merged_rows
from incidents.records.views.pages import find_record, record_page
from incidents.responsibility.models.responsibility import ResponsibilityStatement
from incidents.responsibility.queries import level_of_incident


@require_safe
def incident_page(request, pk):
    """An incident: its fields with their passages, statements of responsibility, and its chain."""
    rows = Incident.objects.select_related("project", "created_by", "place__parent")
    record = find_record(request, rows, pk)
    prefetch_merged_rows(
        record, request.user,
        participations=Participation.objects.with_marking_for(request.user)
        .select_related("actor").order_by("id"),
        further_places=IncidentPlace.objects.select_related("place").order_by("id"),
        casualties=CasualtyEstimate.objects.select_related("source").order_by("id"),
    )  # fmt: skip
    for part in record.participations.all():
        part.actor = part.actor.shown_to(request.user)
    statements = ResponsibilityStatement.objects.visible_by_id(request.user)
    statements = list(
        statements.filter(incident__in=record.family_ids())
        .select_related("speaker", "about")
        .order_by("date_earliest", "id")
    )
    steps = chain_of(record, request.user)
    found = [step.record for step in steps if step.kind == "allegation"]
    allegations = [each for each in found if each.of_incident == record.pk]  # not further ones
    return record_page(
        request,
        record,
        "incidents/events/page.html",
        statements=statements,
        standing=level_of_incident(record, statements, allegations),
        chain=steps,
        loose=loose_links(record, request.user),
        dataset_ids=dataset_ids_of(canonical_ids([record.pk], request.user)).get(record.pk, ()),
        own_links=IncidentLink.objects.visible_by_id(request.user)
        .filter(incident__in=record.family_ids())
        .select_related("to", "incident")
        .order_by("id"),
        harms=group_by_kind(record.casualties.all()),
        spot=dossier_map(record, request.user),
        disputed=record.place is not None and record.place.disputed,
    )
