"""API of statements of responsibility."""

from ctplatform.curation.api.resources import CuratedRowViewSet
from ctplatform.exchange.api import ExportMixin
from ctplatform.rest.fields import VisibleRelatedField
from incidents.actors.models.actors import Actor
from incidents.events.models.incidents import Incident
from incidents.records.api.dates import ReadsDates
from incidents.records.api.rows import READ_ONLY, TAIL
from incidents.records.api.serializers import RowSerializer
from incidents.responsibility.filters import ResponsibilityFilter
from incidents.responsibility.models.responsibility import ResponsibilityStatement


class ResponsibilitySerializer(ReadsDates, RowSerializer):
    incident = VisibleRelatedField(model=Incident)
    speaker = VisibleRelatedField(model=Actor)
    about = VisibleRelatedField(model=Actor, required=False, allow_null=True)

    class Meta:
        model = ResponsibilityStatement
        fields = [
            "id",
            "incident",
            "speaker",
            "about",
            "kind",
            "date",
            "date_expression",
            "date_reference",
            "date_event",
            "date_words",
            "date_earliest",
            "date_latest",
            "date_precision",
            "mode",
            "channel",
            "authenticity",
            "note",
            *TAIL,
        ]
        read_only_fields = [*READ_ONLY, "date_earliest", "date_latest", "date_precision"]
        validators = []


class ResponsibilityViewSet(ExportMixin, CuratedRowViewSet):
    model = ResponsibilityStatement
    serializer_class = ResponsibilitySerializer
    filterset_class = ResponsibilityFilter
