"""Judgements: how likely an analyst of the project holds an assessment, with the day."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.services import after_settings_change
from ctplatform.curation.errors import WrongState
from ctplatform.curation.registry import curated, one_by_one
from incidents import vocabularies
from incidents.assessments.models import questions
from incidents.assessments.models.assessments import (
    Assessment,
    keep_last_judged,
    open_to_all,
    probability_column,
)
from incidents.records.models import ChildRecord, known_term, term_column

LOCKED = (*vocabularies.RESOLVED, "closed")
"""The outcomes with which a question takes no further judgements."""

VALUES = ("date", "likelihood", "probability", "confidence")
"""The fields that cannot change after the day of the judgement."""


def update_last_judged(_before, _after, judgement):
    """Update `last_judged`, by which lists of assessments sort."""
    keep_last_judged(Assessment.objects.filter(pk=judgement.assessment_id))


@after_settings_change
def blindness_changed(project, changes):
    """Update `last_judged` when a project makes its judgements blind or open."""
    if "blind_judgements" in changes:
        judged_ones = Judgement.objects.filter(assessment__project=project)
        keep_last_judged(Assessment.objects.filter(pk__in=judged_ones.values("assessment")))


def require_own_time(before, after, judgement, **_who):
    """Date a new or corrected judgement; refuse any change of the past.

    Refused are another date, changes of a judgement of an earlier day, and judgements of a closed
    question. Raises ValidationError naming the fields, or WrongState.
    """
    if judgement.assessment.outcome in LOCKED:
        raise WrongState(_("This question is closed or resolved: its judgements are locked."))
    if before is None:
        judgement.made_at = timezone.now()
        judgement.date = timezone.localdate(judgement.made_at)
        return
    made = datetime.date.fromisoformat(before["date"])
    changed = [name for name in VALUES if after and before[name] != after[name]]
    if after is None and made != timezone.localdate():
        raise WrongState(_("A judgement of an earlier day is kept. Add a new one instead."))
    if changed and (made != timezone.localdate() or "date" in changed):
        text = _("This was judged on %(day)s and is kept as it was. Add a new judgement.")
        raise ValidationError({name: text % {"day": made} for name in changed})
    if changed:
        judgement.made_at = timezone.now()


def _judged_by(user, assessment):
    """The condition that the user has given a likelihood or probability for an assessment."""
    rows = Judgement.objects.filter(created_by=user, assessment=OuterRef(assessment))
    return Q(Exists(rows.filter(Q(likelihood__isnull=False) | Q(probability__isnull=False))))


def history_shown(user):
    """The condition under which the user may read revisions and proposals of judgements."""
    rows = Assessment.objects.filter(open_to_all(), pk=OuterRef("root_id"))
    shown = Q(Exists(rows.order_by()))
    if user.is_authenticated:
        own = Judgement.objects.filter(created_by=user, pk=OuterRef("target_id"))
        shown |= Q(Exists(own)) | _judged_by(user, "root_id")
    return shown


@curated(
    key="judgement",
    fields=("date", "likelihood", "probability", "confidence", "note"),
    parent="assessment",
    on_change=one_by_one(update_last_judged),
    guard=require_own_time,
    personal=True,
    history_shown=history_shown,
)
class Judgement(ChildRecord):
    """How likely its analyst (`created_by`) holds the assessment; a later view is another row.

    `made_at` is the server's time and `date` its day; neither can be set. `stated_on` is the day
    that was stated for a judgement from before this rule; no score uses it. `probability` is a
    fraction, 0 < p < 1, three places; without one, scores use the middle of the band of
    `likelihood`. The analyst may correct or remove it on the day it was made; after that it is
    kept. In a project with blind judgements, other analysts see it once they have judged the
    assessment themselves, or once the question is resolved.
    """

    visible_through = ("assessment",)
    changes_with = ("assessment",)
    changes_with_siblings = "assessment"  # to judge shows the judgements of others

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="judgements")
    date = models.DateField(_("on"), default=timezone.localdate)
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    stated_on = models.DateField(_("stated for"), null=True, blank=True, editable=False)
    likelihood = term_column(vocabularies.LIKELIHOODS, _("likelihood"))
    probability = probability_column()
    confidence = term_column(vocabularies.CONFIDENCES, _("confidence"))
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
            known_term("likelihood", vocabularies.LIKELIHOODS, "judgement_likelihood_is_known"),
            known_term("confidence", vocabularies.CONFIDENCES, "judgement_confidence_is_known"),
        ]

    def __str__(self):
        return f"{self.date}: {self.get_likelihood_display() or self.probability or '?'}"

    def clean(self):
        super().clean()
        wrong = {}
        if text := questions.check_probability(self):
            wrong["probability"] = text
        if self._state.adding and self.date != timezone.localdate():
            text = _("A judgement is dated by the server: today is %(day)s. Leave the date out.")
            wrong["date"] = text % {"day": timezone.localdate()}
        if wrong:
            raise ValidationError(wrong)

    @classmethod
    def shown_only_if(cls, user, path=""):
        """The condition under which the user sees a judgement that may be blind."""
        shown = open_to_all(f"{path}assessment__")
        if user.is_authenticated:
            shown |= Q(**{f"{path}created_by": user}) | _judged_by(user, f"{path}assessment")
        return shown

    @property
    def is_of_today(self):
        """Whether its analyst may still correct or remove it."""
        return self.date == timezone.localdate()

    @property
    def forecast(self):
        """The probability that scores use; None without a probability and a likelihood."""
        if self.probability is not None:
            return self.probability
        return vocabularies.middle_of(self.likelihood) if self.likelihood else None

    @property
    def probability_basis(self):
        """Whether the analyst stated the probability, or it was read from the term."""
        if self.probability is not None:
            return "stated"
        return "mapped_from_term" if self.likelihood else "none"

    @property
    def brier(self):
        """(p - o)² of this row; None until the question is resolved yes or no."""
        happened = vocabularies.SCORED.get(self.assessment.outcome)
        if self.forecast is None or happened is None:
            return None
        return float((self.forecast - happened) ** 2)
