"""API of casualty estimates."""

from rest_framework import serializers

from ctplatform.curation.api.resources import CuratedRowViewSet
from ctplatform.exchange.api import ExportMixin
from ctplatform.rest.fields import VisibleRelatedField
from incidents.casualties.filters import CasualtyEstimateFilter
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.casualties.services import add_casualties
from incidents.events.models.incidents import Incident
from incidents.records.api.rows import READ_ONLY, TAIL
from incidents.records.api.serializers import RowSerializer, visible_reference
from incidents.sources.models import Source


class CasualtyEstimateSerializer(RowSerializer):
    """Figures that are left out are read from `stated`: “more than 150” is low 151.

    `figures` shows the figures in words (“more than 150”). Setting `selected` clears it on the
    estimate of the same `kind` that was selected before.
    """

    incident = VisibleRelatedField(model=Incident)
    source = visible_reference(Source)
    figures = serializers.CharField(read_only=True)

    class Meta:
        model = CasualtyEstimate
        fields = [
            "id",
            "incident",
            "kind",
            "group",
            "low",
            "best",
            "high",
            "qualifier",
            "stated",
            "includes_perpetrators",
            "as_of",
            "source",
            "credibility",
            "selected",
            "selection_method",
            "figures",
            *TAIL,
        ]
        read_only_fields = READ_ONLY
        validators = []


class CasualtyEstimateViewSet(ExportMixin, CuratedRowViewSet):
    model = CasualtyEstimate
    serializer_class = CasualtyEstimateSerializer
    filterset_class = CasualtyEstimateFilter

    def perform_create(self, values):
        return add_casualties(values, **self.why())
