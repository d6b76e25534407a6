"""The list of assessments."""

from django.db.models import Prefetch
from django.urls import reverse

from incidents.assessments.filters import AssessmentFilter
from incidents.assessments.models.assessments import Assessment
from incidents.assessments.models.judgements import Judgement
from incidents.records import sort_columns
from incidents.records.views.listing import ProjectListView
from incidents.series.list_filters import point_shown
from incidents.series.views import new_series_url


class AssessmentList(ProjectListView):
    model = Assessment
    filterset_class = AssessmentFilter
    template_name = "incidents/assessments/list.html"
    related = ("holder",)

    @property
    def prefetch(self):
        judged = Judgement.objects.visible_to(self.request.user)
        return (Prefetch("judgements", judged.order_by("-made_at", "-id"), to_attr="dated"),)

    def context(self, page):
        """Add the point of a series that the list shows, and the URL of a new series."""
        asked = self.found.form.cleaned_data if self.found.is_valid() else {}
        words, series = point_shown(asked, self.request.user)
        return {
            **super().context(page),
            "behind": words,
            "behind_url": words and reverse("figure", args=[series.pk]),
            "series_url": new_series_url(self.request, self.project, "assessments"),
        }

    sorts = sort_columns.ASSESSMENTS
    changes = ("kind", "confidence", "marking")
