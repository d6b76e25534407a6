"""Admin of assessments and their child rows."""

from ctplatform.curation.admin import ChildInline
from incidents.assessments.models.hypotheses import AchItem, Hypothesis
from incidents.assessments.models.judgements import Judgement
from incidents.assessments.models.scopes import AssessmentScope
from incidents.records.admin import RecordAdmin, RowAdmin


class JudgementInline(ChildInline):
    model = Judgement


class AssessmentScopeInline(ChildInline):
    model = AssessmentScope


class HypothesisInline(ChildInline):
    model = Hypothesis


class AchItemInline(ChildInline):
    model = AchItem


class AssessmentAdmin(RecordAdmin):
    list_display = (
        "__str__",
        "kind",
        "likelihood",
        "confidence",
        "horizon",
        "outcome",
        "state",
        "project",
    )
    list_filter = ("state", "kind", "likelihood", "confidence", "outcome", "project")
    list_select_related = ("project",)
    autocomplete_fields = ("holder", "parent", "restates")
    inlines = (JudgementInline, AssessmentScopeInline, HypothesisInline, AchItemInline)


class OfAssessmentAdmin(RowAdmin):
    list_filter = ("assessment__project",)
    list_select_related = ("assessment", "created_by")
    search_fields = ("assessment__search_text",)
    autocomplete_fields = ("assessment",)


class JudgementAdmin(OfAssessmentAdmin):
    list_display = ("date", "assessment", "likelihood", "probability", "confidence", "created_by")
    list_filter = ("likelihood", "confidence", "assessment__project")
    search_fields = ("assessment__search_text", "note")
    date_hierarchy = "date"


class AssessmentScopeAdmin(OfAssessmentAdmin):
    list_display = ("assessment", "actor", "place")
    list_select_related = ("assessment", "actor", "place")
    autocomplete_fields = ("assessment", "actor", "place")


class HypothesisAdmin(OfAssessmentAdmin):
    list_display = ("text", "assessment", "position", "created_by")
    search_fields = ("assessment__search_text", "text")


class AchItemAdmin(OfAssessmentAdmin):
    list_display = ("__str__", "assessment", "credibility", "relevance", "created_by")
    list_select_related = ("assessment", "incident", "created_by")
    search_fields = ("assessment__search_text", "text")
    autocomplete_fields = ("assessment", "incident")
