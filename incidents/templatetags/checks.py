"""Template tags that show checks: their outcomes in words, and those of an assessment."""

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from incidents.checks.models.checks import DataCheck
from incidents.checks.queries.shown import current_outcome, with_outcomes
from incidents.checks.queries.words import figures_in_words, outcome_in_words
from incidents.checks.vocabulary import CHECK_REASONS

register = template.Library()
LISTED = 50


@register.inclusion_tag("incidents/checks/outcome.html")
def check_outcome(check) -> dict:
    """The outcome of a check: the computed one, and beside it the one that a reviewer set."""
    return {"check": check, "outcome": current_outcome(check)}


@register.filter
def shown_outcome(check):
    """The current outcome of a check as readers may see it, or None."""
    return current_outcome(check)


@register.filter
def reason_words(outcome) -> str:
    """Why there is too little data, or what an outcome depends on."""
    return _(CHECK_REASONS.get(outcome.reason, outcome.reason))


@register.filter
def covered_words(coverage) -> str:
    """The share of the days that are covered, as a percentage."""
    return percent_words(coverage["share"])


@register.filter
def percent_words(share) -> str:
    """A share as a whole percentage; “under 1 %” and “over 99 %” where rounding would hide it."""
    if 0 < share < 0.01:
        return _("under 1 %")
    if 0.99 < share < 1:
        return _("over 99 %")
    return f"{share:.0%}".replace("%", " %")


@register.simple_tag
def outcome_sentence(check, outcome) -> str:
    """An outcome in words, with the figures that led to it."""
    return outcome_in_words(check, outcome)


@register.simple_tag
def outcome_figures(check, outcome) -> str:
    """The figures that led to an outcome, in a sentence."""
    return capfirst(figures_in_words(check, outcome))


@register.inclusion_tag("incidents/checks/of_assessment.html")
def checks_of(assessment, user) -> dict:
    """The checks of an assessment that the user may see; first those that its outcome rests on."""
    rows = DataCheck.objects.visible_to(user).canonical().exclude(state="withdrawn")
    rows = rows.filter(assessment=assessment).order_by("-resolves", "id")
    return {"checks": list(with_outcomes(rows)[:LISTED])}
