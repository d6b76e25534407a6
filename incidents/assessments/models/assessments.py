"""Assessments: judgements of a holder, with likelihood, horizon and outcome."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated, one_by_one
from ctplatform.markings.levels import guard_marking, reason_of_lower_marking
from ctplatform.markings.models import Marked, marking_is_known
from incidents import vocabularies
from incidents.actors.models.actors import Actor
from incidents.assessments import estimative_language as estimative
from incidents.assessments.labels import held_words, label_of
from incidents.assessments.models import questions
from incidents.records.labels import statement_in
from incidents.records.models import (
    RegisterRecord,
    edtf_column,
    fold,
    known_term,
    listed_by,
    ordered_bounds,
    rank_of,
    read_date,
    sorted_name,
    term_column,
)
from incidents.recounts.record_days import mark_assessment_days

FOLDED = 100  # characters of a statement by which lists sort
LONGEST_CHAIN = 50  # levels of arguments that the check for circles follows


def assessment_key(label):
    """An optional foreign key to another assessment."""
    return models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def probability_column():
    return models.DecimalField(
        _("probability"), max_digits=4, decimal_places=3, null=True, blank=True
    )


def open_to_all(path=""):
    """The condition on assessments whose judgements are not blind."""
    return (
        models.Q(**{f"{path}project__isnull": True})
        | models.Q(**{f"{path}project__blind_judgements": False})
        | models.Q(**{f"{path}outcome__in": vocabularies.RESOLVED})
    )


def keep_last_judged(assessments):
    """Store the day of the last judgement of each assessment; null while judgements are blind."""
    rows = Assessment.judgements.rel.related_model.objects.filter(
        open_to_all("assessment__"), assessment=models.OuterRef("pk")
    )
    last = rows.order_by().values("assessment").annotate(last=models.Max("date")).values("last")
    assessments.update(last_judged=models.Subquery(last))


def update_last_judged(before, after, assessment):
    """Update `last_judged` when an outcome changes: blind judgements open when it is resolved."""
    if before and after and before["outcome"] != after["outcome"]:
        keep_last_judged(Assessment.objects.filter(pk=assessment.pk))


def assessment_changed(before, after, assessment):
    """Update what follows from an assessment: its last judgement, and the series that count it."""
    update_last_judged(before, after, assessment)
    mark_assessment_days(before, after, assessment)


@curated(
    key="assessment",
    title="statement",
    label="label",
    fields=(
        "statement", "kind", "holder", "parent", "argues", "restates", "estimative",
        "is_comparative",
        "likelihood", "probability", "probability_basis", "confidence", "confidence_basis",
        "date", "horizon", "horizon_source", "criteria", "resolution_source",
        "outcome", "outcome_date", "outcome_evidence", "marking",
    ),
    two_approvals_reason=reason_of_lower_marking,
    guard=guard_marking,
    on_change=one_by_one(assessment_changed),
    called_for_new=False,
)  # fmt: skip
class Assessment(Marked, RegisterRecord):
    """A statement that can be right or wrong, as its holder made it on `date`.

    `estimative` holds the holder's words ("most likely"); `likelihood` is the ICD 203 term that
    they mean, `probability` a fraction (0 < p < 1, three places) and `probability_basis` its
    origin. They are kept apart from `confidence`, which is how well founded the statement is.
    `horizon` is the date or interval (EDTF) that it is about, `criteria` the resolution criteria.
    `parent` is the assessment for or against which this one is an argument, as `argues` says (null
    is for). `restates` is an earlier assessment that says the same. It is a question, which can be
    scored, once it has an `outcome`, at first "open"; `outcome_date` is the day the outcome was
    known, `outcome_evidence` what shows it. Lists sort by `folded` (the beginning of the
    statement), by the folded names of kind and outcome, by the ranks of likelihood and confidence
    (least first), and by `last_judged`, the day of the last judgement (null while judgements are
    blind). `date_earliest` and `date_latest` are the bounds of `date`, by which series count it.
    """

    visible_through = ("holder",)
    searched = ("statement",)
    derived = (
        "search_text", "horizon_latest", "folded", "kind_name", "outcome_name", "likelihood_rank",
        "confidence_rank", "date_earliest", "date_latest",
    )  # fmt: skip
    summed = ("last_judged",)
    passage_fields = {
        "statement": _("Statement"), "kind": _("Kind"), "estimative": _("Likelihood in words"),
        "likelihood": _("Likelihood"), "probability": _("Probability"),
        "confidence": _("Confidence"), "confidence_basis": _("Basis of the confidence"),
        "horizon": _("Horizon"), "criteria": _("Resolution criteria"),
        "resolution_source": _("Resolution source"), "outcome": _("Outcome"),
    }  # fmt: skip

    statement = models.TextField(_("statement"))
    kind = term_column(vocabularies.ASSESSMENT_KINDS, _("kind"))
    holder = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("held by")
    )
    parent = assessment_key(_("argument about"))
    argues = term_column(vocabularies.ARGUES, _("supports or contradicts"))
    restates = assessment_key(_("restates"))
    estimative = models.CharField(_("likelihood in words"), max_length=100, null=True, blank=True)
    is_comparative = models.BooleanField(_("comparison only"), default=False)
    likelihood = term_column(vocabularies.LIKELIHOODS, _("likelihood"))
    probability = probability_column()
    probability_basis = term_column(vocabularies.PROBABILITY_BASES, _("probability is"))
    confidence = term_column(vocabularies.CONFIDENCES, _("confidence"))
    confidence_basis = models.TextField(_("basis of the confidence"), null=True, blank=True)
    date = edtf_column(_("made"))
    date_earliest = models.DateField(null=True, blank=True, editable=False)
    date_latest = models.DateField(null=True, blank=True, editable=False)
    horizon = edtf_column(_("horizon"))
    horizon_source = term_column(vocabularies.HORIZON_SOURCES, _("horizon is"))
    horizon_latest = models.DateField(null=True, blank=True, editable=False)
    criteria = models.TextField(_("resolution criteria"), null=True, blank=True)
    resolution_source = models.TextField(_("resolution source"), null=True, blank=True)
    outcome = term_column(vocabularies.OUTCOMES, _("outcome"))
    outcome_date = models.DateField(_("outcome known since"), null=True, blank=True)
    outcome_evidence = models.TextField(_("evidence of the outcome"), null=True, blank=True)
    folded = models.CharField(max_length=FOLDED, default="", editable=False)
    kind_name = models.CharField(max_length=100, null=True, blank=True, editable=False)
    outcome_name = models.CharField(max_length=100, null=True, blank=True, editable=False)
    likelihood_rank = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    confidence_rank = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    last_judged = models.DateField(null=True, blank=True, editable=False)

    class Meta(RegisterRecord.Meta):
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        indexes = [
            *RegisterRecord.Meta.indexes,
            *listed_by(
                "assessment", "folded", "kind_name", "likelihood_rank", "confidence_rank",
                "horizon_latest", "last_judged", "outcome_name", "state", "updated",
            ),
        ]  # fmt: skip
        constraints = [
            *RegisterRecord.Meta.constraints,
            marking_is_known("assessment_marking_is_known"),
            known_term("kind", vocabularies.ASSESSMENT_KINDS, "assessment_kind_is_known"),
            known_term("argues", vocabularies.ARGUES, "assessment_argues_is_known"),
            known_term("likelihood", vocabularies.LIKELIHOODS, "assessment_likelihood_is_known"),
            known_term("confidence", vocabularies.CONFIDENCES, "assessment_confidence_is_known"),
            known_term(
                "horizon_source", vocabularies.HORIZON_SOURCES, "assessment_horizon_source_is_known"
            ),
            *questions.CONSTRAINTS,
            ordered_bounds("assessment_is_not_made_before_it_is_begun"),
        ]

    def __str__(self):
        return label_of(self, 80)

    def derive(self):
        super().derive()
        date, horizon = read_date(self.date), read_date(self.horizon)
        self.date_earliest = date.earliest if date else None
        self.date_latest = date.latest if date else None
        self.horizon_latest = horizon.latest if horizon else None
        self.folded = fold(self.statement)[:FOLDED]
        self.kind_name = sorted_name(vocabularies.ASSESSMENT_KINDS, self.kind)
        self.outcome_name = sorted_name(vocabularies.OUTCOMES, self.outcome)
        self.likelihood_rank = rank_of(vocabularies.LIKELIHOODS, self.likelihood)
        self.confidence_rank = rank_of(vocabularies.CONFIDENCES, self.confidence)

    def clean(self):
        super().clean()
        questions.check_assessment(self)
        for name, wrong in (
            ("parent", _("An assessment cannot support or contradict itself.")),
            ("restates", _("An assessment cannot restate itself.")),
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
    def label(self):
        """The statement with its likelihood in words, as lists, links and titles show it."""
        return label_of(self)

    @property
    def held(self):
        """The likelihood in words: "held unlikely"; empty where none is given."""
        return held_words(self)

    @property
    def apart(self):
        """What distinguishes it from others with the same statement: “forecast · March 2024”."""
        date = read_date(self.date)
        found = (self.get_kind_display() if self.kind else "", date.words if date else "")
        return " · ".join(str(each) for each in found if each)

    @property
    def other_names(self):
        """Other texts that a search may match: the statement without its likelihood."""
        return [self.statement]

    @staticmethod
    def searched_words(words):
        """The words that a search for a typed or copied label looks for."""
        return statement_in(words)

    @property
    def horizon_for_people(self):
        horizon = read_date(self.horizon)
        return horizon.words if horizon else ""

    @property
    def is_past_horizon(self):
        return self.horizon_latest is not None and self.horizon_latest < timezone.localdate()

    @property
    def brier(self):
        """(p - o)² of the holder's probability; None without one or without a yes or no."""
        happened = vocabularies.SCORED.get(self.outcome)
        if self.probability is None or happened is None:
            return None
        return float((self.probability - happened) ** 2)

    @property
    def suggested_likelihood(self):
        """The term that the holder's words name, or None: "will", for example, names none."""
        return estimative.term_of(self.estimative or "")
