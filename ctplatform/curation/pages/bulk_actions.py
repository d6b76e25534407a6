"""The page that decides on many proposals at once: tick them, give one reason, decide."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.curation import services
from ctplatform.curation.models import Proposal
from ctplatform.curation.pages import queue
from ctplatform.curation.queries.targets import title_of, with_targets
from ctplatform.curation.services.bulk.actions import MOST
from ctplatform.curation.shown_versions import versions_shown
from ctplatform.record_types.ids import UUID as ADDRESSED

VERBS = ("accept", "reject", "request-changes")
UUID = re.compile(ADDRESSED)
SIZE = 100


@require_http_methods(["GET", "POST"])
@login_required
@with_project
def review_many(request, project):
    """List the proposals that this user may decide on, oldest first, and decide on them."""
    rows, undecided, fault = queue.for_review(request.user, project), {}, ""
    ticked = set(filter(UUID.fullmatch, request.POST.getlist("proposal")))
    decision, reason = request.POST.get("decision"), request.POST.get("reason", "")
    if request.method == "POST":
        fault = _fault(ticked, decision)
    if decision and not fault:
        undecided = _decide(request, rows, ticked, decision, reason)
        ticked = set()  # the user reads the errors before ticking again
    part = queue.part_of(rows, request.user, size=SIZE, cursor=request.GET.get("cursor", ""))
    for entry in part.entries:
        failed = undecided.get(str(entry.proposal.pk))
        entry.error = failed.error if failed else ""
        entry.is_ticked = str(entry.proposal.pk) in ticked
    listed = {str(entry.proposal.pk) for entry in part.entries}
    context = {
        "project": project,
        "part": part,
        "failed": len(undecided),
        "elsewhere": [failed for pk, failed in undecided.items() if pk not in listed],
        "fault": fault,
        "most": MOST,
        "reason": reason if undecided or fault else "",
    }
    status = 400 if fault else 409 if undecided else 200
    return render(request, "curation/many.html", context, status=status)


def _fault(ticked, decision):
    """The message where the form is invalid and nothing is decided, else ""."""
    if decision not in VERBS:
        return _("Choose what to do with them.")
    if not ticked:
        return _("Select some proposals first.")
    if len(ticked) > MOST:
        text = _(
            "One decision takes at most %(most)d proposals, and %(n)d are selected. Deselect "
            "some, decide, then select the others."
        )
        return text % {"most": MOST, "n": len(ticked)}
    return ""


@dataclass(frozen=True)
class Undecided:
    """A ticked proposal that was not decided: the error, and its title and address if visible."""

    error: str
    title: str = ""
    url: str = ""


def _decide(request, rows, ticked, decision, reason) -> dict:
    """Decide on the ticked proposals; return {id: Undecided} for those that were not decided."""
    chosen = list(rows.select_related("project").filter(pk__in=ticked))
    versions = versions_shown(request.POST, chosen)
    why = {"by": request.user, "reason": reason, "versions": versions}
    decided = services.decide_many(chosen, decision, **why)
    done = sum(not each.error for each in decided)
    if done:
        text = ngettext("Decided on %d proposal.", "Decided on %d proposals.", done)
        messages.success(request, text % done)
    errors = {each.proposal.pk: each.error for each in decided}
    left = ticked - {str(each.proposal.pk) for each in decided if not each.error}
    return _undecided(request.user, left, errors)


def _undecided(user, left, errors) -> dict:
    """{id: Undecided} for these ids, with titles of the proposals that the user may see."""
    seen = with_targets(Proposal.objects.filter(pk__in=left).seen_by(user))
    found = {}
    for each in seen:
        error = errors.get(each.pk) or _("It does not wait for your decision (state: %s).") % (
            each.get_state_display().lower()
        )
        found[str(each.pk)] = Undecided(error, title_of(each), reverse("proposal", args=[each.pk]))
    gone = Undecided(_("There is no such proposal, or you cannot see it."))
    return {pk: found.get(pk, gone) for pk in sorted(left)}
