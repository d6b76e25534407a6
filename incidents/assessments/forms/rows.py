"""Forms of judgements, scopes, hypotheses and items of evidence."""

from django.utils.translation import gettext_lazy as _

from incidents.assessments.models.hypotheses import AchItem, Hypothesis
from incidents.assessments.models.judgements import Judgement
from incidents.assessments.models.scopes import AssessmentScope
from incidents.records.forms.base import CurationForm


class JudgementForm(CurationForm):
    class Meta:
        model = Judgement
        fields = ["likelihood", "probability", "confidence", "note"]
        help_texts = {
            "likelihood": _(
                "Dated today by the server. It can be corrected today; from tomorrow on it is kept,"
                " and another view is another judgement."
            ),
            "probability": _("A fraction inside the likelihood's band, such as 0.65."),
            "confidence": _("How well founded, apart from how likely."),
        }


class AssessmentScopeForm(CurationForm):
    class Meta:
        model = AssessmentScope
        fields = ["actor", "place"]


class HypothesisForm(CurationForm):
    class Meta:
        model = Hypothesis
        fields = ["text", "position"]
        help_texts = {"text": _("It excludes the others; say also what nobody here believes.")}


class AchItemForm(CurationForm):
    class Meta:
        model = AchItem
        fields = ["text", "incident", "credibility", "relevance", "position"]
        help_texts = {
            "text": _("An argument, an assumption, or the absence of what one would expect."),
            "credibility": _("Medium, where nothing is chosen."),
        }
