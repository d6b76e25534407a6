"""The parameters of a project's timeline in the API."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from ctplatform.rest.filters import FilterSet
from incidents.events.models.incidents import Incident
from incidents.records.filters import ProjectFilter, TermFilter
from incidents.timelines.queries import MOST
from incidents.timelines.vocabulary import LANES

MOST_ASKED = 200
"""Items of a lane that may be asked for."""


class TimelineFilter(FilterSet):
    """The period, `from` to `to` (EDTF, such as 2015 or 2015-03), the lanes, and how many items."""

    project = ProjectFilter()
    lane = TermFilter(LANES, _("Lane"), method="read_by_the_view")
    most = filters.NumberFilter(
        label=_("Items of each lane, %d by default") % MOST,
        method="read_by_the_view",
        min_value=1,
        max_value=MOST_ASKED,
        decimal_places=0,
    )

    class Meta:
        model = Incident
        fields = []

    @classmethod
    def get_filters(cls):
        """`from` is a keyword in Python, so it cannot be declared as an attribute."""
        bounds = {"from": _("From (EDTF)"), "to": _("To (EDTF)")}
        return super().get_filters() | {
            name: filters.CharFilter(label=label, method="read_by_the_view", max_length=40)
            for name, label in bounds.items()
        }

    def read_by_the_view(self, rows, name, value):
        return rows
