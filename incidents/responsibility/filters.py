"""Filters of statements of responsibility."""

from incidents.models import (
    ResponsibilityStatement,
)
from incidents.records.filters import (
    ProjectFilter,
    RowFilter,
)


class ResponsibilityFilter(RowFilter):
    project = ProjectFilter("incident__project")

    class Meta:
        model = ResponsibilityStatement
        fields = ["incident", "speaker", "about", "kind", "mode", "authenticity"]
