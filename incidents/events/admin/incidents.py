"""Incidents and their child rows in the admin."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.admin import ChildInline, CuratedForm
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.countries.country_fields import CountriesField
from incidents.events.models.incident_places import IncidentPlace
from incidents.events.models.incidents import TYPES
from incidents.events.models.links import IncidentLink
from incidents.events.models.participations import Participation
from incidents.records.admin import RecordAdmin, RowAdmin
from incidents.records.models import term_choices
from incidents.responsibility.models.responsibility import ResponsibilityStatement


class ParticipationInline(ChildInline):
    model = Participation


class IncidentPlaceInline(ChildInline):
    model = IncidentPlace


class CasualtyEstimateInline(ChildInline):
    model = CasualtyEstimate


class ResponsibilityInline(ChildInline):
    model = ResponsibilityStatement


class LinkInline(ChildInline):
    model = IncidentLink
    fk_name = "incident"


def types_field(name):
    """A form field for up to three slugs of one of an incident's lists of types."""
    return forms.MultipleChoiceField(
        choices=term_choices(TYPES[name]),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Three at most."),
    )


class IncidentForm(CuratedForm):
    attack_types = types_field("attack_types")
    target_types = types_field("target_types")
    weapon_types = types_field("weapon_types")
    target_nationalities = CountriesField()

    def clean(self):
        for name in TYPES:
            self.cleaned_data[name] = self.cleaned_data.get(name) or None
        return super().clean()


class IncidentAdmin(RecordAdmin):
    form = IncidentForm
    ordering = ("-id",)
    list_display = ("title", "date", "country", "record_kind", "state", "project", "updated")
    list_filter = (
        "state",
        "record_kind",
        "domain",
        "lifecycle",
        "suicide",
        "event_type",
        "violence_type",
        "transnational",
        "doubt",
        "project",
        "country",
    )
    list_select_related = ("project",)
    autocomplete_fields = ("place",)
    inlines = (
        ParticipationInline,
        IncidentPlaceInline,
        CasualtyEstimateInline,
        ResponsibilityInline,
        LinkInline,
    )


class ParticipationAdmin(RowAdmin):
    list_display = ("incident", "actor", "role", "certainty", "updated")
    list_filter = ("role", "certainty", "incident__project")
    list_select_related = ("incident", "actor")
    search_fields = ("incident__search_text", "actor__search_text")
    autocomplete_fields = ("incident", "actor")


class IncidentPlaceAdmin(RowAdmin):
    list_display = ("incident", "place", "role", "country", "updated")
    list_filter = ("role", "incident__project")
    list_select_related = ("incident", "place")
    search_fields = ("incident__search_text", "place__search_text")
    autocomplete_fields = ("incident", "place")
