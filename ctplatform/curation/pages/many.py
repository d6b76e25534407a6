"""Many proposals in one list: tick, give one reason, decide."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ctplatform.accounts.choosing import with_project
from ctplatform.curation import services
from ctplatform.curation.pages import queue

VERBS = ("accept", "reject", "request-changes")


@require_http_methods(["GET", "POST"])
@login_required
@with_project
def review_many(request, project):
    """What waits for this person, the longest first; what a decision did not reach says why."""
    rows, errors, reason = queue.for_review(request.user, project), {}, ""
    if request.POST.get("decision") in VERBS:
        reason = request.POST.get("reason", "")
        errors = _decide(request, rows, reason)
    found = queue.entries(rows, request.user)
    for entry in found:
        entry.error = errors.get(entry.proposal.pk, "")
    context = {
        "project": project,
        "entries": found,
        "more": rows.count() - len(found),
        "failed": len(errors),
        "reason": reason if errors else "",
    }
    return render(request, "curation/many.html", context, status=409 if errors else 200)


def _decide(request, rows, reason):
    """Decide on the ticked ones; return {id: why not} of those that stayed as they were."""
    ticked = set(request.POST.getlist("proposal"))
    chosen = [row for row in rows.select_related("project") if str(row.pk) in ticked]
    decision = request.POST["decision"]
    decided = services.decide_many(chosen, decision, by=request.user, reason=reason)
    done = sum(not each.error for each in decided)
    if done:
        text = ngettext("Decided on %d proposal.", "Decided on %d proposals.", done)
        messages.success(request, text % done)
    return {each.proposal.pk: each.error for each in decided if each.error}
