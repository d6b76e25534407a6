"""The users named on a red record. Its creator and the project's owners name them."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Project, ProjectEvent, Role, User, Visibility
from ctplatform.accounts.roles import has_role

MOST_OFFERED = 20


def may_name(record, user) -> bool:
    own = record.created_by_id == user.pk and has_role(user, record.project, Role.ANNOTATOR)
    return own or has_role(user, record.project, Role.OWNER)


def people_to_name(record, *, by):
    """Users whom `by` may name on a record: known to `by`, and allowed to see its project.

    Excludes its creator and those who are named already.
    """
    people = User.objects.visible_to(by).filter(is_active=True).exclude(pk=record.created_by_id)
    if record.project.visibility == Visibility.PRIVATE:
        people = people.filter(memberships__project=record.project)
    return people.exclude(pk__in=record.named.values("pk"))


@transaction.atomic
def name_reader(record, person, *, by):
    """Let a user see a record with any marking, if they may see its project."""
    require_may_name(record, by)
    if not Project.objects.visible_to(person).filter(pk=record.project_id).exists():
        raise ValidationError({"username": _("This person may not see the project.")})
    if not record.named.filter(pk=person.pk).exists():
        record.named.add(person)
        _note(record, person, by, {"from": None, "to": str(record.pk)})


@transaction.atomic
def unname_reader(record, person, *, by):
    """Undo `name_reader`."""
    require_may_name(record, by)
    if record.named.filter(pk=person.pk).exists():
        record.named.remove(person)
        _note(record, person, by, {"from": str(record.pk), "to": None})


def require_may_name(record, by):
    """Raise PermissionDenied unless the user may choose who reads a record."""
    if not may_name(record, by):
        raise PermissionDenied(_("Only the record's creator or an owner names its readers."))


def _note(record, person, by, change):
    """Record it as an event of the project, with only the record's id, which reveals nothing."""
    changes = {f"named {person.username}": change}
    ProjectEvent.objects.create(project=record.project, by=by, changes=changes)
