"""The verbs of accounts. Each says who acts (`by=`) and refuses what they may not do."""

import hashlib
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Membership, Project, ProjectEvent, Role, Token
from ctplatform.accounts.roles import require_role
from ctplatform.prepared import prepare
from ctplatform.rest.problems import Conflict, PreconditionFailed

SETTINGS = ("title", "description", "visibility", "review_policy")


@transaction.atomic
def create_project(*, by, **values):
    """Make a project owned by `by`."""
    project = Project(**values)
    project.full_clean()
    project.save()
    Membership.objects.create(project=project, user=by, role=Role.OWNER)
    by.forget_roles()
    return project


@transaction.atomic
def change_project(project, values, *, by, expected_version=None):
    """Change settings; every change is kept as a ProjectEvent."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    require_role(by, project, Role.OWNER)
    if expected_version not in (None, project.version):
        raise PreconditionFailed
    changes = {
        name: {"from": getattr(project, name), "to": value}
        for name, value in values.items()
        if name in SETTINGS and getattr(project, name) != value
    }
    for name, change in changes.items():
        setattr(project, name, change["to"])
    if changes:
        project.full_clean()
        project.version += 1
        project.save()
        ProjectEvent.objects.create(project=project, by=by, changes=changes)
    return project


@transaction.atomic
def set_member(project, user, role, *, by, expected_version=None):
    """Give `user` a role in the project, new or changed.

    `expected_version` is that of the membership as it was read; 0 where there was none.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    require_role(by, project, Role.OWNER)
    member = Membership.objects.filter(project=project, user=user).first()
    if expected_version == 0 and member:
        raise Conflict(_("This person is a member already."))
    if expected_version not in (None, member.version if member else 0):
        raise PreconditionFailed
    before = member.role if member else None
    if before == Role.OWNER and role != Role.OWNER:
        _keep_an_owner(project)
    if member is None:
        member = Membership(project=project, user=user)
    else:
        member.version += 1
    member.role = Role(role)
    member.save()
    _record_member(project, user, before, member.role, by)
    return member


@transaction.atomic
def remove_member(member, *, by, expected_version=None):
    """Take the person out of the project: an owner may, and anybody may leave."""
    project = Project.objects.select_for_update().get(pk=member.project_id)
    member = Membership.objects.filter(pk=member.pk).first()
    if expected_version not in (None, member.version if member else 0):
        raise PreconditionFailed
    if member is None:  # somebody was faster
        return
    if by != member.user:
        require_role(by, project, Role.OWNER)
    if member.role == Role.OWNER:
        _keep_an_owner(project)
    _record_member(project, member.user, member.role, None, by)
    member.delete()


def _keep_an_owner(project):
    if Membership.objects.filter(project=project, role=Role.OWNER).count() < 2:
        raise Conflict(_("A project keeps at least one owner; name another one first."))


def _record_member(project, user, before, after, by):
    by.forget_roles()
    if before != after:
        changes = {f"member {user.username}": {"from": before, "to": after}}
        ProjectEvent.objects.create(project=project, by=by, changes=changes)


def change_profile(values, *, by):
    """Change one's own `name` and `shortcuts`."""
    by.name, by.shortcuts = values["name"], values["shortcuts"]
    by.full_clean(exclude=["password"])
    by.save(update_fields=["name", "shortcuts"])
    return by


def create_token(*, by, name, expires=None):
    """Return (Token, key). The key is not stored and cannot be shown again."""
    if not name.strip():
        raise ValidationError({"name": _("Say what the token is for.")})
    if expires and expires <= timezone.now():
        raise ValidationError({"expires": _("Choose a moment in the future.")})
    key = secrets.token_urlsafe(32)
    token = Token(user=by, name=name, digest=digest(key), expires=expires)
    token.full_clean()
    token.save()
    return token, key


def revoke_token(token, *, by):
    """Make the key worthless at once."""
    if token.user != by:
        require_role(by, None, Role.OWNER)
    token.delete()


def digest(key):
    """Sha256 of a token's key, hexadecimal."""
    return hashlib.sha256(key.encode()).hexdigest()


def find_token(key):
    """Return the living Token of that key with its user, or None.

    The user remembers their roles, which came with the token: a token serves one request.
    """
    rows = prepare(_tokens).all({"digest": digest(key)})
    if not rows or not rows[0].user.is_active:
        return None
    token = rows[0]
    if token.expires and token.expires <= timezone.now():
        return None
    token.user.remember_roles({row.project: Role(row.role) for row in rows if row.project})
    return token


def _tokens():
    """A token, once for each role of its user, and once for a user without any."""
    at, digest = "user__memberships", "the digest of no key"
    rows = Token.objects.select_related("user").filter(digest=digest)
    return rows.annotate(project=F(f"{at}__project"), role=F(f"{at}__role")), {"digest": digest}
