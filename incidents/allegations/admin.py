"""Admin of allegations and their child rows."""

from django.db import models as django_models

from ctplatform.curation.admin import ChildInline
from incidents.allegations.models import AllegationSubject, Claimant, Verdict
from incidents.records.admin import RecordAdmin, RowAdmin


class AllegationSubjectInline(ChildInline):
    model = AllegationSubject


class ClaimantInline(ChildInline):
    model = Claimant


class VerdictInline(ChildInline):
    model = Verdict


class AllegationAdmin(RecordAdmin):
    list_display = ("__str__", "kind", "subject", "incident", "date", "state", "project")
    list_filter = ("state", "kind", "project")
    list_select_related = ("project", "subject", "incident")
    autocomplete_fields = ("subject", "target", "incident", "warning", "relation", "umbrella")
    inlines = (AllegationSubjectInline, ClaimantInline, VerdictInline)
    formfield_overrides = {django_models.URLField: {"assume_scheme": "https"}}


class AllegationSubjectAdmin(RowAdmin):
    list_display = ("allegation", "actor", "updated")
    list_filter = ("allegation__project",)
    list_select_related = ("allegation", "actor")
    search_fields = ("actor__search_text", "allegation__search_text")
    autocomplete_fields = ("allegation", "actor")


class ClaimantAdmin(RowAdmin):
    list_display = ("__str__", "allegation", "country", "is_passive", "updated")
    list_filter = ("is_passive", "allegation__project")
    list_select_related = ("allegation", "actor")
    search_fields = ("name", "actor__search_text", "allegation__search_text")
    autocomplete_fields = ("allegation", "actor")


class VerdictAdmin(RowAdmin):
    list_display = ("allegation", "rating", "reviewer_kind", "reviewer", "scope_note", "date")
    list_filter = ("rating", "reviewer_kind", "allegation__project")
    list_select_related = ("allegation", "reviewer")
    search_fields = ("scope_note", "words", "allegation__search_text")
    autocomplete_fields = ("allegation", "reviewer")
