"""Pages of series: the list, one figure, and its fragments that refresh themselves."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.domain_errors import StaleVersion
from ctplatform.web.references import is_id
from ctplatform.web.templatetags.drawings import UNKNOWN
from incidents.series.forms.definition import SeriesForm
from incidents.series.forms.drafts import copy_of, series_of_list
from incidents.series.models.series import Series
from incidents.series.models.versions import SeriesVersion
from incidents.series.queries.figure import figure_of, totals_of
from incidents.series.queries.pages.definition_words import definition_rows
from incidents.series.queries.pages.preview import preview_of
from incidents.series.services import change_series, create_series, request_rebuild

PIECES = ("chart", "table", "small")
LISTED = 20  # versions on a page
LONGEST_QUERY = 4000


@require_safe
@with_project
def figure_list(request, project):
    """Every series of the project, with a sparkline."""
    rows = Series.objects.visible_to(request.user).in_project(project).order_by("title", "id")
    context = {
        "project": project,
        "rows": small_figures(rows),
        "may_edit": has_role(request.user, project, Role.EDITOR),
    }
    return render(request, "incidents/series/list.html", context)


def small_figures(series_list) -> list[tuple]:
    """[(series, [value to draw for each bucket], last covered bucket)], in one query."""
    series_list = list(series_list)
    totals = totals_of(series_list)
    return [(each, drawn_totals(totals[each.pk]), last_of(totals[each.pk])) for each in series_list]


def drawn_totals(totals) -> list:
    """The expected numbers; None where not covered and UNKNOWN where not known."""
    return [
        each and (UNKNOWN if each.n_expected is None else round(each.n_expected, 2))
        for each in totals
    ]


def last_of(totals):
    return next((each for each in reversed(totals) if each is not None), None)


@require_safe
def figure_page(request, pk):
    """One series: the chart, its numbers, and what they leave out."""
    series = find_series(request, pk)
    context = {
        **figure_context(series, request.user),
        "project": series.project,
        "may_edit": has_role(request.user, series.project, Role.EDITOR),
        "source": visible_source(series, request.user),
    }
    return render(request, "incidents/series/page.html", context)


@require_safe
def figure_fragment(request, pk, name):
    """The chart, table or sparkline as a fragment; 204 if the page shows the present numbers."""
    series = find_series(request, pk)
    if request.GET.get("seen") == seen_of(series):
        return HttpResponse(status=204)
    context = figure_context(series, request.user)
    if name == "small":
        figure = context["figure"]
        context["values"] = drawn_totals(figure.total.get(day) for day in figure.days)
    return render(request, f"incidents/series/{name}.html", context)


def figure_context(series, user) -> dict:
    """The context that all fragments of a figure need."""
    return {
        "figure": figure_of(series, user),
        "seen": seen_of(series),
        "edits": has_role(user, series.project, Role.EDITOR),
    }


def seen_of(series) -> str:
    return f"{series.version}-{series.recounts}"


def find_series(request, pk):
    rows = Series.objects.get_visible_row(pk, request.user)
    return get_object_or_404(rows.select_related("project"))


@with_project
def define_page(request, project):
    """Define a new series, for editors: from nothing, from a copy, or from the list of incidents.

    `copy` is a series to begin with, `list` the query string of a list.
    """
    require_role(request.user, project, Role.EDITOR)
    draft = draft_of(request, project)
    form = SeriesForm(
        request.POST or None,
        user=request.user,
        project=project,
        instance=draft and draft.series,
    )

    def write(values):
        source = draft and draft.source
        return create_series(by=request.user, project=project, copied_from=source, **values)

    return edit_page(request, form, write, {"project": project, "draft": draft})


def draft_of(request, project):
    """The Draft that a request asks to begin with; None for an empty one."""
    pk, query = request.GET.get("copy", ""), request.GET.get("list")
    if pk:
        rows = Series.objects.visible_to(request.user).in_project(project)
        return copy_of(get_object_or_404(rows, pk=pk if is_id(pk) else None))
    if query is not None:
        return series_of_list(query[:LONGEST_QUERY], project, request.user)
    return None


def change_page(request, pk):
    """Change the definition of a series; the old numbers stay until it is recounted."""
    series = find_series(request, pk)
    require_role(request.user, series.project, Role.EDITOR)

    def opened(data=None):
        row = Series.objects.get(pk=pk)  # a separate instance for the form to change
        return SeriesForm(data, user=request.user, project=series.project, instance=row)

    form = opened(request.POST or None)

    def write(values):
        values = form.changed_settings(values)
        version = form.cleaned_data["version"]
        return change_series(series, values, by=request.user, expected_version=version)

    return edit_page(request, form, write, {"project": series.project, "series": series}, opened)


@require_safe
@with_project
def preview_fragment(request, project):
    """The figure of the form as it is filled in, counted at once and not stored; for editors."""
    require_role(request.user, project, Role.EDITOR)
    draft = draft_of(request, project)
    series = draft.series if draft else _edited_series(request, project)
    form = SeriesForm(request.GET, user=request.user, project=project, instance=series)
    form.fields["title"].required = False
    context = {"preview": None, "errors": []}
    if form.is_valid():
        try:
            context["preview"] = preview_of(_unsaved(form, project), request.user)
        except ValidationError as error:
            form.refuse(error)
    if form.errors:
        context["errors"] = [
            (form[name].label if name in form.fields else "", texts[0])
            for name, texts in form.errors.items()
        ]
    return render(request, "incidents/series/preview.html", context)


def _edited_series(request, project):
    """A separate instance of the series that is edited; None for a new one."""
    pk = request.GET.get("series", "")
    if not pk:
        return None
    rows = Series.objects.visible_to(request.user).in_project(project)
    return get_object_or_404(rows, pk=pk if is_id(pk) else None)


def _unsaved(form, project) -> Series:
    """A series with the values of a valid form; raises ValidationError as the services do."""
    series = Series(project=project, **{"title": "", **form.values()})
    series.full_clean(exclude=["title"])
    return series


def edit_page(request, form, write, context, opened=None):
    changed_meanwhile = None
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("figure", pk=write(form.values()).pk)
        except ValidationError as error:
            form.refuse(error)
        except StaleVersion:
            changed_meanwhile = form.over(opened())
            form = changed_meanwhile.form
    shown = {
        "form": form,
        "changed_meanwhile": changed_meanwhile,
        "preview_url": preview_url(request, context),
    }
    return render(request, "incidents/series/edit.html", context | shown)


def new_series_url(request, project, measure="") -> str:
    """The URL of a new series with the filters of the list that is shown, for editors; else ""."""
    if not has_role(request.user, project, Role.EDITOR):
        return ""
    filters = request.GET.copy()
    for name in ("project", "view", "cursor", "by"):
        filters.pop(name, None)
    if measure:
        filters["measure"] = measure
    asked = {"project": project.slug, "list": filters.urlencode()}
    return f"{reverse('figure-new')}?{urlencode(asked)}"


def preview_url(request, context) -> str:
    """The URL of the preview of a new or existing series."""
    asked = {"project": context["project"].slug}
    asked |= {name: request.GET[name] for name in ("copy", "list") if name in request.GET}
    if "series" in context:
        asked["series"] = context["series"].pk
    return f"{reverse('figure-preview')}?{urlencode(asked)}"


@require_safe
def versions_page(request, pk):
    """The definitions of a series, the newest first, a page of them at a time."""
    series = find_series(request, pk)
    rows = SeriesVersion.objects.visible_to(request.user).filter(series=series)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 9:
        rows = rows.filter(number__lt=int(before))
    found = list(rows.select_related("changed_by", "series__project").order_by("-number")[:LISTED])
    context = {
        "series": series,
        "project": series.project,
        "versions": [(each, definition_rows(each.as_series(), request.user)) for each in found],
        "before": found[-1].number if len(found) == LISTED else None,
        "source": visible_source(series, request.user),
        "may_edit": has_role(request.user, series.project, Role.EDITOR),
    }
    return render(request, "incidents/series/versions.html", context)


def visible_source(series, user):
    """The series that this one was copied from, if the user may see it."""
    if series.copied_from_id is None:
        return None
    return Series.objects.visible_to(user).filter(pk=series.copied_from_id).first()


@require_POST
def rebuild_action(request, pk):
    """Recount the series from scratch; the job's page shows the progress."""
    job = request_rebuild(find_series(request, pk), by=request.user)
    return redirect("job", pk=job.pk)
