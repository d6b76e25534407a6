"""Region sets: versioned, not curated; editors change a project's, set-up loads the shared ones."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.database.row_state import columns_of
from ctplatform.domain_errors import Conflict, StaleVersion
from ctplatform.jobs.messages import send_wake_message_on_commit
from incidents.recounts.models import DirtyBucket
from incidents.regions.models import RegionSet
from incidents.regions.standard_sets import SHARED_SETS
from incidents.series.models.series import Series

REGION_SET_FIELDS = ("name", "countries", "note")


@transaction.atomic
def load_region_sets() -> int:
    """Load or update the shared sets; return how many were new. Safe to repeat."""
    known = {each.key: each for each in RegionSet.objects.filter(project=None)}
    for key, wanted in SHARED_SETS.items():
        values = {"name": wanted.name, "countries": list(wanted.countries), "note": wanted.note}
        row = known.get(key)
        if row is None:
            mark_series_within(RegionSet.objects.create(key=key, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            row.version += 1
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
            mark_series_within(row)
    return len(SHARED_SETS.keys() - known.keys())


@transaction.atomic
def create_region_set(*, by, project, **values) -> RegionSet:
    """Create a project's set; it replaces the shared one of the same key there."""
    require_role(by, project, Role.EDITOR)
    found = RegionSet(project=project, created_by=by, **values)
    found.full_clean()
    found.save(force_insert=True)
    mark_series_within(found)
    return found


@transaction.atomic
def change_region_set(found, values, *, by, expected_version=None) -> RegionSet:
    """Change a project's set; the key cannot change, since URLs contain it."""
    found = _set_to_change(found, by, expected_version)
    before = columns_of(found)
    for name in REGION_SET_FIELDS:
        if name in values:
            setattr(found, name, values[name])
    found.full_clean()
    if columns_of(found) == before:
        return found
    found.version += 1
    found.save()
    mark_series_within(found)
    return found


@transaction.atomic
def delete_region_set(found, *, by, expected_version=None) -> None:
    """Delete a project's set; a shared one of the same key applies again.

    Raises Conflict if a series uses the set and no shared one replaces it.
    """
    found = _set_to_change(found, by, expected_version)
    counted = series_within(found)
    shared = RegionSet.objects.filter(project=None, key=found.key).exists()
    lost = [each for each in counted if not shared or str(found.pk) in each.filters["within"]]
    if lost:
        text = _("The series “%(series)s” uses this set of regions. Change the series first.")
        raise Conflict(text % {"series": lost[0]})
    mark_series_within(found)
    found.delete()


def series_within(found) -> list:
    """The series that are limited to a set, by its key or its id."""
    rows = Series.objects.filter(filters__has_key="within").order_by("id")
    rows = rows if found.project_id is None else rows.filter(project=found.project_id)
    names = {found.key, str(found.pk)}
    return [each for each in rows if names & set(each.filters["within"])]


def mark_series_within(found) -> None:
    """Have the series that are limited to a set counted again."""
    marks = [
        DirtyBucket(project_id=each.project_id, start=each.start, end=each.end)
        for each in series_within(found)
    ]
    if marks:
        DirtyBucket.objects.bulk_create(marks)
        send_wake_message_on_commit()


def require_may_change_region_set(found, *, by):
    """Raise PermissionDenied unless the user may change the set."""
    if found.project_id is None:
        raise PermissionDenied(
            _("This set is shared by all projects; make one of the same key in your project.")
        )
    require_role(by, found.project, Role.EDITOR)


def _set_to_change(found, by, expected_version):
    found = RegionSet.objects.select_for_update(of=("self",)).get(pk=found.pk)
    require_may_change_region_set(found, by=by)
    if expected_version not in (None, found.version):
        raise StaleVersion
    return found
