"""The list of warnings."""

from django.urls import reverse
from django.utils.translation import gettext as _

from incidents.findings.vocabulary import WARNING_PARTS
from incidents.records.views.listing import ProjectListView
from incidents.series.models.series import Series
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
        """Add the series whose incidents the listed warnings are about."""
        return super().context(page) | self.behind()

    def behind(self) -> dict:
        """The series and the part of its finding in words, and the URL of its chart; {} for all."""
        asked = self.found.form.cleaned_data if self.found.is_valid() else {}
        if not asked.get("series"):
            return {}
        rows = Series.objects.visible_to(self.request.user)
        series = rows.filter(pk=asked["series"]).first()
        if series is None:
            return {}
        part = _(WARNING_PARTS[asked.get("finding") or "warning_of_member"])
        return {
            "behind": f"{series.title}: {part}",
            "behind_url": reverse("figure", args=[series.pk]),
        }
