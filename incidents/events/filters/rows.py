"""Filters of participants and further places of incidents."""

from incidents.events.models.incident_places import IncidentPlace
from incidents.events.models.participations import Participation
from incidents.records.filters import (
    ProjectFilter,
    RowFilter,
)


class ParticipationFilter(RowFilter):
    project = ProjectFilter("incident__project")

    class Meta:
        model = Participation
        fields = ["incident", "actor", "role", "certainty"]


class IncidentPlaceFilter(RowFilter):
    project = ProjectFilter("incident__project")

    class Meta:
        model = IncidentPlace
        fields = ["incident", "place", "role", "country"]
