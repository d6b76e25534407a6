"""Forms of allegations and of their claimants, further subjects and verdicts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.allegations.models import Allegation, AllegationSubject, Claimant, Verdict
from incidents.records.forms.base import CurationForm, RecordForm
from incidents.records.forms.dates import DateExpressionField


class AllegationForm(RecordForm):
    date = DateExpressionField(label=_("Made"))
    url = forms.URLField(
        label=_("First appeared at"), required=False, max_length=500, assume_scheme="https"
    )

    class Meta:
        model = Allegation
        fields = [
            "proposition",
            "kind",
            "subject",
            "target",
            "date",
            "date_words",
            "incident",
            "warning",
            "umbrella",
            "url",
            "note",
        ]
        help_texts = {
            "proposition": _("What is claimed, as a sentence. Who claims it is added afterwards."),
            "subject": _("Whom it is about. Further ones are added afterwards."),
            "target": _("For or against whom that party is said to act."),
        }


class AllegationSubjectForm(CurationForm):
    class Meta:
        model = AllegationSubject
        fields = ["actor", "note"]


class ClaimantForm(CurationForm):
    class Meta:
        model = Claimant
        fields = ["actor", "name", "country", "is_passive", "note"]
        help_texts = {
            "name": _("Where no actor is named: “voices in India”."),
            "country": _("The country of those who claim it, if only that is known."),
            "is_passive": _("The text says that it is said, and leaves open by whom."),
        }


class VerdictForm(CurationForm):
    date = DateExpressionField(label=_("When"))

    class Meta:
        model = Verdict
        fields = [
            "reviewer_kind",
            "reviewer",
            "rating",
            "words",
            "scope_note",
            "rating_value",
            "date",
            "note",
        ]
        help_texts = {
            "words": _("The reviewer's own, such as “dubiously”."),
            "scope_note": _("How far it reaches: “Russia only”."),
            "rating_value": _("1 (false) to 5 (true), where the reviewer gave a number."),
        }
