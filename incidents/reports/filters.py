"""Filters of reports."""

from incidents.records.filters import MarkingFilter, RecordFilter
from incidents.reports.models import Report


class ReportFilter(RecordFilter):
    facets = {"state": "state", "marking": "marking"}
    marking = MarkingFilter()

    class Meta:
        model = Report
        fields = []
