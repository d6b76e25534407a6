"""Pages of pinned charts: the snapshot itself, and placing it on the page of something else."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from incidents.assessments.models.assessments import Assessment
from incidents.charts.forms import PlaceChartForm
from incidents.charts.models import AssessmentChart, ChartSnapshot
from incidents.charts.queries.pinned import read_pinned
from incidents.charts.services import place_chart, remove_chart, renew_chart
from incidents.charts.vocabulary import PINNED_KINDS


def _find_snapshot(request, pk):
    rows = ChartSnapshot.objects.get_visible_row(pk, request.user)
    return get_object_or_404(rows.select_related("project", "series__project", "created_by"))


@require_safe
def snapshot_page(request, pk, kind="steps"):
    """A snapshot as one kind of chart, and what has changed since."""
    snapshot = _find_snapshot(request, pk)
    context = {
        **_context(snapshot, request.user, kind),
        "project": snapshot.project,
        "kinds": [(name, _(label)) for name, label in PINNED_KINDS.items()],
    }
    return render(request, "incidents/charts/snapshot.html", context)


@require_safe
def snapshot_fragment(request, pk, kind):
    """The drawing of a snapshot, for the page on which it is placed."""
    context = _context(_find_snapshot(request, pk), request.user, kind)
    return render(request, "incidents/charts/pinned.html", context)


@require_safe
def snapshot_table(request, pk):
    """The numbers of a snapshot as a table, for the page on which it is placed."""
    context = _context(_find_snapshot(request, pk), request.user, "steps")
    return render(request, "incidents/charts/pinned_table.html", context)


def _context(snapshot, user, kind):
    pinned = read_pinned(snapshot, user, kind)
    return {
        "pinned": pinned,
        "chart": pinned.chart,
        "figure": pinned.chart.figure,
        "kind_label": _(PINNED_KINDS[pinned.chart.kind]),
    }


def add_chart_page(request, model, heading, back, **place):
    """The form that pins a series and places it; `place` is {field of the model: row}."""
    ((_name, row),) = place.items()
    require_role(request.user, row.project, Role.ANNOTATOR)
    data = request.POST if request.method == "POST" else None
    form = PlaceChartForm(data, user=request.user, project=row.project)
    if request.method == "POST" and form.is_valid():
        try:
            place_chart(model, by=request.user, **form.cleaned_data, **place)
            return redirect(back)
        except ValidationError as error:
            form.refuse(error)
    context = {"form": form, "project": row.project, "heading": heading, "back": back}
    return render(request, "incidents/charts/place.html", context)


def find_chart(request, model, pk):
    """A placed chart that the user may see, with its snapshot and its place."""
    rows = model.objects.get_visible_row(pk, request.user)
    return get_object_or_404(rows.select_related("snapshot__series__project", model.PLACE))


def change_placed(request, model, pk, change, back):
    """Renew or remove a placed chart; `back` returns the address of its page."""
    chart = find_chart(request, model, pk)
    version = request.POST.get("version", "")
    change(chart, by=request.user, expected_version=int(version) if version.isdecimal() else None)
    return redirect(back(chart))


def place_on_assessment(request, pk):
    """Place a chart on the page of an assessment."""
    assessment = get_object_or_404(
        Assessment.objects.get_visible_row(pk, request.user).select_related("project")
    )
    back = f"/assessments/{assessment.pk}/"
    return add_chart_page(request, AssessmentChart, assessment.label, back, assessment=assessment)


def _assessment_page(chart):
    shown = chart.assessment.merged_into_id or chart.assessment_id
    return f"/assessments/{shown}/#charts-head"


@require_POST
def renew_on_assessment(request, pk):
    """Pin the present numbers of a chart of an assessment."""
    return change_placed(request, AssessmentChart, pk, renew_chart, _assessment_page)


@require_POST
def remove_from_assessment(request, pk):
    """Take a chart away from an assessment."""
    return change_placed(request, AssessmentChart, pk, remove_chart, _assessment_page)
