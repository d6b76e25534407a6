"""How assessments are drawn: signed numbers, the scale of likelihood, the balance of evidence."""

from django import template

from incidents.vocabularies import LIKELIHOODS

register = template.Library()


@register.filter
def signed(number, places=2):
    """A number with its sign; a minus that is one."""
    if not round(number, places):
        return f"{0:.{places}f}"
    return f"{number:+.{places}f}".replace("-", "−")  # noqa: RUF001 - a minus is wider than a hyphen


@register.simple_tag
def share_span(low, high):
    """“7 to 59 %”."""
    return f"{low * 100:.0f} to {high * 100:.0f} %"


@register.filter
def due(left_out):
    """How many questions are past their horizon and not settled."""
    return left_out["open"] + left_out["closed"]


@register.simple_tag
def band_scale(record):
    """The bands of ICD 203 in percent of a line, the chosen one, and where a probability stands."""
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
    """Widths in percent of what speaks against (left of the middle) and for (right of it)."""
    whole = balance.supporting + balance.contradicting
    against = 50 * balance.contradicting / whole
    return {
        "against": f"{50 - against:.1f}",
        "against_width": f"{against:.1f}",
        "for_width": f"{50 * balance.supporting / whole:.1f}",
    }
