"""The filters of takedowns."""

import django_filters as filters

from ctplatform.rest.filters import FilterSet
from incidents.records.filters import ProjectFilter
from incidents.releases.models import Takedown


class TakedownFilter(FilterSet):
    """`release` is the id of a release."""

    project = ProjectFilter("release__project")
    release = filters.UUIDFilter(field_name="release_id")

    class Meta:
        model = Takedown
        fields = ["release", "state"]
