"""The page of all exports of a project: what there is, in which formats."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.configuration.api_tags import TAG_GROUPS
from ctplatform.exchange.registry import exported_resources


@require_safe
@with_project
def exports(request, project):
    """Everything that can be exported of the project, in the groups of the API."""
    known = set(exported_resources())
    groups = [
        (title, [(noun, name_of(noun), about) for noun, about in tags.items() if noun in known])
        for title, tags in TAG_GROUPS.items()
    ]
    context = {"project": project, "groups": [each for each in groups if each[1]]}
    return render(request, "exports.html", context)


def name_of(noun: str) -> str:
    """The name of a resource by its address: "actor-aliases" are “Actor aliases”."""
    return noun.replace("-", " ").capitalize()
