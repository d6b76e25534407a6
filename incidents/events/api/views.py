"""Viewsets of incidents, their participants and further places."""

from django.db.models import Prefetch

from ctplatform.curation.api.resources import CuratedRowViewSet, CuratedViewSet
from ctplatform.exchange.api import ExportMixin
from ctplatform.markings.api import ReadersMixin
from incidents import filters, models
from incidents.events.api.publishing import PublishMixin
from incidents.events.api.rows import IncidentPlaceSerializer, ParticipationSerializer
from incidents.events.api.serializers import IncidentSerializer
from incidents.records import sort_columns
from incidents.records.api.facets import FacetsMixin
from incidents.records.api.views import same_named_columns
from incidents.responsibility.api.level import ResponsibilityLevelMixin
from incidents.series.queries.points import affected_series


class IncidentViewSet(
    PublishMixin, ResponsibilityLevelMixin, ReadersMixin, FacetsMixin, ExportMixin, CuratedViewSet
):
    model = models.Incident
    serializer_class = IncidentSerializer
    prefetch = (
        Prefetch(
            "further_places",
            models.IncidentPlace.objects.select_related("place").order_by("id"),
        ),
    )
    filterset_class = filters.IncidentFilter
    related = ("project", "place")
    ordering_fields = {
        **sort_columns.INCIDENTS,
        **same_named_columns("date_earliest", "date_latest"),
    }

    def preview(self, record, into, choices):
        """The preview of a merge, with the series whose buckets will be recounted."""
        found = affected_series([record, into], self.request.user)
        series = [{"id": str(each.pk), "title": each.title, "buckets": n} for each, n in found]
        return super().preview(record, into, choices) | {"series": series}


class ParticipationViewSet(ExportMixin, CuratedRowViewSet):
    model = models.Participation
    serializer_class = ParticipationSerializer
    filterset_class = filters.ParticipationFilter


class IncidentPlaceViewSet(ExportMixin, CuratedRowViewSet):
    model = models.IncidentPlace
    serializer_class = IncidentPlaceSerializer
    filterset_class = filters.IncidentPlaceFilter
    related = ("place",)
