"""Assessments: what somebody holds to be so, and the dated judgements made of it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated
from incidents import vocabularies
from incidents.models.actors import Actor
from incidents.models.facts import Child, Fact, edtf, known, read_date, term


@curated(
    key="assessment",
    title="statement",
    fields=(
        "statement", "kind", "holder", "parent", "estimative", "likelihood", "confidence",
        "date", "horizon", "horizon_source", "criteria",
    ),
)  # fmt: skip
class Assessment(Fact):
    """A statement that can be right or wrong, as its holder made it on `date`.

    `estimative` are the holder's words ("most likely"); `likelihood` is the ICD 203 term that they
    amount to and is never mixed with `confidence`, which is how well founded it is. `horizon` is
    the date or interval (EDTF) it speaks about, `criteria` what would settle it. `parent` is the
    assessment that this one argues for.
    """

    searched = ("statement",)
    derived = ("search_text", "horizon_latest")
    passage_fields = {
        "statement": _("Statement"), "kind": _("Kind"), "estimative": _("Words of likelihood"),
        "likelihood": _("Likelihood"), "confidence": _("Confidence"), "horizon": _("Horizon"),
        "criteria": _("What would settle it"),
    }  # fmt: skip

    statement = models.TextField(_("statement"))
    kind = term(vocabularies.ASSESSMENT_KINDS, _("kind"))
    holder = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("held by")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("argues for"),
    )  # fmt: skip
    estimative = models.CharField(_("words of likelihood"), max_length=100, null=True, blank=True)
    likelihood = term(vocabularies.LIKELIHOODS, _("likelihood"))
    confidence = term(vocabularies.CONFIDENCES, _("confidence"))
    date = edtf(_("made"))
    horizon = edtf(_("horizon"))
    horizon_source = term(vocabularies.HORIZON_SOURCES, _("horizon is"))
    horizon_latest = models.DateField(null=True, blank=True, editable=False)
    criteria = models.TextField(_("what would settle it"), null=True, blank=True)

    class Meta(Fact.Meta):
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            *Fact.Meta.constraints,
            known("kind", vocabularies.ASSESSMENT_KINDS, "assessment_kind_is_known"),
            known("likelihood", vocabularies.LIKELIHOODS, "assessment_likelihood_is_known"),
            known("confidence", vocabularies.CONFIDENCES, "assessment_confidence_is_known"),
            known(
                "horizon_source", vocabularies.HORIZON_SOURCES, "assessment_horizon_source_is_known"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="assessment_does_not_argue_for_itself",
            ),
        ]

    def __str__(self):
        return self.statement[:80]

    def derive(self):
        super().derive()
        horizon = read_date(self.horizon)
        self.horizon_latest = horizon.latest if horizon else None

    def clean(self):
        super().clean()
        if self.parent_id == self.pk:
            raise ValidationError({"parent": _("An assessment cannot argue for itself.")})

    @property
    def horizon_for_people(self):
        horizon = read_date(self.horizon)
        return horizon.words if horizon else ""


def _inside_its_band():
    """Probability unknown, term unknown, or the probability inside the term's half-open band."""
    inside = Q(likelihood__isnull=True) | Q(probability__isnull=True)
    for slug, band in vocabularies.LIKELIHOODS.items():
        inside |= Q(likelihood=slug, probability__gte=band.low, probability__lt=band.high)
    return inside


@curated(
    key="judgement",
    fields=("date", "likelihood", "probability", "confidence", "note"),
    parent="assessment",
)
class Judgement(Child):
    """How likely somebody here held the assessment on a day; a later view is another row.

    `probability` is a fraction, 0 < p < 1, three places.
    """

    visible_through = ("assessment",)

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="judgements")
    date = models.DateField(_("on"))
    likelihood = term(vocabularies.LIKELIHOODS, _("likelihood"))
    probability = models.DecimalField(
        _("probability"), max_digits=4, decimal_places=3, null=True, blank=True
    )
    confidence = term(vocabularies.CONFIDENCES, _("confidence"))
    note = models.TextField(_("reasons"), blank=True)

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        constraints = [
            models.CheckConstraint(
                condition=Q(probability__isnull=True) | Q(probability__gt=0, probability__lt=1),
                name="judgement_probability_is_no_certainty",
                violation_error_message=_("A probability lies between 0 and 1."),
            ),
            models.CheckConstraint(
                condition=_inside_its_band(),
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
        if self.probability is None:
            return
        if not 0 < self.probability < 1:
            raise ValidationError({"probability": _("Write a number between 0 and 1, as 0.3.")})
        band = vocabularies.LIKELIHOODS.get(self.likelihood)
        if band and not band.low <= self.probability < band.high:
            raise ValidationError(
                {"probability": _("“%(term)s” is %(low)s to below %(high)s.")
                 % {"term": band.label, "low": band.low, "high": band.high}}
            )  # fmt: skip
