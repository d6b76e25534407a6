"""Vocabularies of assessments: kinds, likelihood (ICD 203), confidence, outcomes and ratings."""

from decimal import Decimal
from typing import NamedTuple

from incidents.records.translatable import _

ASSESSMENT_KINDS = {
    "descriptive": _("description"),
    "causal": _("cause"),
    "trend": _("trend"),
    "forecast": _("forecast"),
    "measurement": _("measurement"),
    "counterfactual": _("counterfactual"),
    "normative": _("what should be"),
}

HORIZON_SOURCES = {
    "stated": _("stated"),
    "implied": _("implied"),
    "assigned": _("assigned by a reviewer"),
}

PROBABILITY_BASES = {
    "stated": _("stated"),
    "mapped_from_term": _("derived from the likelihood in words"),
    "assigned_by_reviewer": _("assigned by a reviewer"),
    "none": _("none can be given"),
}
"""Where a probability comes from; scores of different bases are never combined."""

OUTCOMES = {
    "open": _("open"),
    "closed": _("closed, not resolved yet"),
    "resolved_yes": _("resolved yes"),
    "resolved_no": _("resolved no"),
    "resolved_partial": _("resolved partly"),
    "ambiguous": _("ambiguous"),
    "annulled": _("annulled"),
}
RESOLVED = ("resolved_yes", "resolved_no", "resolved_partial", "ambiguous", "annulled")
SCORED = {"resolved_yes": 1, "resolved_no": 0}
"""The final outcomes, and those of them that a probability is scored against."""

RATINGS = {
    "CC": _("very consistent"),
    "C": _("consistent"),
    "N": _("neutral"),
    "I": _("inconsistent"),
    "II": _("very inconsistent"),
    "NA": _("not applicable"),
}
"""How consistent an item of evidence is with a hypothesis, in a matrix."""

WEIGHTS = {"low": _("low"), "medium": _("medium"), "high": _("high")}

CONFIDENCES = {"low": _("low"), "moderate": _("moderate"), "high": _("high")}


class Band(NamedTuple):
    """A likelihood term: probabilities from low (inclusive) to high (exclusive), as fractions.

    The printed ICD 203 bands share their ends; half-open bands give every number exactly one term.
    The outer bands end at 0 and 1, which are certainties and are never stored as probabilities.
    """

    label: str
    low: Decimal
    high: Decimal


LIKELIHOODS = {
    "almost_no_chance": Band(_("almost no chance"), Decimal(0), Decimal("0.05")),
    "very_unlikely": Band(_("very unlikely"), Decimal("0.05"), Decimal("0.20")),
    "unlikely": Band(_("unlikely"), Decimal("0.20"), Decimal("0.45")),
    "roughly_even": Band(_("roughly even chance"), Decimal("0.45"), Decimal("0.55")),
    "likely": Band(_("likely"), Decimal("0.55"), Decimal("0.80")),
    "very_likely": Band(_("very likely"), Decimal("0.80"), Decimal("0.95")),
    "almost_certain": Band(_("almost certain"), Decimal("0.95"), Decimal(1)),
}
"""The seven terms of ICD 203, least likely first."""

LIKELIHOOD_PHRASES = {
    "almost_no_chance": _("held to have almost no chance"),
    "very_unlikely": _("held very unlikely"),
    "unlikely": _("held unlikely"),
    "roughly_even": _("held to have a roughly even chance"),
    "likely": _("held likely"),
    "very_likely": _("held very likely"),
    "almost_certain": _("held almost certain"),
}
"""The words that precede the statement in a label."""

ARGUES = {"for": _("supports"), "against": _("contradicts")}
"""Whether an assessment supports or contradicts its parent."""


def middle_of(likelihood):
    """The probability of a term where nobody gave a number: the middle of its band."""
    band = LIKELIHOODS[likelihood]
    return (band.low + band.high) / 2
