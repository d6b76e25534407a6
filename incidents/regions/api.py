"""region-sets/: regions as named sets of countries."""

import django_filters as filters
from django.db.models import Q
from rest_framework import serializers

from ctplatform.accounts.api import ProjectField
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import RecordViewSet
from incidents.regions import services as regions_services
from incidents.regions.models import RegionSet


class RegionSetSerializer(ModelSerializer):
    """A region set; `project` is null for a shared set; `definition` describes it in words.

    A project's set replaces the shared one of the same key within the project, so that
    `within=south-asia` then means the project's. The key cannot be changed.
    """

    project = ProjectField()
    countries = serializers.ListField(child=serializers.CharField(max_length=2))
    definition = serializers.CharField(read_only=True)

    fixed = ("project", "key")

    class Meta:
        model = RegionSet
        fields = [
            "id",
            "project",
            "key",
            "name",
            "countries",
            "note",
            "definition",
            "version",
            "created",
            "updated",
        ]
        read_only_fields = ["id", "version", "created", "updated"]
        validators = []  # the service validates


class RegionSetFilter(FilterSet):
    project = filters.CharFilter(method="of_project_or_shared")

    class Meta:
        model = RegionSet
        fields = ["key"]

    def of_project_or_shared(self, rows, name, value):
        return rows.filter(Q(project__slug=value) | Q(project=None))


class RegionSetViewSet(RecordViewSet):
    """Shared region sets and those of projects that the user may read; editors change theirs."""

    model = RegionSet
    write_scope = Scope.ANNOTATE
    serializer_class = RegionSetSerializer
    filterset_class = RegionSetFilter
    related = ("project",)
    ordering_fields = ("key", "name")
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def check_write(self, record):
        regions_services.require_may_change_region_set(record, by=self.request.user)

    def perform_create(self, values):
        return regions_services.create_region_set(by=self.request.user, **values)

    def perform_update(self, record, values, version):
        for name in ("project", "key"):
            values.pop(name, None)
        return regions_services.change_region_set(
            record, values, by=self.request.user, expected_version=version
        )

    def perform_destroy(self, record, version):
        regions_services.delete_region_set(record, by=self.request.user, expected_version=version)
