"""Pages for members of a project: invite, answer an invitation, change a role, leave."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ctplatform.accounts import services
from ctplatform.accounts.forms import InvitationForm, RoleForm
from ctplatform.accounts.invitations import services as invitations
from ctplatform.accounts.invitations.models import Invitation
from ctplatform.accounts.models import Membership, Project, Role
from ctplatform.accounts.roles import require_role
from ctplatform.accounts.views import settings_page, visible_project
from ctplatform.domain_errors import Conflict, RateLimited


@login_required
@require_POST
def invite(request, slug):
    project = visible_project(request, slug)
    require_role(request.user, project, Role.OWNER)
    form = InvitationForm(request.POST, auto_id="invitation_%s")
    if form.is_valid():
        try:
            invitations.invite(project, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        except (Conflict, RateLimited) as refusal:
            form.add_error("invited", str(refusal))
        else:
            messages.success(request, _("Invited. The role begins when the person accepts."))
            return redirect("project-settings", slug)
    return settings_page(request, project, invitation_form=form)


@login_required
@require_POST
def withdraw_invitation(request, pk):
    invitation = _visible(request, pk)
    require_role(request.user, invitation.project, Role.OWNER)
    try:
        invitations.withdraw(invitation, by=request.user)
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The invitation is withdrawn."))
    return redirect("project-settings", invitation.project.slug)


@login_required
@require_POST
def accept_invitation(request, pk):
    invitation = _visible(request, pk)
    try:
        invitations.accept(invitation, by=request.user)
    except Conflict as refusal:
        messages.error(request, str(refusal))
        return redirect("projects")
    messages.success(request, _("You are a member of “%s” now.") % invitation.project.title)
    return redirect(f"/?project={invitation.project.slug}")


@login_required
@require_POST
def decline_invitation(request, pk):
    try:
        invitations.decline(_visible(request, pk), by=request.user)
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Declined."))
    return redirect("projects")


def _visible(request, pk):
    rows = Invitation.objects.visible_to(request.user).select_related("project")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_POST
def set_member(request, slug):
    """Change the role of a member; users join by invitation."""
    project = visible_project(request, slug)
    require_role(request.user, project, Role.OWNER)
    member, form = _member(request, project), RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles."))
        return redirect("project-settings", slug)
    try:
        services.set_member(project, member.user, form.cleaned_data["role"], by=request.user)
    except Conflict as conflict:
        messages.error(request, str(conflict))
    else:
        messages.success(request, _("Members changed."))
    return redirect("project-settings", slug)


def _member(request, project):
    rows = Membership.objects.visible_to(request.user).filter(project=project)
    return get_object_or_404(rows, user__username=request.POST.get("username", ""))


@login_required
@require_POST
def remove_member(request, slug):
    project = visible_project(request, slug)
    member = _member(request, project)
    try:
        services.remove_member(member, by=request.user)
    except Conflict as conflict:
        messages.error(request, str(conflict))
    else:
        messages.success(request, _("Members changed."))
    if Project.objects.visible_to(request.user).filter(pk=project.pk).exists():
        return redirect("project-settings", slug)
    return redirect("projects")
