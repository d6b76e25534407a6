"""The filters of releases."""

import django_filters as filters

from ctplatform.rest.filters import FilterSet, MomentFilter
from incidents.records.filters import ProjectFilter
from incidents.releases.models import Release


class ReleaseFilter(FilterSet):
    """`updated_since` are the releases that were made or approved since then."""

    project = ProjectFilter()
    name = filters.CharFilter()
    updated_since = MomentFilter(method="moved_since")

    class Meta:
        model = Release
        fields = ["name", "number", "state"]

    def moved_since(self, rows, name, moment):
        return rows.filter(created__gte=moment) | rows.filter(approved__gte=moment)
