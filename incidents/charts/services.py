"""Services of pinned charts: pin a series, place it, pin it again, take it away."""

import json

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.charts.figures.small_multiples import MOST
from ctplatform.domain_errors import Conflict, StaleVersion
from incidents.charts.models import ChartSnapshot, PlacedChart
from incidents.charts.packed_points import packed_points
from incidents.findings.queries.shown import current_findings
from incidents.series.models.series import Series
from incidents.series.queries.figure import figure_of
from incidents.series.services import SERIES_FIELDS

MOST_PLACED = 12
"""Charts on one page."""


@transaction.atomic
def pin_series(series, *, by) -> ChartSnapshot:
    """Keep the numbers of a series as they are now; for annotators of its project.

    The series is locked, so that the points are those of one recount. Raises Conflict if it has not
    been counted yet.
    """
    require_role(by, series.project, Role.ANNOTATOR)
    series = Series.objects.select_for_update(of=("self",)).get(pk=series.pk)
    figure = figure_of(series, by, MOST)
    if series.recounted is None or not figure.total:
        raise Conflict(_("This series has no numbers yet. Pin it once it is counted."))
    row = current_findings(series)
    return ChartSnapshot.objects.create(
        project_id=series.project_id,
        series=series,
        created_by=by,
        title=series.title,
        marking=series.marking,
        definition=definition_of(series),
        definition_version=series.version,
        recounts=series.recounts,
        recounted=series.recounted,
        points=packed_points(figure),
        findings=row.results if row and row.recounts == series.recounts else [],
    )


def definition_of(series) -> dict:
    """The fields that define a series, as JSON."""
    values = {name: getattr(series, name) for name in SERIES_FIELDS}
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


@transaction.atomic
def place_chart(model: type[PlacedChart], *, by, series, kind, caption="", **place):
    """Pin a series and show it on the page of something of the same project; for annotators.

    `place` is {field of the model: row}. Raises ValidationError naming the field.
    """
    ((_name, row),) = place.items()
    require_role(by, row.project, Role.ANNOTATOR)
    if series.project_id != row.project_id:
        raise ValidationError({"series": _("Choose a series of the same project.")})
    type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)  # so that two do not exceed it
    if model.objects.filter(**same_place(**place)).count() >= MOST_PLACED:
        text = _("A page has at most %(most)d charts. Take one away first.")
        raise ValidationError({"series": text % {"most": MOST_PLACED}})
    chart = model(kind=kind, caption=caption, created_by=by, **place)
    chart.full_clean(exclude=["snapshot"])
    chart.snapshot = pin_series(series, by=by)
    chart.save(force_insert=True)
    return chart


def same_place(**place) -> dict:
    """The condition for the charts on a page: of the row, and of the records merged into it.

    Charts stay on the record of a merge that they were on, as rows do, so undoing it is simple.
    """
    ((name, row),) = place.items()
    ids = row.family_ids() if hasattr(row, "family_ids") else [row.pk]
    return {f"{name}__in": ids}


@transaction.atomic
def renew_chart(chart: PlacedChart, *, by, expected_version=None):
    """Pin the present numbers of the series instead; the old snapshot stays as it is."""
    chart = _chart_to_change(chart, by, expected_version)
    if chart.snapshot.series is None:
        raise Conflict(_("The series was deleted, so the chart cannot be renewed."))
    chart.snapshot = pin_series(chart.snapshot.series, by=by)
    chart.version += 1
    chart.save()
    return chart


@transaction.atomic
def remove_chart(chart: PlacedChart, *, by, expected_version=None):
    """Take a chart away from its page; the snapshot stays."""
    _chart_to_change(chart, by, expected_version).delete()


def may_change_chart(chart: PlacedChart, user) -> bool:
    """Whether a user may renew or remove a chart: the annotator who placed it, or an editor."""
    project = chart.place.project
    if has_role(user, project, Role.EDITOR):
        return True
    return chart.created_by_id == user.pk and has_role(user, project, Role.ANNOTATOR)


def require_may_change(chart: PlacedChart, *, by):
    """Raise PermissionDenied unless the user may renew or remove the chart."""
    if not may_change_chart(chart, by):
        require_role(by, chart.place.project, Role.EDITOR)


def _chart_to_change(chart, by, expected_version):
    chart = type(chart).objects.select_for_update(of=("self",)).get(pk=chart.pk)
    require_may_change(chart, by=by)
    if expected_version not in (None, chart.version):
        raise StaleVersion
    return chart
