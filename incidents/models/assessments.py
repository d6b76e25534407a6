"""Assessments: what somebody holds to be so, until when, and what became of it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated
from ctplatform.markings.levels import guard, lowered
from ctplatform.markings.models import Marked, marking_is_known
from incidents import estimative, vocabularies
from incidents.models import questions
from incidents.models.actors import Actor
from incidents.models.facts import (
    Child,
    Fact,
    edtf,
    fold,
    known,
    listed_by,
    rank_of,
    read_date,
    sorted_name,
    term,
)
from incidents.models.places import Place

FOLDED = 100  # characters of a statement that lists are sorted by
LONGEST_CHAIN = 50  # arguments of arguments that are followed


def above(label):
    """A reference to another assessment."""
    return models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def probability():
    return models.DecimalField(
        _("probability"), max_digits=4, decimal_places=3, null=True, blank=True
    )


@curated(
    key="assessment",
    title="statement",
    fields=(
        "statement", "kind", "holder", "parent", "restates", "estimative", "is_comparative",
        "likelihood", "probability", "probability_basis", "confidence", "confidence_basis",
        "date", "horizon", "horizon_source", "criteria", "resolution_source",
        "outcome", "outcome_date", "outcome_evidence", "marking",
    ),
    grave=lowered,
    guard=guard,
)  # fmt: skip
class Assessment(Marked, Fact):
    """A statement that can be right or wrong, as its holder made it on `date`.

    `estimative` are the holder's words ("most likely"); `likelihood` is the ICD 203 term that they
    amount to, `probability` a fraction (0 < p < 1, three places) and `probability_basis` who gave
    it. None of them is mixed with `confidence`, which is how well founded the statement is.
    `horizon` is the date or interval (EDTF) it speaks about, `criteria` what would settle it.
    `parent` is the assessment that this one argues for, `restates` the one it says again.

    It is a question that can be scored once it has an `outcome`, which begins as "open";
    `outcome_date` is the day the outcome was known, `outcome_evidence` what shows it.

    Lists sort by how the statement begins, `folded`, by the names of its kind and outcome, folded
    too, by the ranks of the two scales, the least first, and by `last_judged`, the day of the last
    of its judgements.
    """

    visible_through = ("holder",)
    searched = ("statement",)
    derived = (
        "search_text", "horizon_latest", "folded", "kind_name", "outcome_name", "likelihood_rank",
        "confidence_rank",
    )  # fmt: skip
    summed = ("last_judged",)
    passage_fields = {
        "statement": _("Statement"), "kind": _("Kind"), "estimative": _("Words of likelihood"),
        "likelihood": _("Likelihood"), "probability": _("Probability"),
        "confidence": _("Confidence"), "confidence_basis": _("What the confidence rests on"),
        "horizon": _("Horizon"), "criteria": _("What would settle it"),
        "resolution_source": _("Where that is looked up"), "outcome": _("Outcome"),
    }  # fmt: skip

    statement = models.TextField(_("statement"))
    kind = term(vocabularies.ASSESSMENT_KINDS, _("kind"))
    holder = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("held by")
    )
    parent = above(_("argues for"))
    restates = above(_("says again"))
    estimative = models.CharField(_("words of likelihood"), max_length=100, null=True, blank=True)
    is_comparative = models.BooleanField(_("only compares"), default=False)
    likelihood = term(vocabularies.LIKELIHOODS, _("likelihood"))
    probability = probability()
    probability_basis = term(vocabularies.PROBABILITY_BASES, _("probability is"))
    confidence = term(vocabularies.CONFIDENCES, _("confidence"))
    confidence_basis = models.TextField(_("what the confidence rests on"), null=True, blank=True)
    date = edtf(_("made"))
    horizon = edtf(_("horizon"))
    horizon_source = term(vocabularies.HORIZON_SOURCES, _("horizon is"))
    horizon_latest = models.DateField(null=True, blank=True, editable=False)
    criteria = models.TextField(_("what would settle it"), null=True, blank=True)
    resolution_source = models.TextField(_("where that is looked up"), null=True, blank=True)
    outcome = term(vocabularies.OUTCOMES, _("outcome"))
    outcome_date = models.DateField(_("outcome known since"), null=True, blank=True)
    outcome_evidence = models.TextField(_("what shows the outcome"), null=True, blank=True)
    folded = models.CharField(max_length=FOLDED, default="", editable=False)
    kind_name = models.CharField(max_length=100, null=True, blank=True, editable=False)
    outcome_name = models.CharField(max_length=100, null=True, blank=True, editable=False)
    likelihood_rank = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    confidence_rank = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    last_judged = models.DateField(null=True, blank=True, editable=False)

    class Meta(Fact.Meta):
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        indexes = [
            *Fact.Meta.indexes,
            *listed_by(
                "assessment", "folded", "kind_name", "likelihood_rank", "confidence_rank",
                "horizon_latest", "last_judged", "outcome_name", "state", "updated",
            ),
        ]  # fmt: skip
        constraints = [
            *Fact.Meta.constraints,
            marking_is_known("assessment_marking_is_known"),
            known("kind", vocabularies.ASSESSMENT_KINDS, "assessment_kind_is_known"),
            known("likelihood", vocabularies.LIKELIHOODS, "assessment_likelihood_is_known"),
            known("confidence", vocabularies.CONFIDENCES, "assessment_confidence_is_known"),
            known(
                "horizon_source", vocabularies.HORIZON_SOURCES, "assessment_horizon_source_is_known"
            ),
            *questions.CONSTRAINTS,
        ]

    def __str__(self):
        return self.statement[:80]

    def derive(self):
        super().derive()
        horizon = read_date(self.horizon)
        self.horizon_latest = horizon.latest if horizon else None
        self.folded = fold(self.statement)[:FOLDED]
        self.kind_name = sorted_name(vocabularies.ASSESSMENT_KINDS, self.kind)
        self.outcome_name = sorted_name(vocabularies.OUTCOMES, self.outcome)
        self.likelihood_rank = rank_of(vocabularies.LIKELIHOODS, self.likelihood)
        self.confidence_rank = rank_of(vocabularies.CONFIDENCES, self.confidence)

    def clean(self):
        super().clean()
        questions.check(self)
        for name, wrong in (
            ("parent", _("An assessment cannot argue for itself.")),
            ("restates", _("An assessment cannot say itself again.")),
        ):
            self._check_no_circle(name, wrong)

    def _check_no_circle(self, name, wrong):
        above, steps = getattr(self, f"{name}_id"), 0
        while above is not None and steps < LONGEST_CHAIN:
            if above == self.pk:
                raise ValidationError({name: wrong})
            found = Assessment.objects.filter(pk=above).values_list(f"{name}_id", flat=True)
            above, steps = found.first(), steps + 1

    @property
    def horizon_for_people(self):
        horizon = read_date(self.horizon)
        return horizon.words if horizon else ""

    @property
    def is_past_horizon(self):
        return self.horizon_latest is not None and self.horizon_latest < timezone.localdate()

    @property
    def brier(self):
        """(p - o)² of the holder's own probability; None where there is none or no yes or no."""
        happened = vocabularies.SCORED.get(self.outcome)
        if self.probability is None or happened is None:
            return None
        return float((self.probability - happened) ** 2)

    @property
    def suggested_likelihood(self):
        """The term that the holder's words name, or None: bare "will" names none."""
        return estimative.term_of(self.estimative or "")


@curated(key="assessment-scope", fields=("actor", "place"), parent="assessment")
class AssessmentScope(Child):
    """An actor or a place that an assessment speaks about."""

    visible_through = ("assessment", "actor", "place")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scopes")
    actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("actor")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )

    class Meta:
        verbose_name = _("scope")
        verbose_name_plural = _("scopes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(actor__isnull=False, place__isnull=True)
                | models.Q(actor__isnull=True, place__isnull=False),
                name="scope_is_one_actor_or_one_place",
                violation_error_message=_("Name an actor or a place, not both."),
            ),
            models.UniqueConstraint(
                fields=["assessment", "actor"], name="assessment_names_an_actor_once",
                violation_error_message=_("This actor is named already."),
            ),
            models.UniqueConstraint(
                fields=["assessment", "place"], name="assessment_names_a_place_once",
                violation_error_message=_("This place is named already."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return str(self.actor or self.place)
