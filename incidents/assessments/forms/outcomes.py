"""The form that turns an assessment into a question, and that resolves the question."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.assessments.models.assessments import Assessment
from incidents.records.forms.base import CurationForm
from incidents.records.forms.dates import DateExpressionField


class OutcomeForm(CurationForm):
    """The horizon, resolution criteria and outcome of a question."""

    horizon = DateExpressionField(label=_("Horizon"))

    class Meta:
        model = Assessment
        fields = [
            "horizon",
            "horizon_source",
            "criteria",
            "resolution_source",
            "outcome",
            "outcome_date",
            "outcome_evidence",
        ]
        widgets = {"outcome_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "criteria": _("What has to happen, where and by when, for it to count as true."),
            "outcome": _(
                "“Open” makes it a question. Once resolved yes or no it is scored; ambiguous, "
                "partly resolved and annulled questions are not."
            ),
            "outcome_evidence": _("Which event, text or figure shows it, and where."),
        }
