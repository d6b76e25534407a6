"""Many proposals in one list: tick, give one reason, decide."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ctplatform.accounts.choosing import with_project
from ctplatform.curation import services
from ctplatform.curation.pages import queue
from ctplatform.curation.services.many import MOST
from ctplatform.rest.views import UUID as ADDRESSED

VERBS = ("accept", "reject", "request-changes")
UUID = re.compile(ADDRESSED)
SIZE = 100


@require_http_methods(["GET", "POST"])
@login_required
@with_project
def review_many(request, project):
    """What waits for this person, the longest first; what a decision did not reach says why."""
    rows, errors, fault = queue.for_review(request.user, project), {}, ""
    ticked = set(filter(UUID.fullmatch, request.POST.getlist("proposal")))
    decision, reason = request.POST.get("decision"), request.POST.get("reason", "")
    if request.method == "POST":
        fault = _fault(ticked, decision)
    if decision and not fault:
        errors = _decide(request, rows, ticked, decision, reason)
        ticked = {str(pk) for pk in errors}
    part = queue.part_of(rows, request.user, size=SIZE, cursor=request.GET.get("cursor", ""))
    for entry in part.entries:
        entry.error = errors.get(entry.proposal.pk, "")
        entry.is_ticked = str(entry.proposal.pk) in ticked
    context = {
        "project": project,
        "part": part,
        "failed": len(errors),
        "fault": fault,
        "most": MOST,
        "reason": reason if errors or fault else "",
    }
    status = 400 if fault else 409 if errors else 200
    return render(request, "curation/many.html", context, status=status)


def _fault(ticked, decision):
    """Why nothing is decided at all, if so."""
    if decision not in VERBS:
        return _("Choose what to do with them.")
    if not ticked:
        return _("Tick some proposals first.")
    if len(ticked) > MOST:
        text = _(
            "One decision takes %(most)d proposals, and %(n)d are ticked. Untick some, decide, "
            "and take the others after."
        )
        return text % {"most": MOST, "n": len(ticked)}
    return ""


def _decide(request, rows, ticked, decision, reason):
    """Decide on the ticked ones; return {id: why not} of those that stayed as they were."""
    chosen = list(rows.select_related("project").filter(pk__in=ticked))
    decided = services.decide_many(chosen, decision, by=request.user, reason=reason)
    done = sum(not each.error for each in decided)
    if done:
        text = ngettext("Decided on %d proposal.", "Decided on %d proposals.", done)
        messages.success(request, text % done)
    return {each.proposal.pk: each.error for each in decided if each.error}
