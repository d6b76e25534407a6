"""Forms of an incident's participants and further places."""

from incidents import models
from incidents.records.forms.base import CurationForm


class ParticipationForm(CurationForm):
    class Meta:
        model = models.Participation
        fields = ["actor", "role", "certainty", "count", "note"]


class IncidentPlaceForm(CurationForm):
    class Meta:
        model = models.IncidentPlace
        fields = ["place", "role", "note"]
