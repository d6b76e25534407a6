"""The services of accounts. Each takes the user who acts (`by=`) and checks permissions."""

import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Membership, Project, ProjectEvent, ReviewPolicy, Role, User
from ctplatform.accounts.roles import require_role
from ctplatform.domain_errors import Conflict, StaleVersion

SLUG_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # without letters that look alike
SLUG_END = 8
SETTINGS = ("title", "description", "visibility", "review_policy", "blind_judgements")


def start_project(*, by, slug="", **values):
    """Create a project owned by `by`, at an address that is certainly free.

    The address is `slug`, or the title, followed by random letters. So neither the answer nor its
    response time reveals that another, hidden project uses the plain address.
    """
    return create_project(by=by, slug=free_slug(slug or slugify(values["title"])), **values)


def free_slug(wish):
    """`wish`, shortened, with a random suffix such as `-k7m2xw9p`."""
    end = "".join(secrets.choice(SLUG_LETTERS) for _ in range(SLUG_END))
    longest = Project._meta.get_field("slug").max_length - SLUG_END - 1
    return f"{wish[:longest].strip('-') or 'project'}-{end}"


@transaction.atomic
def create_project(*, by, **values):
    """Create a project owned by `by`.

    Its policy is "open" unless `review_policy` is given, since nobody else could review yet.
    """
    if by.only_projects is not None:
        raise PermissionDenied(_("A token that is limited to projects makes no further one."))
    project = Project(**{"review_policy": ReviewPolicy.OPEN, **values})
    project.full_clean()
    project.save()
    Membership.objects.create(project=project, user=by, role=Role.OWNER)
    by.forget_roles()
    return project


_listeners = []


def after_settings_change(function):
    """Register `function(project, changes)` to run in the transaction of each settings change.

    `changes` is {name: {"from": value, "to": value}}.
    """
    _listeners.append(function)
    return function


@transaction.atomic
def change_project(project, values, *, by, expected_version=None):
    """Change settings; every change is recorded as a ProjectEvent."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    require_role(by, project, Role.OWNER)
    if expected_version not in (None, project.version):
        raise StaleVersion
    changes = {
        name: {"from": getattr(project, name), "to": value}
        for name, value in values.items()
        if name in SETTINGS and getattr(project, name) != value
    }
    changes = _with_second_person(project, changes, by)
    for name, change in changes.items():
        setattr(project, name, change["to"])
    if changes:
        project.full_clean()
        _save_changes(project, changes, by)
    return project


def _save_changes(project, changes, by):
    project.version += 1
    project.save()
    kept = {
        name: {side: _in_json(value) for side, value in change.items()}
        for name, change in changes.items()
    }
    ProjectEvent.objects.create(project=project, by=by, changes=kept)
    for listener in _listeners:
        listener(project, changes)


def _in_json(value):
    return value.username if isinstance(value, User) else value


def _with_second_person(project, changes, by) -> dict:
    """The changes that apply now: the policy "open" needs a second person, if there is one.

    The first request is stored on the project; a second owner who requests the same agrees to it.
    """
    if changes.get("review_policy", {}).get("to") != ReviewPolicy.OPEN:
        return changes
    asked = project.open_requested_by
    is_first = asked is None or asked == by
    if is_first and others_who_review(project, by).exists():
        changes = {name: change for name, change in changes.items() if name != "review_policy"}
        return changes if asked == by else changes | _request(None, by)
    return changes | (_request(asked, None) if asked else {})


def _request(before, after) -> dict:
    return {"open_requested_by": {"from": before, "to": after}}


def others_who_review(project, by):
    """The other active members, besides `by`, who may decide on proposals."""
    roles = [role for role in Role if role.rank >= Role.REVIEWER.rank]
    members = Membership.objects.filter(project=project, role__in=roles, user__is_active=True)
    return members.exclude(user=by)


def works_without_review(project) -> bool:
    """Whether several members write in a project whose changes apply at once."""
    if project.review_policy != ReviewPolicy.OPEN:
        return False
    members = Membership.objects.filter(project=project, user__is_active=True)
    return members.exclude(role=Role.READER).count() > 1


@transaction.atomic
def answer_open_request(project, *, by, agrees, expected_version=None):
    """Agree to the policy "open" that an owner requested, or refuse it.

    Another owner or a reviewer may agree; the owner who requested it may withdraw the request.
    Raises Conflict where there is no request.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    require_role(by, project, Role.REVIEWER)
    if expected_version not in (None, project.version):
        raise StaleVersion
    asked = project.open_requested_by
    if asked is None:
        raise Conflict(_("Nobody asks for the policy “open” now."))
    if agrees and asked == by:
        raise PermissionDenied(_("You asked for this; another owner or a reviewer agrees to it."))
    changes = _request(asked, None)
    if agrees:
        step = {"from": project.review_policy, "to": ReviewPolicy.OPEN.value}
        changes |= {"review_policy": step}
    for name, change in changes.items():
        setattr(project, name, change["to"])
    _save_changes(project, changes, by)
    return project


def require_may_add(by):
    """Raise PermissionDenied unless the user may add members without an invitation."""
    if not by.is_superuser:
        raise PermissionDenied(_("People become members by accepting an invitation."))


@transaction.atomic
def set_member(project, user, role, *, by, expected_version=None):
    """Change the role of a member; a site administrator may also add one.

    `expected_version` is that of the membership as it was read; 0 where there was none.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    require_role(by, project, Role.OWNER)
    member = Membership.objects.filter(project=project, user=user).first()
    if expected_version == 0 and member:
        raise Conflict(_("This person is a member already."))
    if expected_version not in (None, member.version if member else 0):
        raise StaleVersion
    before = member.role if member else None
    if before == Role.OWNER and role != Role.OWNER:
        _keep_an_owner(project)
    if member is None:
        require_may_add(by)
        member = Membership(project=project, user=user)
    elif before == role:
        return member
    else:
        member.version += 1
    member.role = Role(role)
    member.save()
    _record_member(project, user, before, member.role, by)
    return member


@transaction.atomic
def remove_member(member, *, by, expected_version=None):
    """Remove a member from a project, as an owner; or leave it, as the member."""
    project = Project.objects.select_for_update().get(pk=member.project_id)
    member = Membership.objects.filter(pk=member.pk).first()
    if expected_version not in (None, member.version if member else 0):
        raise StaleVersion
    if member is None:  # somebody else was faster
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
