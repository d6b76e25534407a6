"""How well probabilities did in a project: figures by what they rest on, and by whom."""

from dataclasses import dataclass

from django.shortcuts import render
from django.views.decorators.http import require_safe

from ctplatform.accounts.choosing import with_project
from incidents import scales, vocabularies
from incidents.aggregates.calibration import LEAST, Group, calibration
from incidents.models.facts import choices


@dataclass
class Section:
    """One basis: its scores, the diagram where there are enough forecasts, and its table."""

    group: Group
    label: str
    bins: list
    drawing: scales.Reliability | None


@require_safe
@with_project
def page(request, project):
    who = request.GET.get("who", "")[:200]
    found = calibration(project, request.user, forecaster=who)
    context = {
        "project": project,
        "found": found,
        "sections": [section_of(group) for group in found.groups],
        "who": who,
        "who_name": _name_of(found, who),
        "least": LEAST,
    }
    return render(request, "incidents/calibration/page.html", context)


def section_of(group: Group) -> Section:
    bins = group.whole.bins
    terms = [label for _slug, label in choices(vocabularies.LIKELIHOODS)]
    return Section(
        group,
        dict(choices(vocabularies.PROBABILITY_BASES))[group.basis],
        list(zip(terms, bins, strict=False)),
        scales.reliability(bins) if bins else None,
    )


def _name_of(found, who):
    names = (each.forecaster.name for group in found.groups for each in group.forecasters)
    return next(names, who) if who else ""
