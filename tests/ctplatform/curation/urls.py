"""The API as it is, with two plain curated resources beside it."""

from django.urls import include, path
from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from ctplatform.accounts.models import Project
from ctplatform.curation.api.resources import CuratedRowViewSet, CuratedViewSet
from ctplatform.rest.fields import VisibleRelatedField, VisibleSlugField
from incidents.models import CasualtyEstimate, Incident


class RecordSerializer(serializers.ModelSerializer):
    project = VisibleSlugField(model=Project)

    class Meta:
        model = Incident
        fields = ["id", "project", "title", "summary", "date", "absences", "state", "version"]
        read_only_fields = ["id", "state", "version"]


class RowSerializer(serializers.ModelSerializer):
    incident = VisibleRelatedField(model=Incident)

    class Meta:
        model = CasualtyEstimate
        fields = ["id", "incident", "kind", "group", "low", "high", "version"]
        read_only_fields = ["id", "version"]


class RecordViewSet(CuratedViewSet):
    model = Incident
    serializer_class = RecordSerializer
    related = ("project",)


class RowViewSet(CuratedRowViewSet):
    model = CasualtyEstimate
    serializer_class = RowSerializer


router = SimpleRouter()
router.register("records", RecordViewSet, "plain-record")
router.register("rows", RowViewSet, "plain-row")

urlpatterns = [
    path("api/v1/", include("ctplatform.api")),
    path("api/v1/", include(router.urls)),
    path("", include("ctplatform.curation.pages.urls")),
]
