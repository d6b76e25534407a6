"""Series as pages: the list, one figure, and the pieces of it that keep themselves up to date."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from ctplatform.accounts.choosing import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.rest.problems import PreconditionFailed
from incidents import services
from incidents.aggregates.figure import figure_of, totals_of
from incidents.forms.series import SeriesForm
from incidents.models import Series

PIECES = ("chart", "table")


@require_safe
@with_project
def figure_list(request, project):
    """Every series of the project, with its course in small."""
    rows = Series.objects.visible_to(request.user).in_project(project).order_by("title", "id")
    context = {
        "project": project,
        "rows": in_small(rows),
        "may_edit": has_role(request.user, project, Role.EDITOR),
    }
    return render(request, "incidents/figures/list.html", context)


def in_small(series_list) -> list[tuple]:
    """[(series, [total per bucket], last known value)], in one query for all points."""
    series_list = list(series_list)
    totals = totals_of(series_list)
    return [(each, totals[each.pk], last_of(totals[each.pk])) for each in series_list]


def last_of(values):
    return next((value for value in reversed(values) if value is not None), None)


@require_safe
def figure(request, pk):
    """One series: the chart, its numbers, and what is left out of them."""
    series = found(request, pk)
    context = {
        **shown(series, request.user),
        "project": series.project,
        "may_edit": has_role(request.user, series.project, Role.EDITOR),
    }
    return render(request, "incidents/figures/figure.html", context)


@require_safe
def piece(request, pk, name):
    """The chart or the table alone; 204 where the page has the present numbers already."""
    series = found(request, pk)
    if request.GET.get("seen") == seen_of(series):
        return HttpResponse(status=204)
    return render(request, f"incidents/figures/{name}.html", shown(series, request.user))


def shown(series, user) -> dict:
    """What the pieces of a figure need."""
    return {
        "figure": figure_of(series, user),
        "seen": seen_of(series),
        "edits": has_role(user, series.project, Role.EDITOR),
    }


def seen_of(series) -> str:
    return f"{series.version}-{series.recounts}"


def found(request, pk):
    rows = Series.objects.seen_row(pk, request.user)
    return get_object_or_404(rows.select_related("project"))


@with_project
def define(request, project):
    """A new series, for editors."""
    require_role(request.user, project, Role.EDITOR)
    form = SeriesForm(request.POST or None)

    def write(values):
        return services.create_series(by=request.user, project=project, **values)

    return edit(request, form, write, {"project": project})


def change(request, pk):
    """Another definition of a series; the old numbers stay until the new ones are there."""
    series = found(request, pk)
    require_role(request.user, series.project, Role.EDITOR)
    form = SeriesForm(request.POST or None, instance=Series.objects.get(pk=pk))

    def write(values):
        version = form.cleaned_data["version"]
        return services.change_series(series, values, by=request.user, expected_version=version)

    return edit(request, form, write, {"project": series.project, "series": series})


def edit(request, form, write, context):
    moved = False
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("figure", pk=write(form.values()).pk)
        except ValidationError as error:
            form.refuse(error)
        except PreconditionFailed:
            moved = True
    return render(request, "incidents/figures/edit.html", {**context, "form": form, "moved": moved})


@require_POST
def rebuild(request, pk):
    """Count it from scratch; the job's page shows how far that is."""
    job = services.request_rebuild(found(request, pk), by=request.user)
    return redirect("job", pk=job.pk)
