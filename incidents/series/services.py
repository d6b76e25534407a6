"""Services for definitions of series, which are versioned and recounted but not curated."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.database.row_state import columns_of
from ctplatform.domain_errors import Conflict, StaleVersion
from ctplatform.jobs.services import request_job
from incidents.recounts.models import mark_days_again
from incidents.series.models.chart_events import require_known_events
from incidents.series.models.series import Series
from incidents.series.models.versions import SeriesVersion, definition_of

SERIES_FIELDS = (
    "title",
    "measure",
    "bucket",
    "group_by",
    "marking",
    "filters",
    "roles",
    "branches",
    "summaries",
    "start",
    "end",
    "coverage",
    "breakpoints",
    "events",
    "transform",
)


@transaction.atomic
def create_series(*, by, project, copied_from=None, **values):
    """Define a series and request its first count; for editors. Returns the Series.

    A definition is not a statement about the world, so it is versioned but not curated.
    `copied_from` is a series of the project that the user sees, and whose definition it began with.
    """
    require_role(by, project, Role.EDITOR)
    if copied_from is not None and copied_from.project_id != project.pk:
        raise ValidationError({"copied_from": _("A series is copied within its project.")})
    series = Series(project=project, created_by=by, copied_from=copied_from, **values)
    series.full_clean()
    require_known_events(series, [], by=by)
    series.save(force_insert=True)
    _keep_version(series, by)
    mark_days_again(series)
    request_rebuild(series, by=by)
    return series


@transaction.atomic
def change_series(series, values, *, by, expected_version=None):
    """Change the definition of a series and request a recount; the points stay until then.

    If the marking changes, the points are deleted at once, as new readers may not be allowed to see
    them.
    """
    series = _series_to_change(series, by, expected_version)
    if unknown := values.keys() - set(SERIES_FIELDS):
        raise ValidationError({name: _("This field cannot be changed.") for name in unknown})
    if values.get("marking", series.marking) != series.marking:
        series.points.all().delete()
    before, events = columns_of(series), series.events
    _keep_version(series, series.created_by)
    for name, value in values.items():
        setattr(series, name, value)
    series.full_clean()
    require_known_events(series, events, by=by)
    if columns_of(series) == before:
        return series
    series.version += 1
    series.save()
    _keep_version(series, by)
    mark_days_again(series)
    request_rebuild(series, by=by)
    return series


@transaction.atomic
def delete_series(series, *, by, expected_version=None):
    """Delete a series with its points; the incidents stay.

    Raises Conflict where a record, such as a check, rests on it.
    """
    series = _series_to_change(series, by, expected_version)
    try:
        series.delete()
    except ProtectedError as error:
        text = _("A check counts this series: let it count another one, then delete this.")
        raise Conflict(text) from error


def request_rebuild(series, *, by):
    """Request a recount from scratch in the background; return the Job."""
    require_role(by, series.project, Role.EDITOR)
    return request_job(
        "rebuild_series", by=by, project=series.project, title=series.title, series=str(series.pk)
    )


def _keep_version(series, by):
    """Keep the definition under its version, unless it is kept already."""
    SeriesVersion.objects.get_or_create(
        series=series,
        number=series.version,
        defaults={
            "marking": series.marking,
            "definition": definition_of(series, SERIES_FIELDS),
            "changed": series.updated,
            "changed_by": by if by and by.pk else None,
        },
    )


def _series_to_change(series, by, expected_version):
    series = Series.objects.select_for_update(of=("self",)).get(pk=series.pk)
    require_role(by, series.project, Role.EDITOR)
    if expected_version not in (None, series.version):
        raise StaleVersion
    return series
