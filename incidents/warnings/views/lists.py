"""The list of warnings."""

from django.urls import reverse
from django.utils.translation import gettext as _

from incidents.findings.vocabulary import WARNING_PARTS
from incidents.records.views.listing import ProjectListView
from incidents.series.list_filters import point_shown, shown_series
from incidents.series.views import new_series_url
from incidents.warnings.filters import WarningFilter
from incidents.warnings.models import Warning


class WarningList(ProjectListView):
    model = Warning
    filterset_class = WarningFilter
    template_name = "incidents/warnings/list.html"
    related = ("issuer", "recipient", "incident")
    sorts = {"date": "date_latest", "state": "state", "updated": "updated"}
    sort = "-date"

    def context(self, page):
        """Add the series that counts the listed warnings, or whose incidents they are about."""
        found = super().context(page) | self.behind()
        found["series_url"] = new_series_url(self.request, self.project, "warnings")
        return found

    def behind(self) -> dict:
        """The series and the part of its finding in words, and the URL of its chart; {} for all."""
        asked = self.found.form.cleaned_data if self.found.is_valid() else {}
        if not asked.get("series"):
            return {}
        words, series = point_shown(asked, self.request.user)
        if words:
            return {"behind": words, "behind_url": reverse("figure", args=[series.pk])}
        series = shown_series(asked, self.request.user)
        if series is None or series.record_type != "incident":
            return {}
        part = _(WARNING_PARTS[asked.get("finding") or "warning_of_member"])
        return {
            "behind": f"{series.title}: {part}",
            "behind_url": reverse("figure", args=[series.pk]),
        }
