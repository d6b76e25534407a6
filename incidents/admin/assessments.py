"""Assessments and the judgements made of them."""

from django.contrib import admin

from ctplatform.curation.admin import ChildInline
from incidents import models
from incidents.admin.base import RecordAdmin, RowAdmin


class JudgementInline(ChildInline):
    model = models.Judgement


@admin.register(models.Assessment)
class AssessmentAdmin(RecordAdmin):
    list_display = ("__str__", "kind", "likelihood", "confidence", "horizon", "state", "project")
    list_filter = ("state", "kind", "likelihood", "confidence", "project")
    list_select_related = ("project",)
    autocomplete_fields = ("holder", "parent")
    inlines = (JudgementInline,)


@admin.register(models.Judgement)
class JudgementAdmin(RowAdmin):
    list_display = ("date", "assessment", "likelihood", "probability", "confidence", "created_by")
    list_filter = ("likelihood", "confidence", "assessment__project")
    list_select_related = ("assessment", "created_by")
    search_fields = ("assessment__search_text", "note")
    autocomplete_fields = ("assessment",)
    date_hierarchy = "date"
