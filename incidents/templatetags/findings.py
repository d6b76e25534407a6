"""Template tags that show the findings of a series: sentences, and marks on its chart."""

from django import template

from incidents.findings.queries.shown import current_findings, findings_in_words, marked
from incidents.findings.queries.words import notes
from incidents.series.models.series import TOTAL

register = template.Library()


@register.inclusion_tag("incidents/findings/sentences.html")
def findings(figure, user) -> dict:
    """The findings of a figure in words, for the user."""
    row = _row_of(figure)
    groups = findings_in_words(figure.series, row, user) if row else []
    return {
        "series": figure.series,
        "row": row,
        "is_outdated": row is not None and row.recounts != figure.series.recounts,
        "groups": groups,
        "notes": notes(groups),
    }


@register.inclusion_tag("incidents/findings/marks.svg")
def finding_marks(figure, drawing) -> dict:
    """The marks of the findings on a drawing of a figure."""
    return {"marked": marked(figure, drawing, _row_of(figure)), "drawing": drawing}


@register.filter
def has_finding(figure, method) -> bool:
    """Whether a method found something in a drawn group of a figure, so that its mark is shown."""
    row = _row_of(figure)
    drawn = {group for group, _label, _points in figure.groups} or {TOTAL}
    return row is not None and any(
        each["method"] == method and each["group"] in drawn and each.get("result")
        for each in row.results
    )


def _row_of(figure):
    """The findings of a figure, read once for all its drawings."""
    if not hasattr(figure, "findings"):
        figure.findings = current_findings(figure.series)
    return figure.findings
