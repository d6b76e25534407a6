"""Forms of an incident's participants and further places."""

from incidents.events.models.incident_places import IncidentPlace
from incidents.events.models.participations import Participation
from incidents.records.forms.base import CurationForm


class ParticipationForm(CurationForm):
    class Meta:
        model = Participation
        fields = ["actor", "role", "certainty", "count", "note"]


class IncidentPlaceForm(CurationForm):
    class Meta:
        model = IncidentPlace
        fields = ["place", "role", "note"]
