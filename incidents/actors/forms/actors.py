"""The form of an actor."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents.actors.models.actors import Actor
from incidents.actors.services import create_actor
from incidents.records.forms.base import RecordForm
from incidents.records.forms.dates import DateExpressionField


class ActorForm(RecordForm):
    active = DateExpressionField(label=_("Active"))
    founded = DateExpressionField(label=_("Founded"))
    ended = DateExpressionField(label=_("Ended"))
    aliases = forms.CharField(
        label=_("Other names, one a line"), required=False, widget=forms.Textarea
    )

    class Meta:
        model = Actor
        fields = [
            "name",
            "kind",
            "person_sensitivity",
            "description",
            "country",
            "active",
            "founded",
            "ended",
            "membership_origins",
            "wikidata",
            "ucdp_actor_id",
            "acled_inter",
            "marking",
        ]
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

    def create(self, values, **why):
        """Make an actor with its other names."""
        return create_actor(values, aliases=self.cleaned_data["aliases"], **why)
