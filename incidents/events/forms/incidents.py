"""Form of an incident."""

from itertools import chain

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.countries.country_fields import CountriesField
from incidents.events.models.incidents import TYPES, Incident
from incidents.events.models.variables import VARIABLE_FIELDS, VARIABLE_LABELS
from incidents.records.forms.base import RecordForm
from incidents.records.forms.dates import DateExpressionField
from incidents.records.models import term_choices


class TypesField(forms.MultipleChoiceField):
    """Slugs of one of an incident's lists of types."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, name, **kwargs):
        super().__init__(choices=term_choices(TYPES[name]), required=False, **kwargs)


GROUPS = {
    _("Suicide attack, success, damage, doubt"): [
        "suicide",
        "success",
        "property_damage",
        "doubt",
        "doubt_alternative",
    ],
    _("Event type, type of violence, nationality, transnational"): [
        "event_type",
        "sub_event_type",
        "violence_type",
        "target_nationalities",
        "transnational_logistical",
        "transnational_ideological",
        "transnational_miscellaneous",
    ],
}
"""The coded variables that are folded away together; others are in a fold of their own."""


def groups_of_variables():
    """{title: [names]} of all coded variables."""
    others = [name for name in VARIABLE_FIELDS if name not in chain(*GROUPS.values())]
    return GROUPS | ({_("Further coded variables"): others} if others else {})


class IncidentForm(RecordForm):
    rare = {
        _("Targets and weapons"): ["target_types", "weapon_types"],
        _("Where exactly: its own position"): ["place_precision", "lat", "lon", "uncertainty_m"],
        **groups_of_variables(),
        _("Kind of record, event type, origin of the date"): [
            "record_kind",
            "domain",
            "date_basis",
        ],
        _("Embargo, rights, marking"): ["embargo_until", "rights", "marking"],
    }
    date = DateExpressionField(label=_("Date"))
    attack_types = TypesField("attack_types", label=_("Attack types, three at most"))
    target_types = TypesField("target_types", label=_("Target types, three at most"))
    weapon_types = TypesField("weapon_types", label=_("Weapon types, three at most"))
    target_nationalities = CountriesField(label=VARIABLE_LABELS["target_nationalities"])

    class Meta:
        model = Incident
        fields = [
            "title",
            "summary",
            "record_kind",
            "lifecycle",
            "domain",
            "date",
            "date_words",
            "date_basis",
            "place",
            "place_precision",
            "lat",
            "lon",
            "uncertainty_m",
            "country",
            "attack_types",
            "target_types",
            "weapon_types",
            *VARIABLE_FIELDS,
            "embargo_until",
            "rights",
            "marking",
        ]
        widgets = {
            "embargo_until": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
        }
        help_texts = {
            "date_words": _("“Last month”: as the source put it."),
            "place_precision": _("How exactly the source says where it was."),
            "lat": _("Decimal degrees; empty: the position of the place."),
            "uncertainty_m": _("Radius in metres, such as 25000."),
            "country": _("Filled in from the place, if that lies in a country."),
            "success": _("Whether it took place as its means allow, whatever it was to achieve."),
            "sub_event_type": _("The event type follows from it."),
            "doubt_alternative": _("Needed where it is doubted, and only there."),
        }

    def clean(self):
        """Keep the order of types that were chosen before, so that the main type stays first."""
        for name in TYPES:
            chosen, before = self.cleaned_data.get(name) or [], self.initial.get(name) or []
            kept = [each for each in before if each in chosen]
            new = [each for each in chosen if each not in kept]
            self.cleaned_data[name] = [*kept, *new] or None
        return super().clean()
