"""The list of warnings."""

from incidents import filters, models
from incidents.records.views.listing import ProjectListView


class WarningList(ProjectListView):
    model = models.Warning
    filterset_class = filters.WarningFilter
    template_name = "incidents/warnings/list.html"
    related = ("issuer", "recipient", "incident")
    sorts = {"date": "date_latest", "state": "state", "updated": "updated"}
    sort = "-date"
