"""Definitions of series: versioned, counted from scratch after each change, not curated."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.jobs.services import request_job
from ctplatform.rest.problems import PreconditionFailed
from incidents.models import Series

SERIES_FIELDS = (
    "title", "measure", "bucket", "group_by", "marking", "filters", "start", "end", "coverage",
)  # fmt: skip


@transaction.atomic
def create_series(*, by, project, **values):
    """Define a series and let it be counted; editors do. Returns the Series.

    A definition is no fact about the world, so it is versioned but not curated.
    """
    require_role(by, project, Role.EDITOR)
    series = Series(project=project, created_by=by, **values)
    series.full_clean()
    series.save(force_insert=True)
    request_rebuild(series, by=by)
    return series


@transaction.atomic
def change_series(series, values, *, by, expected_version=None):
    """Change what a series counts; it is counted from scratch. Points stay until then.

    With another marking they are gone at once: they may tell what its new readers may not know.
    """
    series = _series_to_change(series, by, expected_version)
    if unknown := values.keys() - set(SERIES_FIELDS):
        raise ValidationError({name: _("This field cannot be changed.") for name in unknown})
    if values.get("marking", series.marking) != series.marking:
        series.points.all().delete()
    for name, value in values.items():
        setattr(series, name, value)
    series.full_clean()
    series.version += 1
    series.save()
    request_rebuild(series, by=by)
    return series


@transaction.atomic
def delete_series(series, *, by, expected_version=None):
    """Delete a series with its points; the incidents stay."""
    _series_to_change(series, by, expected_version).delete()


def request_rebuild(series, *, by):
    """Have a series counted from scratch in the background; return the Job."""
    require_role(by, series.project, Role.EDITOR)
    return request_job(
        "rebuild_series", by=by, project=series.project, title=series.title, series=str(series.pk)
    )


def _series_to_change(series, by, expected_version):
    series = Series.objects.select_for_update(of=("self",)).get(pk=series.pk)
    require_role(by, series.project, Role.EDITOR)
    if expected_version not in (None, series.version):
        raise PreconditionFailed
    return series
