"""Sources are not curated: their creators and editors change them directly."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.database.row_state import columns_of
from ctplatform.domain_errors import StaleVersion
from incidents.recounts.models import mark_source_days
from incidents.sources.models import Source

SOURCE_FIELDS = ("name", "kind", "url", "reliability", "note", "repeats")


@transaction.atomic
def create_source(*, by, project, **values):
    """Add a source to a project; needs the role of annotator."""
    require_role(by, project, Role.ANNOTATOR)
    source = Source(project=project, created_by=by, **values)
    source.full_clean()
    source.save(force_insert=True)
    return source


@transaction.atomic
def change_source(source, values, *, by, expected_version=None):
    """Change a source; its creator and editors may."""
    source = Source.objects.select_for_update().get(pk=source.pk)
    require_may_change_source(source, by=by)
    if expected_version not in (None, source.version):
        raise StaleVersion
    if unknown := values.keys() - set(SOURCE_FIELDS):
        raise ValidationError({name: _("This field cannot be changed.") for name in unknown})
    before = columns_of(source)
    for name, value in values.items():
        setattr(source, name, value)
    source.full_clean()
    if columns_of(source) == before:
        return source
    source.version += 1
    source.save()
    if source.repeats_id != before["repeats_id"]:
        mark_source_days(source.project_id)
    return source


@transaction.atomic
def delete_source(source, *, by):
    """Delete a source that nothing refers to; its creator and editors may.

    Raises ValidationError where something does.
    """
    require_may_change_source(source, by=by)
    try:
        source.delete()
    except ProtectedError as error:
        raise ValidationError(_("This source is in use, so it stays.")) from error


def require_may_change_source(source, *, by):
    least = Role.ANNOTATOR if source.created_by_id == by.pk else Role.EDITOR
    require_role(by, source.project, least)
