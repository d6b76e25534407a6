"""The form in which an assessment becomes a question, and in which the question is settled."""

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from incidents.forms.base import DoorForm
from incidents.forms.dates import DateExpressionField
from incidents.models import Assessment


class OutcomeForm(DoorForm):
    """`passages` are curation's Passages of the assessment; those chosen go with a proposal."""

    horizon = DateExpressionField(label=_("Horizon"))
    passages = forms.MultipleChoiceField(
        label=_("Passages that show it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Assessment
        fields = [
            "horizon", "horizon_source", "criteria", "resolution_source", "outcome",
            "outcome_date", "outcome_evidence",
        ]  # fmt: skip
        widgets = {"outcome_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "criteria": _("What has to happen, where and by when, for it to count as true."),
            "outcome": _("“Open” makes it a question. Once settled it is scored; what cannot be "
                         "told, came true in part or was annulled is not."),
            "outcome_evidence": _("Which event, text or figure shows it, and where."),
        }  # fmt: skip

    def __init__(self, *args, passages=(), **kwargs):
        super().__init__(*args, **kwargs)
        said = {each.id: Truncator(each.quote).chars(120) for each in passages}
        self.fields["passages"].choices = list(said.items())
        if not said:
            del self.fields["passages"]

    def clean(self):
        cleaned = super().clean()
        cleaned.setdefault("passages", [])
        return cleaned
