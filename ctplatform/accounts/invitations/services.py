"""Joining a project by consent: an owner invites, the invited person accepts or declines.

Nothing here looks up the account of an invited name, so neither the answer nor its response time
reveals whether it exists.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.invitations.models import LIFETIME, Invitation, address_key
from ctplatform.accounts.models import Membership, Project, ProjectEvent
from ctplatform.accounts.roles import require_role
from ctplatform.accounts.vocabularies import Role
from ctplatform.domain_errors import Conflict, RateLimited

DAY = datetime.timedelta(days=1)
MOST_A_DAY = 30  # invitations by one user, in all projects
State = Invitation.State


@transaction.atomic
def invite(project, invited, role, *, by) -> Invitation:
    """Offer a role to a username or an e-mail address.

    Raises PermissionDenied unless `by` is an owner, ValidationError naming `invited` or `role`,
    Conflict for a member or if invited already, RateLimited after 30 in 24 hours.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    require_role(by, project, Role.OWNER)
    invited = invited.strip()
    key = address_key(invited)
    invitation = Invitation(project=project, invited=invited, key=key, role=role, created_by=by)
    invitation.full_clean(validate_constraints=False)
    _refuse_repetition(project, key)
    _limit_invitations(by)
    invitation.save(force_insert=True)
    _record(invitation, None, invitation.role, by)
    return invitation


def _refuse_repetition(project, key):
    members = Membership.objects.filter(project=project)
    if key.isascii() and members.filter(user__username__iexact=key).exists():
        raise Conflict(_("This person is a member already."))
    since = timezone.now() - LIFETIME
    rows = Invitation.objects.filter(project=project, key=key)
    rows.filter(state=State.OPEN, created__lte=since).update(
        state=State.WITHDRAWN, answered=timezone.now()
    )
    if rows.filter(state=State.OPEN).exists():
        raise Conflict(
            _("This name or address is invited already; withdraw the open invitation first.")
        )
    if rows.filter(state=State.DECLINED, answered__gt=since).exists():
        raise Conflict(_("This invitation was declined less than 30 days ago."))


def _limit_invitations(by):
    now = timezone.now()
    rows = Invitation.objects.filter(created_by=by, created__gt=now - DAY)
    moments = list(rows.order_by("-created").values_list("created", flat=True)[:MOST_A_DAY])
    if len(moments) == MOST_A_DAY:
        wait = (moments[-1] + DAY - now).total_seconds()
        raise RateLimited(wait, _("You have sent %d invitations in 24 hours.") % MOST_A_DAY)


@transaction.atomic
def accept(invitation, *, by) -> Membership:
    """Become a member in the offered role; Conflict if the invitation is not open any more."""
    invitation = _take(invitation, by)
    member = Membership.objects.create(project=invitation.project, user=by, role=invitation.role)
    _answer(invitation, State.ACCEPTED)
    by.forget_roles()
    changes = {f"member {by.username}": {"from": None, "to": member.role}}
    if invitation.key != address_key(by.username):
        changes |= _change(invitation, invitation.role, None)
    ProjectEvent.objects.create(project=invitation.project, by=by, changes=changes)
    return member


@transaction.atomic
def decline(invitation, *, by) -> Invitation:
    """Decline. The owners see that this address declined, and nothing else about the account."""
    return _answer(_take(invitation, by), State.DECLINED)


@transaction.atomic
def withdraw(invitation, *, by) -> Invitation:
    """Withdraw an open invitation, as an owner of its project."""
    project = Project.objects.select_for_update().get(pk=invitation.project_id)
    require_role(by, project, Role.OWNER)
    row = Invitation.objects.get(pk=invitation.pk)
    if row.state != State.OPEN:
        raise Conflict(_("This invitation has been answered already."))
    _record(row, row.role, None, by)
    return _answer(row, State.WITHDRAWN)


def _take(invitation, by):
    """Return the invitation if this user may answer it now; locks its project."""
    Project.objects.select_for_update().get(pk=invitation.project_id)
    by.forget_roles()
    rows = Invitation.objects.addressed_to(by).select_related("project")
    found = rows.filter(pk=invitation.pk).first()
    if found is None:
        raise Conflict(_("This invitation can no longer be answered."))
    return found


def _answer(invitation, state):
    invitation.state, invitation.answered = state, timezone.now()
    invitation.save(update_fields=["state", "answered"])
    return invitation


def _change(invitation, before, after):
    return {f"invitation {invitation.invited}": {"from": before, "to": after}}


def _record(invitation, before, after, by):
    changes = _change(invitation, before, after)
    ProjectEvent.objects.create(project=invitation.project, by=by, changes=changes)
