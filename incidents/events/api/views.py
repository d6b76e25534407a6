"""Viewsets of incidents, their participants and further places."""

from ctplatform.curation.api.resources import CuratedRowViewSet, CuratedViewSet
from ctplatform.exchange.api import ExportMixin, LossyExportMixin
from ctplatform.markings.api import ReadersMixin
from incidents.events.api.publishing import PublishMixin
from incidents.events.api.rows import IncidentPlaceSerializer, ParticipationSerializer
from incidents.events.api.serializers import IncidentSerializer
from incidents.events.filters.incidents import IncidentFilter
from incidents.events.filters.rows import IncidentPlaceFilter, ParticipationFilter
from incidents.events.models.incident_places import IncidentPlace
from incidents.events.models.incidents import Incident
from incidents.events.models.participations import Participation
from incidents.events.queries.record_kinds import kinds_among
from incidents.records import sort_columns
from incidents.records.api.facets import FacetsMixin
from incidents.records.api.views import same_named_columns
from incidents.responsibility.api.level import ResponsibilityLevelMixin
from incidents.series.queries.points import affected_series


class IncidentViewSet(
    PublishMixin,
    ResponsibilityLevelMixin,
    ReadersMixin,
    FacetsMixin,
    LossyExportMixin,
    CuratedViewSet,
):
    model = Incident
    serializer_class = IncidentSerializer
    filterset_class = IncidentFilter
    related = ("project", "place")
    ordering_fields = {
        **sort_columns.INCIDENTS,
        **same_named_columns("date_earliest", "date_latest"),
    }

    def more_about_facets(self, counts):
        """`kinds`: the total by kind of record."""
        asked = self.request.query_params.getlist("record_kind")
        return {"kinds": kinds_among(counts["record_kind"], asked)}

    def preview(self, record, into, choices):
        """The preview of a merge, with the series whose buckets will be recounted."""
        found = affected_series([record, into], self.request.user)
        series = [{"id": str(each.pk), "title": each.title, "buckets": n} for each, n in found]
        return super().preview(record, into, choices) | {"series": series}


class ParticipationViewSet(ExportMixin, CuratedRowViewSet):
    model = Participation
    serializer_class = ParticipationSerializer
    filterset_class = ParticipationFilter


class IncidentPlaceViewSet(ExportMixin, CuratedRowViewSet):
    model = IncidentPlace
    serializer_class = IncidentPlaceSerializer
    filterset_class = IncidentPlaceFilter
    related = ("place",)
