"""Forms of warnings and allegations, and of the rows that say who claims and who judges."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents import models
from incidents.forms.base import DoorForm, RecordForm
from incidents.forms.dates import DateExpressionField


class IncidentLinkForm(DoorForm):
    class Meta:
        model = models.IncidentLink
        fields = ["kind", "to", "status", "target_mismatch", "note"]
        help_texts = {
            "kind": _("Reads from this incident to the other."),
            "target_mismatch": _("Such as a strike on a group that had no part in the attack."),
        }


class WarningForm(RecordForm):
    date = DateExpressionField(label=_("Issued"))

    class Meta:
        model = models.Warning
        fields = [
            "title", "issuer", "recipient", "incident", "date", "date_words", "specificity",
            "channel", "heeded", "recipient_position", "note",
        ]  # fmt: skip
        help_texts = {"date_words": _("“Days before”: as the source put it.")}


class AllegationForm(RecordForm):
    date = DateExpressionField(label=_("Made"))
    url = forms.URLField(
        label=_("First appeared at"), required=False, max_length=500, assume_scheme="https"
    )

    class Meta:
        model = models.Allegation
        fields = [
            "proposition", "kind", "subject", "target", "date", "date_words", "incident",
            "warning", "umbrella", "url", "note",
        ]  # fmt: skip
        help_texts = {
            "proposition": _("What is claimed, as a sentence. Who claims it is added afterwards."),
            "subject": _("Whom it is about."),
            "target": _("For or against whom that party is said to act."),
        }


class ClaimantForm(DoorForm):
    class Meta:
        model = models.Claimant
        fields = ["actor", "name", "country", "is_passive", "note"]
        help_texts = {
            "name": _("Where no actor is named: “voices in India”."),
            "country": _("ISO code of where the voices are."),
            "is_passive": _("The text says that it is said, and leaves open by whom."),
        }


class VerdictForm(DoorForm):
    date = DateExpressionField(label=_("When"))

    class Meta:
        model = models.Verdict
        fields = [
            "reviewer_kind", "reviewer", "rating", "words", "scope_note", "rating_value", "date",
            "note",
        ]  # fmt: skip
        help_texts = {
            "words": _("The reviewer's own, such as “dubiously”."),
            "scope_note": _("How far it reaches: “Russia only”."),
            "rating_value": _("1 (false) to 5 (true), where the reviewer gave a number."),
        }
