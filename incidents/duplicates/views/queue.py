"""The queue of pairs that may be the same, to be merged or dismissed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from incidents.duplicates.models.duplicates import SIDES, DuplicateSuggestion
from incidents.duplicates.services import dismiss_pair, reopen_pair

SHOWN = 50


@require_safe
@with_project
def duplicates_page(request, project):
    """A project's pairs, highest score first; `?state=dismissed` shows the dismissed ones."""
    user = request.user
    rows = DuplicateSuggestion.objects.visible_to(user).filter(project=project).of_live_records()
    state = "dismissed" if request.GET.get("state") == "dismissed" else "open"
    rows = rows.filter(state=state)
    context = {
        "project": project,
        "state": state,
        "count": rows.count(),
        "pairs": rows.select_related("by", *SIDES).order_by("-score", "id")[:SHOWN],
        "may_merge": has_role(user, project, Role.EDITOR),
        "may_judge": has_role(user, project, Role.REVIEWER),
    }
    return render(request, "incidents/duplicates/queue.html", context)


@require_POST
@login_required
def decide_pair(request, pk, verb):
    """Dismiss a pair, or reopen it."""
    rows = DuplicateSuggestion.objects.get_visible_row(pk, request.user)
    pair = get_object_or_404(rows.select_related("project"))
    if verb == "dismiss":
        dismiss_pair(pair, by=request.user)
        messages.success(request, _("Noted: these are two records. They are not suggested again."))
    else:
        reopen_pair(pair, by=request.user)
        messages.success(request, _("They are suggested again."))
    return redirect(f"/duplicates/?project={pair.project.slug}")
