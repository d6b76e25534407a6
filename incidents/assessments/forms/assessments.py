"""The form of an assessment."""

from django.utils.translation import gettext_lazy as _

from incidents.assessments.models.assessments import Assessment
from incidents.records.forms.base import RecordForm
from incidents.records.forms.dates import DateExpressionField


class AssessmentForm(RecordForm):
    date = DateExpressionField(label=_("Made"))
    horizon = DateExpressionField(label=_("Horizon"))

    class Meta:
        model = Assessment
        fields = [
            "statement",
            "kind",
            "holder",
            "parent",
            "argues",
            "restates",
            "date",
            "estimative",
            "is_comparative",
            "likelihood",
            "probability",
            "probability_basis",
            "confidence",
            "confidence_basis",
            "horizon",
            "horizon_source",
            "criteria",
            "resolution_source",
            "marking",
        ]
        help_texts = {
            "likelihood": _("How probable. Kept apart from confidence."),
            "confidence": _("How well founded: sources, argument, assumptions."),
            "estimative": _("The holder's own words, such as “most likely”."),
            "argues": _(
                "Whether it supports or contradicts the other assessment as its holder means "
                "it, even one that something is unlikely."
            ),
            "restates": _("The same judgement, made earlier; it is scored only once."),
            "is_comparative": _("“More likely than”: a rank among several, not a probability."),
            "probability": _("A fraction, such as 0.65. A bare “will” states none."),
            "criteria": _("What has to happen, where and by when, for it to count as true."),
        }
