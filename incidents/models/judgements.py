"""Judgements: how likely an analyst here held an assessment, day by day."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated
from incidents import vocabularies
from incidents.models import questions
from incidents.models.assessments import Assessment, probability
from incidents.models.facts import Child, known, term


def last_judged():
    """The day of an assessment's last judgement; null where it has none."""
    rows = Judgement.objects.filter(assessment=OuterRef("pk")).order_by().values("assessment")
    return Subquery(rows.annotate(last=Max("date")).values("last"))


def judged(_before, _after, judgement):
    """Keep what lists of assessments sort by."""
    rows = Assessment.objects.filter(pk=judgement.assessment_id)
    rows.update(last_judged=last_judged())


@curated(
    key="judgement",
    fields=("date", "likelihood", "probability", "confidence", "note"),
    parent="assessment",
    on_change=judged,
)
class Judgement(Child):
    """How likely its analyst (`created_by`) held the assessment on a day; a later view is a row.

    `probability` is a fraction, 0 < p < 1, three places. Without one, the middle of the band of
    `likelihood` is what a score reckons with.
    """

    visible_through = ("assessment",)

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="judgements")
    date = models.DateField(_("on"))
    likelihood = term(vocabularies.LIKELIHOODS, _("likelihood"))
    probability = probability()
    confidence = term(vocabularies.CONFIDENCES, _("confidence"))
    note = models.TextField(_("reasons"), blank=True)

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        constraints = [
            questions.no_certainty("judgement_probability_is_no_certainty"),
            models.CheckConstraint(
                condition=questions.inside_its_band(),
                name="judgement_probability_lies_in_the_band_of_its_likelihood",
                violation_error_message=_("The probability lies outside the likelihood's band."),
            ),
            models.CheckConstraint(
                condition=Q(likelihood__isnull=False)
                | Q(probability__isnull=False)
                | Q(confidence__isnull=False)
                | ~Q(note=""),
                name="judgement_says_something",
                violation_error_message=_(
                    "Give a likelihood, a probability, a confidence or reasons."
                ),
            ),
            known("likelihood", vocabularies.LIKELIHOODS, "judgement_likelihood_is_known"),
            known("confidence", vocabularies.CONFIDENCES, "judgement_confidence_is_known"),
        ]

    def __str__(self):
        return f"{self.date}: {self.get_likelihood_display() or self.probability or '?'}"

    def clean(self):
        super().clean()
        if wrong := questions.check_probability(self):
            raise ValidationError({"probability": wrong})

    @property
    def forecast(self):
        """The fraction that a score reckons with; None where neither number nor term is given."""
        if self.probability is not None:
            return self.probability
        return vocabularies.middle_of(self.likelihood) if self.likelihood else None

    @property
    def probability_basis(self):
        """Whether the analyst stated that fraction, or it was read from the term."""
        if self.probability is not None:
            return "stated"
        return "mapped_from_term" if self.likelihood else "none"

    @property
    def brier(self):
        """(p - o)² of this row; None until the question came true or did not."""
        happened = vocabularies.SCORED.get(self.assessment.outcome)
        if self.forecast is None or happened is None:
            return None
        return float((self.forecast - happened) ** 2)
