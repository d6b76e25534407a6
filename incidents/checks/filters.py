"""Filters of checks."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.checks.models.checks import DataCheck
from incidents.checks.models.stated_figures import CheckFigure
from incidents.records.filters import (
    MarkingFilter,
    ProjectFilter,
    RecordFilter,
    RowFilter,
    SourcedFilter,
    TermFilter,
)


class CheckFigureFilter(RowFilter):
    project = ProjectFilter("data_check__project")

    class Meta:
        model = CheckFigure
        fields = ["data_check", "source", "qualifier"]


class CheckFilter(RecordFilter):
    facets = {
        "state": "state",
        "outcome": "outcome",
        "comparison": "comparison",
        "override": "override",
        "marking": "marking",
        "unsourced": "",
    }
    unsourced = SourcedFilter()
    outcome = TermFilter(vocabularies.CHECK_OUTCOMES, _("Outcome"))
    comparison = TermFilter(vocabularies.CHECK_COMPARISONS, _("Compares"))
    override = TermFilter(vocabularies.OVERRIDES, _("Set by a reviewer"))
    marking = MarkingFilter()
    resolves = filters.BooleanFilter(label=_("The assessment's outcome rests on it"))
    series = filters.UUIDFilter(label=_("Counts"))
    incident = filters.UUIDFilter(label=_("Incident"))
    actor = filters.UUIDFilter(label=_("Actor"))
    assessment = filters.UUIDFilter(label=_("Assessment"))
    source = filters.UUIDFilter(label=_("Source of the claim"))

    class Meta:
        model = DataCheck
        fields = []
