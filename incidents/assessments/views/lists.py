"""The list of assessments."""

from django.db.models import Prefetch

from incidents import filters, models
from incidents.records import sort_columns
from incidents.records.views.listing import ProjectListView


class AssessmentList(ProjectListView):
    model = models.Assessment
    filterset_class = filters.AssessmentFilter
    template_name = "incidents/assessments/list.html"
    related = ("holder",)

    @property
    def prefetch(self):
        judged = models.Judgement.objects.visible_to(self.request.user)
        return (Prefetch("judgements", judged.order_by("-made_at", "-id"), to_attr="dated"),)

    sorts = sort_columns.ASSESSMENTS
    changes = ("kind", "confidence", "marking")
