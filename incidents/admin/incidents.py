"""Incidents and their rows."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.admin import ChildInline, CuratedForm
from incidents import models, vocabularies
from incidents.admin.base import RecordAdmin, RowAdmin
from incidents.models.facts import choices


class ParticipationInline(ChildInline):
    model = models.Participation


class CasualtyEstimateInline(ChildInline):
    model = models.CasualtyEstimate


class ResponsibilityInline(ChildInline):
    model = models.ResponsibilityStatement


class IncidentForm(CuratedForm):
    attack_types = forms.MultipleChoiceField(
        choices=choices(vocabularies.ATTACK_TYPES),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Three at most."),
    )

    def clean_attack_types(self):
        return self.cleaned_data["attack_types"] or None


@admin.register(models.Incident)
class IncidentAdmin(RecordAdmin):
    form = IncidentForm
    ordering = ("-id",)
    list_display = ("title", "date", "country", "record_kind", "state", "project", "updated")
    list_filter = ("state", "record_kind", "lifecycle", "project", "country")
    list_select_related = ("project",)
    autocomplete_fields = ("place",)
    inlines = (ParticipationInline, CasualtyEstimateInline, ResponsibilityInline)


@admin.register(models.Participation)
class ParticipationAdmin(RowAdmin):
    list_display = ("incident", "actor", "role", "certainty", "updated")
    list_filter = ("role", "certainty", "incident__project")
    list_select_related = ("incident", "actor")
    search_fields = ("incident__search_text", "actor__search_text")
    autocomplete_fields = ("incident", "actor")


@admin.register(models.CasualtyEstimate)
class CasualtyEstimateAdmin(RowAdmin):
    list_display = ("incident", "kind", "group", "low", "best", "high", "stated", "updated")
    list_filter = ("kind", "qualifier", "incident__project")
    list_select_related = ("incident",)
    search_fields = ("incident__search_text", "stated")
    autocomplete_fields = ("incident",)


@admin.register(models.ResponsibilityStatement)
class ResponsibilityAdmin(RowAdmin):
    list_display = ("incident", "speaker", "kind", "about", "date", "updated")
    list_filter = ("kind", "incident__project")
    list_select_related = ("incident", "speaker", "about")
    search_fields = ("incident__search_text", "speaker__search_text")
    autocomplete_fields = ("incident", "speaker", "about")
