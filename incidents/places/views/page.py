"""The page of a place."""

from django.db.models import Q
from django.views.decorators.http import require_safe

from ctplatform.accounts.current_project.context import find_project
from incidents.events.models.incident_places import IncidentPlace, with_further
from incidents.events.models.incidents import Incident
from incidents.events.views.maps import place_map
from incidents.places.models.places import Place
from incidents.records.views.pages import find_record, record_page

LISTED = 50


@require_safe
def place_page(request, pk):
    """A place: its fields, the incidents there, and the places that lie in it."""
    rows = Place.objects.select_related("project", "created_by", "parent")
    record = find_record(request, rows, pk)
    project = record.project or find_project(request)
    family, seen = record.family_ids(), request.user
    further = IncidentPlace.objects.visible_to(seen)
    here = Incident.objects.visible_to(seen).filter(
        Q(place__in=family) | with_further(further, place__in=family),
        project=project,
        merged_into=None,
    )
    parts = Place.objects.visible_to(seen).filter(parent__in=family, merged_into=None)
    parts = parts.filter(Q(project=project) | Q(project=None))
    return record_page(
        request,
        record,
        "incidents/places/page.html",
        project=project,
        incidents=here.exclude(state="withdrawn").order_by("-id")[:LISTED],
        parts=parts.exclude(state="withdrawn").order_by("name")[:LISTED],
        spot=place_map(record, project, request.user),
        disputed=record.disputed,
        doubts=record.doubts_for(request.user),
    )
