"""Template tags of reports: the runs of a text, and an assessment in words."""

from django import template
from django.utils.html import format_html, format_html_join

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from incidents.reports.content.markup import Run
from incidents.reports.files.content import assessment_words

register = template.Library()


@register.simple_tag
def runs(line: list[Run]) -> str:
    """A line of a text as HTML, escaped."""
    return format_html_join("", "{}", ((_run(run),) for run in line))


def _run(run):
    if run.address:
        return format_html('<a href="{}" rel="noopener nofollow">{}</a>', run.address, run.words)
    if run.is_bold:
        return format_html("<strong>{}</strong>", run.words)
    return format_html("<em>{}</em>" if run.is_italic else "{}", run.words)


@register.inclusion_tag("incidents/reports/add_link.html")
def add_to_report(project, user, name, pk) -> dict:
    """A link that adds something to a report, for those who write reports of its project.

    `name` is "series", "passage" or "assessment", `pk` its id.
    """
    may_add = project is not None and has_role(user, project, Role.ANNOTATOR)
    return {"may_add": may_add, "project": project, "name": name, "pk": pk}


@register.filter
def in_words(assessment) -> list[str]:
    """How likely an assessment is held, by whom, how confidently, and its outcome."""
    return assessment_words(assessment)[:-1]  # the state has a mark of its own
