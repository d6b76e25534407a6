"""What is linked, warned of and alleged."""

from django.contrib import admin
from django.db import models as django_models

from ctplatform.curation.admin import ChildInline
from incidents import models
from incidents.admin.base import RecordAdmin, RowAdmin


class ClaimantInline(ChildInline):
    model = models.Claimant


class VerdictInline(ChildInline):
    model = models.Verdict


@admin.register(models.Warning)
class WarningAdmin(RecordAdmin):
    list_display = (
        "title", "issuer", "recipient", "incident", "date", "heeded", "state", "project",
    )  # fmt: skip
    list_filter = ("state", "heeded", "specificity", "channel", "project")
    list_select_related = ("project", "issuer", "recipient", "incident")
    autocomplete_fields = ("issuer", "recipient", "incident")


@admin.register(models.Allegation)
class AllegationAdmin(RecordAdmin):
    list_display = ("__str__", "kind", "subject", "incident", "date", "state", "project")
    list_filter = ("state", "kind", "project")
    list_select_related = ("project", "subject", "incident")
    autocomplete_fields = ("subject", "target", "incident", "warning", "relation", "umbrella")
    inlines = (ClaimantInline, VerdictInline)
    formfield_overrides = {django_models.URLField: {"assume_scheme": "https"}}


@admin.register(models.IncidentLink)
class IncidentLinkAdmin(RowAdmin):
    list_display = ("incident", "kind", "to", "status", "target_mismatch", "updated")
    list_filter = ("kind", "status", "target_mismatch", "incident__project")
    list_select_related = ("incident", "to")
    search_fields = ("incident__search_text", "to__search_text")
    autocomplete_fields = ("incident", "to")


@admin.register(models.Claimant)
class ClaimantAdmin(RowAdmin):
    list_display = ("__str__", "allegation", "country", "is_passive", "updated")
    list_filter = ("is_passive", "allegation__project")
    list_select_related = ("allegation", "actor")
    search_fields = ("name", "actor__search_text", "allegation__search_text")
    autocomplete_fields = ("allegation", "actor")


@admin.register(models.Verdict)
class VerdictAdmin(RowAdmin):
    list_display = ("allegation", "rating", "reviewer_kind", "reviewer", "scope_note", "date")
    list_filter = ("rating", "reviewer_kind", "allegation__project")
    list_select_related = ("allegation", "reviewer")
    search_fields = ("scope_note", "words", "allegation__search_text")
    autocomplete_fields = ("allegation", "reviewer")
