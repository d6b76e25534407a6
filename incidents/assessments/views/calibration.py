"""The calibration page of a project: scores by basis of the probabilities and by forecaster."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.charts import probability_chart
from ctplatform.charts.chart_marks import Mark
from incidents import vocabularies
from incidents.assessments.queries.calibration import LEAST, Group, calibration_of
from incidents.records.models import term_choices


@dataclass
class Section:
    """One basis: its scores, the diagram if there are enough forecasts, and its table."""

    group: Group
    label: str
    bins: list
    drawing: probability_chart.Reliability | None
    marks: list[Mark]


@require_safe
@with_project
def calibration_page(request, project):
    who = request.GET.get("who", "")[:200]
    found = calibration_of(project, request.user, forecaster=who)
    context = {
        "project": project,
        "found": found,
        "sections": [section_of(group, project, who) for group in found.groups],
        "who": who,
        "who_name": _name_of(found, who),
        "least": LEAST,
    }
    return render(request, "incidents/assessments/calibration/page.html", context)


def section_of(group: Group, project, who="") -> Section:
    bins = group.whole.bins
    terms = [label for _slug, label in term_choices(vocabularies.LIKELIHOODS)]
    drawing = probability_chart.draw_reliability(bins) if bins else None
    return Section(
        group,
        dict(term_choices(vocabularies.PROBABILITY_BASES))[group.basis],
        list(zip(terms, bins, strict=False)),
        drawing,
        marks_of(group, drawing, project, who) if drawing else [],
    )


def marks_of(group, drawing, project, who) -> list[Mark]:
    """The dots of a diagram: each shows the band's figures and links to its questions."""
    terms, bins = term_choices(vocabularies.LIKELIHOODS), group.whole.bins
    rows = [(term, each) for term, each in zip(terms, bins, strict=True) if each.n]
    marks = []
    for ((slug, label), each), bar in zip(rows, drawing.bars, strict=True):
        asked = {"project": project.slug, "scored": group.basis, "band": slug}
        url = f"{reverse('assessments')}?{urlencode(asked | ({'forecaster': who} if who else {}))}"
        marks.append(drawing.mark(bar, band_in_words(label, each), url))
    return marks


def band_in_words(label, each) -> str:
    """“likely: 62 % given, 58 % resolved yes (interval 40 to 74 %), 12 questions”, for a dot."""
    text = ngettext(
        "%(label)s: %(mean)s given, %(observed)s resolved yes (interval %(low)s to %(high)s), %(n)s"
        " question",
        "%(label)s: %(mean)s given, %(observed)s resolved yes (interval %(low)s to %(high)s), %(n)s"
        " questions",
        2 if each.n != 1 else 1,
    )
    shares = {name: f"{getattr(each, name):.0%}" for name in ("mean", "observed")}
    shares |= {"low": f"{each.lower:.0%}", "high": f"{each.upper:.0%}"}
    return text % {**shares, "label": label, "n": f"{each.n:.3g}"}


def _name_of(found, who):
    names = (each.forecaster.name for group in found.groups for each in group.forecasters)
    return next(names, who) if who else ""
