"""Template tags that show the findings of a series: sentences, and marks on its chart."""

from django import template

from incidents.findings.queries.shown import current_findings, findings_in_words, marked

register = template.Library()


@register.inclusion_tag("incidents/findings/sentences.html")
def findings(figure, user) -> dict:
    """The findings of a figure in words, for the user."""
    row = _row_of(figure)
    return {
        "series": figure.series,
        "row": row,
        "is_outdated": row is not None and row.recounts != figure.series.recounts,
        "groups": findings_in_words(figure.series, row, user) if row else [],
    }


@register.inclusion_tag("incidents/findings/marks.svg")
def finding_marks(figure, drawing) -> dict:
    """The marks of the findings on a drawing of a figure."""
    return {"marked": marked(figure, drawing, _row_of(figure)), "drawing": drawing}


def _row_of(figure):
    """The findings of a figure, read once for all its drawings."""
    if not hasattr(figure, "findings"):
        figure.findings = current_findings(figure.series)
    return figure.findings
