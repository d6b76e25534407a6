"""Links between incidents over HTTP."""

from rest_framework import serializers

from ctplatform.curation.api.resources import CuratedRowViewSet
from ctplatform.exchange.api import ExportMixin
from ctplatform.rest.fields import VisibleRelatedField
from incidents.events.filters.links import IncidentLinkFilter
from incidents.events.models.incidents import Incident
from incidents.events.models.links import IncidentLink
from incidents.records.api.rows import READ_ONLY as ROW_READ_ONLY
from incidents.records.api.rows import TAIL
from incidents.records.api.serializers import (
    RowSerializer,
)

BOUNDS = ["date_earliest", "date_latest", "date_precision"]


class IncidentLinkSerializer(RowSerializer):
    """A link between two incidents.

    `from` and `to` are incidents; `lag_days` is null unless both dates are known to the day.
    """

    to = VisibleRelatedField(model=Incident)
    lag_days = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = IncidentLink
        fields = [
            "id",
            "from",
            "kind",
            "to",
            "status",
            "target_mismatch",
            "note",
            "lag_days",
            *TAIL,
        ]
        read_only_fields = ROW_READ_ONLY
        validators = []

    def build_field(self, field_name, *args):
        """`from` is a keyword in Python, so the column is called `incident`."""
        if field_name == "from":
            return VisibleRelatedField, {"model": Incident, "source": "incident"}
        return super().build_field(field_name, *args)


class IncidentLinkViewSet(ExportMixin, CuratedRowViewSet):
    model = IncidentLink
    serializer_class = IncidentLinkSerializer
    filterset_class = IncidentLinkFilter
    related = ("incident", "to")

    def check_create(self, data):
        """The request body calls the parent `from`."""
        given = {"incident": data.get("from")} if isinstance(data, dict) else data
        super().check_create(given)
