"""The page of all exports of a project: what there is, in which formats."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.configuration.api_tags import TAG_GROUPS
from ctplatform.exchange.registry import exported_resources

NAMES = {
    "ach-items": _("Rows of ACH matrices"),
    "ach-ratings": _("Ratings in ACH matrices"),
    "articles": _("Texts"),
    "casualties": _("Casualty estimates"),
    "check-figures": _("Figures stated for checks"),
    "checks": _("Checks of claims against data"),
    "links": _("Links from passages to records"),
    "network": _("Network of actors"),
    "responsibility": _("Statements of responsibility"),
    "revisions": _("History of all records"),
}
"""Names of resources where those of their addresses do not say enough."""

DESCRIPTIONS = {"revisions": _("Every change that was applied.")}
"""Where the API's documentation describes more than is exported."""


@require_safe
@with_project
def exports(request, project):
    """Everything that can be exported of the project, in the groups of the API."""
    known = set(exported_resources())
    groups = [
        (title, [row_of(noun, about) for noun, about in tags.items() if noun in known])
        for title, tags in TAG_GROUPS.items()
    ]
    context = {"project": project, "groups": [each for each in groups if each[1]]}
    return render(request, "exports.html", context)


def row_of(noun: str, about: str) -> tuple:
    """(noun, name, description) of a resource; "actor-aliases" are named “Actor aliases”."""
    name = NAMES.get(noun) or noun.replace("-", " ").capitalize()
    return noun, name, DESCRIPTIONS.get(noun, about)
