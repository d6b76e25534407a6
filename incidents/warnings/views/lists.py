"""The list of warnings."""

from incidents.records.views.listing import ProjectListView
from incidents.warnings.filters import WarningFilter
from incidents.warnings.models import Warning


class WarningList(ProjectListView):
    model = Warning
    filterset_class = WarningFilter
    template_name = "incidents/warnings/list.html"
    related = ("issuer", "recipient", "incident")
    sorts = {"date": "date_latest", "state": "state", "updated": "updated"}
    sort = "-date"
