"""The first steps suggested in a new project."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from annotations.models import Article
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role

SHOWN = 3


@dataclass
class Step:
    """One suggested step: a link, and the reason for it."""

    url: str
    words: str
    why: str


def next_steps(user, project, counts, members) -> list[Step]:
    """The next three steps of an annotator, until there is a text, a passage and an incident.

    `counts` are those of `home.counts_of`.
    """
    incidents = counts["events"] + counts["candidates"]
    if counts["articles"] and counts["passages"] and incidents:
        return []
    steps = []
    if not counts["articles"]:
        steps.append(_add_text(project))
    if not counts["passages"]:
        steps.append(_annotate(user, project))
    if not incidents:
        steps.append(_record_incident(project))
    if members == 1 and has_role(user, project, Role.OWNER):
        steps.append(_invite(project))
    steps.append(_choose_codebook(project))
    return steps[:SHOWN]


def _add_text(project):
    return Step(
        f"{reverse('article-new')}?project={project.slug}",
        _("Add an article"),
        _("Paste a text, or choose a TXT, HTML, PDF or DOCX file."),
    )


def _annotate(user, project):
    newest = Article.objects.visible_to(user).in_project(project).order_by("-id")
    pk = newest.values_list("pk", flat=True).first()
    if pk is None:
        url, why = f"{reverse('library')}?project={project.slug}", _("Open a text in the library")
    else:
        url, why = reverse("article", args=[pk]), _("Open the newest text")
    return Step(
        url, _("Annotate a passage"), f"{why}{_(', select some words and choose a code (1 to 6).')}"
    )


def _record_incident(project):
    return Step(
        f"/incidents/new/?project={project.slug}",
        _("Record an incident"),
        _("What happened, where and when; then link the passages that say so."),
    )


def _invite(project):
    return Step(
        f"{reverse('project-settings', args=[project.slug])}#members",
        _("Add a colleague"),
        _("By user name. With a second person, changes can be reviewed."),
    )


def _choose_codebook(project):
    return Step(
        f"{reverse('codebooks')}?project={project.slug}",
        _("Look at the codebook"),
        _("Six families of codes come with it; copy them to make your own."),
    )
