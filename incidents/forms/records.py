"""Forms of top-level records."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents import models
from incidents.forms.base import RecordForm
from incidents.forms.dates import DateExpressionField
from incidents.models.facts import choices
from incidents.models.incidents import TYPES


class TypesField(forms.MultipleChoiceField):
    """Slugs of one of an incident's lists of types."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, name, **kwargs):
        super().__init__(choices=choices(TYPES[name]), required=False, **kwargs)


class IncidentForm(RecordForm):
    rare = {
        _("Targets and weapons"): ["target_types", "weapon_types"],
        _("Kind of record and of act, where the date comes from"): [
            "record_kind", "domain", "date_basis",
        ],
        _("Embargo, rights, marking"): ["embargo_until", "rights", "marking"],
    }  # fmt: skip
    date = DateExpressionField(label=_("Date"))
    attack_types = TypesField("attack_types", label=_("Attack types, three at most"))
    target_types = TypesField("target_types", label=_("Target types, three at most"))
    weapon_types = TypesField("weapon_types", label=_("Weapon types, three at most"))

    class Meta:
        model = models.Incident
        fields = [
            "title", "summary", "record_kind", "lifecycle", "domain", "date", "date_words",
            "date_basis", "place", "country", "attack_types", "target_types", "weapon_types",
            "embargo_until", "rights", "marking",
        ]  # fmt: skip
        widgets = {
            "embargo_until": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
        }
        help_texts = {
            "date_words": _("“Last month”: as the source put it."),
            "country": _("ISO code; taken from the place where it lies in one."),
        }

    def clean(self):
        """The main type stays first: what was chosen before keeps its order."""
        for name in TYPES:
            chosen, before = self.cleaned_data.get(name) or [], self.initial.get(name) or []
            kept = [each for each in before if each in chosen]
            new = [each for each in chosen if each not in kept]
            self.cleaned_data[name] = [*kept, *new] or None
        return super().clean()


class ActorForm(RecordForm):
    active = DateExpressionField(label=_("Active"))
    founded = DateExpressionField(label=_("Founded"))
    ended = DateExpressionField(label=_("Ended"))
    aliases = forms.CharField(
        label=_("Other names, one a line"), required=False, widget=forms.Textarea
    )

    class Meta:
        model = models.Actor
        fields = [
            "name", "kind", "person_sensitivity", "description", "country", "active", "founded",
            "ended", "membership_origins", "wikidata", "ucdp_actor_id", "acled_inter", "marking",
        ]  # fmt: skip
        help_texts = {
            "person_sensitivity": _(
                "Of an individual. Suspects, victims, private people and minors are shown to the"
                " project's members alone."
            ),
            "membership_origins": _("Told in general. Where people come from is never an actor."),
            "wikidata": _("Such as Q42418."),
            "acled_inter": _("1 to 8."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            del self.fields["aliases"]

    def clean_aliases(self):
        lines = [line.strip() for line in self.cleaned_data["aliases"].splitlines()]
        if any(len(line) > 200 for line in lines):
            raise ValidationError(_("A name has at most 200 characters."))
        return list(dict.fromkeys(filter(None, lines)))


class AssessmentForm(RecordForm):
    date = DateExpressionField(label=_("Made"))
    horizon = DateExpressionField(label=_("Horizon"))

    class Meta:
        model = models.Assessment
        fields = [
            "statement", "kind", "holder", "parent", "restates", "date", "estimative",
            "is_comparative", "likelihood", "probability", "probability_basis", "confidence",
            "confidence_basis", "horizon", "horizon_source", "criteria", "resolution_source",
            "marking",
        ]  # fmt: skip
        help_texts = {
            "likelihood": _("How probable. Kept apart from confidence."),
            "confidence": _("How well founded: sources, argument, assumptions."),
            "estimative": _("The holder's own words, such as “most likely”."),
            "restates": _("The same judgement, made before; it is scored once."),
            "is_comparative": _("“More likely than”: a rank among several, and no probability."),
            "probability": _("A fraction, such as 0.65. A bare “will” states none."),
            "criteria": _("What has to happen, where and by when, for it to count as true."),
        }


class Meta:
    model = models.Place
    fields = ["name", "kind", "parent", "iso_alpha2", "lat", "lon", "uncertainty_m"]
    help_texts = {"uncertainty_m": _("Radius in metres, such as 25000.")}


class SourceForm(forms.ModelForm):
    url = forms.URLField(label=_("Address"), required=False, max_length=500, assume_scheme="https")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = models.Source
        fields = ["name", "kind", "url", "reliability", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
