"""The filters of takedowns."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.rest.filters import FilterSet, MomentFilter
from incidents.records.filters import ProjectFilter
from incidents.releases.models import Takedown


class TakedownFilter(FilterSet):
    """`release` is the id of a release; `updated_since` looks at the request and the decision."""

    project = ProjectFilter("release__project")
    release = filters.UUIDFilter(field_name="release_id")
    updated_since = MomentFilter(method="requested_or_decided", label=_("Changed since"))

    class Meta:
        model = Takedown
        fields = ["release", "state"]

    def requested_or_decided(self, rows, _name, moment):
        return rows.filter(Q(created__gte=moment) | Q(decided__gte=moment))
