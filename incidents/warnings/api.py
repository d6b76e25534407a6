"""API of warnings."""

from ctplatform.curation.api.resources import CuratedViewSet
from ctplatform.exchange.api import ExportMixin
from incidents.actors.models.actors import Actor
from incidents.events.api.links import BOUNDS
from incidents.events.models.incidents import Incident
from incidents.records.api.dates import ReadsDates
from incidents.records.api.serializers import (
    READ_ONLY,
    RECORD_TAIL,
    OwnedSerializer,
    visible_reference,
)
from incidents.warnings.filters import WarningFilter
from incidents.warnings.models import Warning


class WarningSerializer(ReadsDates, OwnedSerializer):
    """`date` is when it was issued; `incident` is the incident that it was about, if known."""

    issuer = visible_reference(Actor)
    recipient = visible_reference(Actor)
    incident = visible_reference(Incident)

    class Meta:
        model = Warning
        fields = [
            "id",
            "project",
            "title",
            "issuer",
            "recipient",
            "incident",
            "date",
            "date_expression",
            "date_reference",
            "date_event",
            "date_words",
            *BOUNDS,
            "specificity",
            "channel",
            "heeded",
            "recipient_position",
            "note",
            *RECORD_TAIL,
        ]
        read_only_fields = [*READ_ONLY, *BOUNDS]
        validators = []


class WarningViewSet(ExportMixin, CuratedViewSet):
    model = Warning
    serializer_class = WarningSerializer
    filterset_class = WarningFilter
    related = ("project",)
    ordering_fields = ("title", "date_earliest", "updated")
