"""Filters of statements of responsibility."""

from incidents.records.filters import (
    ProjectFilter,
    RowFilter,
)
from incidents.responsibility.models.responsibility import ResponsibilityStatement


class ResponsibilityFilter(RowFilter):
    project = ProjectFilter("incident__project")

    class Meta:
        model = ResponsibilityStatement
        fields = ["incident", "speaker", "about", "kind", "mode", "authenticity"]
