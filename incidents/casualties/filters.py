"""Filters of casualty estimates."""

from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.records.filters import (
    ProjectFilter,
    RowFilter,
)


class CasualtyEstimateFilter(RowFilter):
    project = ProjectFilter("incident__project")

    class Meta:
        model = CasualtyEstimate
        fields = [
            "incident",
            "kind",
            "selected",
            "source",
            "qualifier",
            "includes_perpetrators",
            "credibility",
            "selection_method",
        ]
