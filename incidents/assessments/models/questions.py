"""The rules for the probability of an assessment, and for resolving it as a question."""

import datetime

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.assessments import estimative_language
from incidents.records.models import Backstop, known_term

ONE_DAY = datetime.timedelta(days=1)


def inside_its_band():
    """The condition that a probability, where both are given, is in the band of its likelihood."""
    inside = Q(likelihood__isnull=True) | Q(probability__isnull=True)
    for slug, band in vocabularies.LIKELIHOODS.items():
        inside |= Q(likelihood=slug, probability__gte=band.low, probability__lt=band.high)
    return inside


def no_certainty(name):
    """The constraint that a probability is between 0 and 1, exclusive."""
    return Backstop(
        condition=Q(probability__isnull=True) | Q(probability__gt=0, probability__lt=1),
        name=name,
        violation_error_message=_("A probability lies between 0 and 1."),
    )


UNRESOLVED = Q(outcome__isnull=True) | ~Q(outcome__in=vocabularies.RESOLVED)
MAPPED = Q(probability_basis="mapped_from_term")
CONSTRAINTS = [
    CheckConstraint(
        condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
        name="assessment_does_not_argue_for_itself",
    ),
    CheckConstraint(
        condition=Q(restates__isnull=True) | ~Q(restates=F("id")),
        name="assessment_does_not_restate_itself",
    ),
    known_term(
        "probability_basis", vocabularies.PROBABILITY_BASES, "assessment_probability_basis_is_known"
    ),
    known_term("outcome", vocabularies.OUTCOMES, "assessment_outcome_is_known"),
    no_certainty("assessment_probability_is_no_certainty"),
    Backstop(
        condition=Q(probability__isnull=True, probability_basis__isnull=True)
        | Q(probability__isnull=True, probability_basis="none")
        | Q(probability__isnull=False, probability_basis__isnull=False)
        & ~Q(probability_basis="none"),
        name="assessment_probability_has_a_basis",
    ),
    Backstop(
        condition=Q(probability_basis__isnull=True)
        | ~MAPPED
        | Q(likelihood__isnull=False) & inside_its_band(),
        name="assessment_maps_a_probability_only_from_its_term",
    ),
    Backstop(
        condition=Q(outcome__isnull=True) | Q(horizon_latest__isnull=False, criteria__isnull=False),
        name="assessment_is_a_question_with_a_horizon_and_criteria",
    ),
    Backstop(
        condition=UNRESOLVED | Q(outcome_date__isnull=False, outcome_evidence__isnull=False),
        name="assessment_is_settled_on_a_day_by_evidence",
    ),
    Backstop(
        condition=UNRESOLVED | Q(published_at__isnull=False),
        name="assessment_is_settled_after_it_was_published",
    ),
]


def check_assessment(assessment):
    """Raise ValidationError naming each field that breaks a rule."""
    wrong = {
        **_check_probability(assessment),
        **_check_question(assessment),
        **check_argument(assessment),
    }
    if wrong:
        raise ValidationError(wrong)


def check_probability(row):
    """The error message for a probability that is invalid or outside its band, or None."""
    if row.probability is None:
        return None
    if not 0 < row.probability < 1:
        return _("Write a number between 0 and 1, as 0.3.")
    band = vocabularies.LIKELIHOODS.get(row.likelihood)
    if band and not band.low <= row.probability < band.high:
        words = {"term": _(band.label), "low": band.low, "high": band.high}
        return _("“%(term)s” is %(low)s to below %(high)s.") % words
    return None


def check_argument(assessment):
    """{field: message} where `argues` is given without the assessment that it is about."""
    if assessment.argues and assessment.parent_id is None:
        return {"argues": _("Say which assessment this supports or contradicts.")}
    return {}


def _check_probability(assessment):
    basis, given = assessment.probability_basis, assessment.probability is not None
    wrong = _find_contradictions(assessment)
    if given and not 0 < assessment.probability < 1:
        wrong["probability"] = _("Write a number between 0 and 1, as 0.3.")
    elif given and basis in (None, "none"):
        wrong["probability_basis"] = _("Say whether the probability is stated, read or assigned.")
    elif not given and basis not in (None, "none"):
        wrong["probability"] = _("Give the probability, or leave out what it is based on.")
    elif basis == "mapped_from_term":
        wrong |= _check_mapped_term(assessment)
    return wrong


def _find_contradictions(assessment):
    """{field: message} where words, likelihood and probability contradict each other."""
    words, likelihood = assessment.estimative or "", assessment.likelihood
    allowed = estimative_language.terms_allowed(words)
    if likelihood in vocabularies.LIKELIHOODS and likelihood not in allowed:
        text = _("The words “%(words)s” do not mean “%(term)s”. They allow: %(allowed)s.")
        term = _(vocabularies.LIKELIHOODS[likelihood].label)
        return {
            "likelihood": text % {"words": words, "term": term, "allowed": _term_names(allowed)}
        }
    if outside := check_probability(assessment):
        return {"probability": outside}
    number = assessment.probability
    if number is not None and likelihood is None and not _is_in_band(number, allowed):
        text = _("The words “%(words)s” do not allow %(number)s. They allow: %(allowed)s.")
        number = f"{number.normalize():f}"
        return {
            "probability": text
            % {"words": words, "number": number, "allowed": _term_names(allowed)}
        }
    return {}


def _is_in_band(probability, terms):
    bands = [vocabularies.LIKELIHOODS[term] for term in terms]
    return any(band.low <= probability < band.high for band in bands)


def _term_names(terms):
    """The terms in words, with their bands in percent: "unlikely (20 to 45 %)"."""
    bands = [vocabularies.LIKELIHOODS[term] for term in terms]
    return ", ".join(f"{_(b.label)} ({b.low * 100:.0f} to {b.high * 100:.0f} %)" for b in bands)


def _check_mapped_term(assessment):
    words = assessment.estimative
    if words and estimative_language.term_of(words) is None:
        text = _(
            "“%(words)s” does not state a likelihood, so no probability can be derived from it."
        )
        return {"probability_basis": text % {"words": words}}
    if assessment.likelihood is None:
        return {"likelihood": _("Name the term that the probability is read from.")}
    return {}


def _check_question(assessment):
    wrong = {}
    if assessment.outcome is None:
        return wrong
    if assessment.horizon_latest is None:
        wrong["horizon"] = _("A question needs a last day: give a horizon that ends.")
    if not assessment.criteria:
        wrong["criteria"] = _("A question needs resolution criteria.")
    if assessment.outcome in vocabularies.RESOLVED:
        wrong |= _check_outcome(assessment)
    return wrong


def _check_outcome(assessment):
    wrong = {}
    if assessment.published_at is None:
        wrong["outcome"] = _(
            "Publish it first: a question is resolved only after a second person has reviewed it."
        )
    if assessment.outcome_date is None:
        wrong["outcome_date"] = _("Say on which day the outcome was known.")
    elif assessment.outcome_date > timezone.localdate() + ONE_DAY:
        wrong["outcome_date"] = _("This day has not come yet.")
    if not assessment.outcome_evidence:
        wrong["outcome_evidence"] = _("Say evidence of the outcome, and where.")
    return wrong
