"""Roles in projects, and the checks of them that services make."""

from copy import copy

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role


def role_of(user, project):
    """Return the user's Role in the project, or None. A superuser acts as an owner."""
    return role_in(user, project and project.pk)


def role_in(user, project_id):
    """As `role_of`, by the id of the project."""
    if not user.is_authenticated or not user.is_active:
        return None
    if user.is_superuser:
        return Role.OWNER
    if project_id is None:
        return None
    return user.roles().get(project_id)


def with_roles_read_once(user):
    """A copy of the user whose roles are read once, for many checks in a short transaction."""
    found = copy(user)
    if "_roles" not in found.__dict__:
        found.remember_roles()
    return found


def is_member(user, project_id):
    """Whether the user has any role in the project of this id; superusers do."""
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or project_id in user.roles()


def joined_by(user):
    """Ids of the projects that the user is a member of."""
    return list(user.roles()) if user.is_authenticated else []


def edited_by(user):
    """Ids of the projects in which the user is an editor or an owner."""
    if not user.is_authenticated:
        return []
    return [pk for pk, role in user.roles().items() if role.rank >= Role.EDITOR.rank]


def has_role(user, project, least):
    """Whether the user's role in the project is `least` or higher."""
    role = role_of(user, project)
    return role is not None and role.rank >= Role(least).rank


def require_role(user, project, least):
    """Raise PermissionDenied unless the user's role in the project is `least` or higher."""
    if not has_role(user, project, least):
        raise PermissionDenied(
            _("This needs the role “%(role)s” in the project “%(project)s”.")
            % {"role": Role(least).label, "project": project or _("shared")}
        )
