"""The list of assessments."""

from django.db.models import Prefetch

from incidents.assessments.filters import AssessmentFilter
from incidents.assessments.models.assessments import Assessment
from incidents.assessments.models.judgements import Judgement
from incidents.records import sort_columns
from incidents.records.views.listing import ProjectListView


class AssessmentList(ProjectListView):
    model = Assessment
    filterset_class = AssessmentFilter
    template_name = "incidents/assessments/list.html"
    related = ("holder",)

    @property
    def prefetch(self):
        judged = Judgement.objects.visible_to(self.request.user)
        return (Prefetch("judgements", judged.order_by("-made_at", "-id"), to_attr="dated"),)

    sorts = sort_columns.ASSESSMENTS
    changes = ("kind", "confidence", "marking")
