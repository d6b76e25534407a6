"""The review pages: the queue, a proposal beside the live record, amending."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ctplatform.accounts.choosing import with_project
from ctplatform.accounts.context import about
from ctplatform.accounts.models import ReviewPolicy, Role
from ctplatform.accounts.roles import has_role
from ctplatform.curation import services
from ctplatform.curation.errors import Conflict, words_of
from ctplatform.curation.models import Proposal
from ctplatform.curation.pages import forms, queue
from ctplatform.curation.pages.candidates import hanging_on, lay_open
from ctplatform.curation.pages.comparison import Words, lines
from ctplatform.curation.pages.several import set_others
from ctplatform.curation.services.access import (
    require_may_approve,
    require_may_publish,
)
from ctplatform.curation.services.evidence import passages_of
from ctplatform.curation.services.eyes import approvals_missing, approved_words, reviewers_of
from ctplatform.curation.services.targets import conflicts_of, title_of, with_rivals, with_targets
from ctplatform.rest.problems import Conflict as AtOdds
from ctplatform.rest.problems import PreconditionFailed

DECISIONS = {
    "accept": (services.accept, gettext_lazy("Applied. The change is in the history.")),
    "reject": (services.reject, gettext_lazy("Rejected.")),
    "request-changes": (services.request_changes, gettext_lazy("Given back to its author.")),
    "withdraw": (services.withdraw, gettext_lazy("Withdrawn.")),
}


PARTS = ("review", "own", "others")


@require_safe
@with_project
def review(request, project):
    """What waits; on a wide screen the first proposal is open beside it."""
    around = _around(request, project)
    parts = (around["parts"].get(name) for name in ("review", "own"))
    shown = [entry.proposal for part in parts if part for entry in part.entries]
    if not shown:
        return render(request, "curation/review.html", around)
    return _page(request, shown[0].pk, around=around)


@require_safe
def proposal(request, pk):
    return _page(request, pk)


@require_POST
@login_required
def decide(request, pk, decision):
    """Accept, reject, give back or withdraw; what is refused is said on the page, reason kept."""
    found, reason = _find(request, pk), request.POST.get("reason", "")
    verb, done = DECISIONS[decision]
    try:
        decided = verb(found, by=request.user, reason=reason, **_chosen(request, found, decision))
    except Conflict:
        return _page(request, pk, reason=reason, status=409)
    except (ValidationError, AtOdds) as error:
        return _refused(request, found, error, reason)
    if decided.is_half_approved and decision == "accept":
        done = approved_words(decided)
    messages.success(request, done)
    return redirect(f"/review/?project={found.project.slug}")


def _chosen(request, found, decision):
    """The fields that were ticked, where a page with boxes left some of them out."""
    if decision != "accept" or "boxes" not in request.POST:
        return {}
    ticked = request.POST.getlist("field")
    return {"fields": ticked} if set(ticked) != found.diff.keys() else {}


@require_POST
@login_required
def resolve(request, pk):
    """Let the author choose for each field in conflict; what is refused is said on the page."""
    found = _find(request, pk)
    prefix = "choice-"
    choices = {
        name.removeprefix(prefix): value
        for name, value in request.POST.items()
        if name.startswith(prefix)
    }
    try:
        services.resolve(found, choices, by=request.user)
    except (ValidationError, AtOdds) as error:
        return _refused(request, found, error, "")
    messages.success(request, _("Chosen. It waits for review again."))
    return redirect("proposal", pk=found.pk)


@require_POST
@login_required
def comment(request, pk):
    """Say something about a proposal; what is refused stays in the field."""
    found, text = _find(request, pk), request.POST.get("text", "")
    try:
        services.comment_on(found, text, by=request.user)
    except ValidationError as error:
        return _page(request, pk, remark=text, error=words_of(error), status=400)
    return redirect(f"{reverse('proposal', args=[found.pk])}#conversation")


@login_required
def amend(request, pk):
    """Let the author write other values or another reason."""
    found = _find(request, pk)
    if found.author_id != request.user.pk or not found.is_waiting:
        raise PermissionDenied(_("Only its author amends a proposal, while it waits."))
    form = forms.amend_form(found, request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            forms.amend(form, found, by=request.user)
        except (ValidationError, AtOdds, PreconditionFailed) as error:
            forms.show(form, error)
        else:
            messages.success(request, _("Amended. It waits for review again."))
            return redirect("proposal", pk=found.pk)
    status = 400 if form.errors else 200
    context = {"form": form, "proposal": found, "project": found.project}
    context |= {"title": title_of(found), **forms.fields_of(form, found)}
    return render(request, "curation/amend.html", context, status=status)


def _find(request, pk):
    rows = Proposal.objects.seen_row(pk, request.user)
    rows = rows.select_related("project", "author", "reviewer", "first_reviewer")
    found = with_rivals(with_targets([get_object_or_404(rows)]), request.user)
    return set_others(found, request.user)[0]


def _around(request, project):
    """The queue beside the proposal; `?show=` is the part of which `?cursor=` pages."""
    user, show = request.user, request.GET.get("show", "review")
    show = show if show in PARTS else "review"
    cursor = request.GET.get("cursor", "")
    kept = {name: request.GET[name] for name in ("show", "cursor") if request.GET.get(name)}
    about(request, project)
    parts = {}
    for name, rows in queue.parts(user, project).items():
        here = {"cursor": cursor, "place": f"?{urlencode(kept)}" if kept else ""}
        if show in ("review", name):
            found = queue.part_of(rows, user, **(here if name == show else {}))
            parts[name] = found
    return {
        "project": project,
        "parts": parts,
        "show": show,
        "queue_at": reverse("review"),
        "candidates": queue.to_publish(user, project) if show == "review" else [],
    }


def _page(request, pk, *, around=None, reason="", remark="", error="", status=200):
    found = _find(request, pk)
    lay_open(found)
    user, at_odds = request.user, conflicts_of(found)
    evidence = _evidence(found, user)
    words = Words([found, *found.rivals], user, also={found.pk: at_odds})
    found_lines = lines(found, words, conflicts=at_odds, passages=evidence)
    placed = {passage.id for line in found_lines for passage in line.passages}
    is_author = found.author_id == user.pk
    may_decide = has_role(user, found.project, Role.REVIEWER)
    may_decide &= not is_author or found.policy == ReviewPolicy.OPEN
    context = {
        **(around or _around(request, found.project)),
        "proposal": found,
        "title": title_of(found),
        "record_page": queue.page_of(found.root) if found.root else "",
        "lines": found_lines,
        "hanging": hanging_on(found, user),
        "conflicts": at_odds,
        "passages": [passage for passage in evidence if passage.id not in placed],
        **_eyes(found, is_author),
        "may_decide": may_decide,
        **_acceptance(found, user, at_odds, found_lines, may_decide),
        "may_comment": has_role(user, found.project, Role.ANNOTATOR),
        "comments": found.comments.select_related("by"),
        "rests": found.rests.all(),
        "remark": remark,
        "is_author": is_author,
        "is_list": around is not None,
        "reason": reason,
        "error": error,
    }
    return render(request, "curation/review.html", context, status=status)


def _eyes(found, is_author):
    """Who may approve, where that is told: to the author, and wherever two must."""
    if not found.is_waiting or not (is_author or found.approvals_needed > 1):
        return {}
    reviewers, missing = reviewers_of(found), approvals_missing(found)
    return {
        "reviewers": reviewers,
        "missing": missing,
        "too_few": found.approvals_needed > 1 and len(reviewers) < missing,
        "outdated": missing > 1 and found.first_reviewer_id is not None,
    }


def _evidence(found, user):
    """The passages of a proposal; sets those of its rivals on them."""
    both = [found, *found.rivals]
    seen = passages_of(both, record=found.root, user=user) if found.root else {}
    for each in found.rivals:
        each.passages = seen.get(each.pk, [])
    return seen.get(found.pk, [])


def _acceptance(found, user, at_odds, found_lines, may_decide):
    """Whether this person may accept now, and field by field: what is at odds stays behind."""
    free = [line for line in found_lines if not line.is_conflict]
    singly = found.kind == Proposal.Kind.CHANGE and len(found_lines) > 1
    may_accept = may_decide and found.state == Proposal.State.OPEN
    may_accept &= bool(free if singly else not at_odds) and _may_approve(found, user)
    return {"may_accept": may_accept, "singly": may_accept and singly}


def _may_approve(found, user):
    """Whether this person has no part in it yet that keeps them from approving."""
    try:
        require_may_approve(found, by=user)
        if found.kind == Proposal.Kind.PUBLISH and found.record:
            require_may_publish(found.record, by=user)
    except PermissionDenied:
        return False
    return True


def _refused(request, found, error, reason):
    status = 409 if isinstance(error, AtOdds) else 400
    return _page(request, found.pk, reason=reason, error=words_of(error), status=status)
