"""Template tags for assessments: signed numbers, the likelihood scale, the balance of evidence."""

from django import template
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from incidents.assessments.labels import held_words
from incidents.vocabularies import LIKELIHOODS

register = template.Library()


@register.filter
def signed(number, places=2):
    """A number with its sign, as a true minus; zero has none."""
    if not round(number, places):
        return f"{0:.{places}f}"
    return f"{number:+.{places}f}".replace("-", "−")  # noqa: RUF001 - U+2212 is wider than a hyphen


@register.simple_tag
def labelled(assessment, longest=None):
    """The label of an assessment as HTML; the statement is cut after `longest` characters."""
    statement = assessment.statement
    if longest:
        statement = Truncator(statement).chars(longest)
    held = held_words(assessment)
    if not held:
        return format_html("<bdi>{}</bdi>", statement)
    return format_html('<span class="held">{}:</span> <bdi>{}</bdi>', held, statement)


@register.filter
def likelihood_words(slug):
    """The name of a term of likelihood."""
    return _(LIKELIHOODS[slug].label)


@register.simple_tag
def share_span(low, high):
    """A range of fractions in percent: “7 to 59 %”."""
    return f"{low * 100:.0f} to {high * 100:.0f} %"


@register.filter
def due(left_out):
    """The number of questions that are past their horizon and not resolved."""
    return left_out["open"] + left_out["closed"]


@register.simple_tag
def band_scale(record):
    """The ICD 203 bands in percent of a line, the chosen one, and where the probability is."""
    bands = [
        {
            "low": f"{term.low * 100:.0f}",
            "width": f"{(term.high - term.low) * 100:.0f}",
            "chosen": slug == record.likelihood,
        }
        for slug, term in LIKELIHOODS.items()
    ]
    at = "" if record.probability is None else f"{record.probability * 100:.1f}"
    said = [str(record.get_likelihood_display()) if record.likelihood else "", at and f"{at} %"]
    return {
        "bands": bands,
        "ticks": [each["low"] for each in bands[1:]],
        "at": at,
        "spoken": ", ".join(filter(None, said)),
    }


@register.simple_tag
def balance_bar(balance):
    """Positions and widths in percent of the evidence against (left) and for (right)."""
    whole = balance.supporting + balance.contradicting
    against = 50 * balance.contradicting / whole
    return {
        "against": f"{50 - against:.1f}",
        "against_width": f"{against:.1f}",
        "for_width": f"{50 * balance.supporting / whole:.1f}",
    }
