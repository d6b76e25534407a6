"""The pages of one's notifications and preferences."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ctplatform.accounts.models import Project
from ctplatform.accounts.roles import is_member
from ctplatform.notifications import services
from ctplatform.notifications.forms import PreferencesForm
from ctplatform.notifications.mentions import find_members
from ctplatform.notifications.models import Notification
from ctplatform.notifications.subjects import describe
from ctplatform.record_types.ids import UUID

SHOWN = 50
LONGEST = 150  # characters of a search


@require_safe
@login_required
def notifications(request):
    """The user's notifications, newest first."""
    rows = Notification.objects.visible_to(request.user).select_related("by", "project")
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    described = describe(page.object_list, request.user)
    form = PreferencesForm(user=request.user, kept=services.preferences_of(request.user))
    context = {"page": page, "rows": described, "form": form}
    return render(request, "notifications/list.html", context)


@require_POST
@login_required
def read(request):
    """Mark all notifications as read, or the one that is opened."""
    wanted = filter(re.compile(UUID).fullmatch, request.POST.getlist("id"))
    mine = Notification.objects.filter(pk__in=list(wanted)).visible_to(request.user)
    one = next(iter(describe(mine[:1], request.user)), None)
    named = [one.pk] if one else []
    services.mark_read(by=request.user, ids=named if "id" in request.POST else None)
    return redirect(one.subject.url) if one and one.subject else redirect("notifications")


@require_POST
@login_required
def change_preferences(request):
    """Save the user's notification preferences."""
    kept = services.preferences_of(request.user)
    form = PreferencesForm(request.POST, user=request.user, kept=kept)
    if form.is_valid():
        services.change_preferences(by=request.user, **form.values())
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose among the groups that are offered."))
    return redirect("notifications")


@require_safe
@login_required
def members_to_mention(request, slug):
    """Members that match the words, for members only: `{results: [{id, label, hint}], said}`.

    `id` is the username, for the mention in a comment.
    """
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    if not is_member(request.user, project.pk):
        raise Http404
    words = request.GET.get("q", "").strip()[:LONGEST]
    results = [
        {"id": each.username, "label": each.get_full_name(), "hint": f"@{each.username}"}
        for each in find_members(project, request.user, words)
    ]
    n = len(results)
    said = (
        ngettext("%d member matches.", "%d members match.", n) % n if n else _("No member matches.")
    )
    return JsonResponse({"results": results, "said": said})
