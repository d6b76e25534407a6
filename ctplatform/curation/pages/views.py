"""The review pages: the queue, a proposal beside the live record, decisions, amending."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ctplatform.accounts.current_project.context import set_page_project
from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.accounts.models import ReviewPolicy, Role
from ctplatform.accounts.roles import has_role, is_member
from ctplatform.curation import services
from ctplatform.curation.errors import FieldConflict, words_of
from ctplatform.curation.models import Proposal
from ctplatform.curation.pages import forms, queue
from ctplatform.curation.pages.bulk_outcomes import set_others
from ctplatform.curation.pages.candidates import rows_published_with, show_all_values
from ctplatform.curation.pages.comparison import Words, judged_of_row, lines
from ctplatform.curation.pages.passage_picker import PassagePicker
from ctplatform.curation.proposal_handlers import handler_of
from ctplatform.curation.queries.pending_reviews import (
    approvals_missing,
    approved_words,
    known_to,
    reviewers_of,
)
from ctplatform.curation.queries.targets import conflicts_of, title_of, with_rivals, with_targets
from ctplatform.curation.shown_versions import version_shown
from ctplatform.curation.writing.access import require_may_approve, require_may_publish
from ctplatform.curation.writing.evidence import passages_of
from ctplatform.domain_errors import Conflict, StaleVersion
from ctplatform.notifications.mentions import mentioned_known_to

DECISIONS = {
    "accept": (services.accept, gettext_lazy("Applied. The change is in the history.")),
    "reject": (services.reject, gettext_lazy("Rejected.")),
    "request-changes": (services.request_changes, gettext_lazy("Sent back to its author.")),
    "withdraw": (services.withdraw, gettext_lazy("Withdrawn.")),
}


CHANGED = gettext_lazy(
    "This proposal has changed since you opened it. It is shown as it is now: read it, then decide."
)
PARTS = ("review", "own", "others")


@require_safe
@with_project
def review(request, project):
    """The review queue, with the first proposal opened beside it."""
    around = _around(request, project)
    parts = (around["parts"].get(name) for name in ("review", "own"))
    shown = [entry.proposal for part in parts if part for entry in part.entries]
    if not shown:
        return render(request, "curation/review.html", around)
    return _page(request, _with_rivals(shown[0], request.user), around=around)


@require_safe
def proposal(request, pk):
    return _page(request, _find(request, pk))


@require_POST
@login_required
def decide(request, pk, decision):
    """Accept, reject, return or withdraw; a refusal is shown on the page, with the reason kept."""
    found, reason = _find(request, pk), request.POST.get("reason", "")
    verb, done = DECISIONS[decision]
    try:
        version = version_shown(request.POST)
        why = {"by": request.user, "reason": reason, "expected_version": version}
        chosen = _chosen(request, found, decision)
        if chosen is not None:
            decided = services.accept_fields(found, chosen, **why)
        else:
            decided = verb(found, **why)
    except FieldConflict:
        return _page(request, _find(request, pk), reason=reason, status=409)
    except StaleVersion:
        return _page(request, _find(request, pk), reason=reason, error=CHANGED, status=409)
    except (ValidationError, Conflict) as error:
        return _refused(request, found, error, reason)
    if decided.is_half_approved and decision == "accept":
        done = approved_words(decided)
    messages.success(request, done)
    return redirect(f"/review/?project={found.project.slug}")


def _chosen(request, found, decision):
    """The ticked fields where some boxes were left unticked, else None for the whole proposal."""
    if decision != "accept" or "boxes" not in request.POST:
        return None
    ticked = request.POST.getlist("field")
    return ticked if set(ticked) != found.diff.keys() else None


@require_POST
@login_required
def resolve(request, pk):
    """Let the author choose a value for each field in conflict; show a refusal on the page."""
    found = _find(request, pk)
    prefix = "choice-"
    choices = {
        name.removeprefix(prefix): value
        for name, value in request.POST.items()
        if name.startswith(prefix)
    }
    try:
        services.resolve(found, choices, by=request.user)
    except (ValidationError, Conflict) as error:
        return _refused(request, found, error, "")
    messages.success(request, _("Chosen. It waits for review again."))
    return redirect("proposal", pk=found.pk)


@require_POST
@login_required
def comment(request, pk):
    """Comment on a proposal; a refused text stays in the form."""
    found, text = _find(request, pk), request.POST.get("text", "")
    try:
        services.comment_on(found, text, by=request.user)
    except ValidationError as error:
        return _page(request, _find(request, pk), remark=text, error=words_of(error), status=400)
    return redirect(f"{reverse('proposal', args=[found.pk])}#conversation")


@login_required
def amend(request, pk):
    """Let the author change the values or the reason of a proposal."""
    found = _find(request, pk)
    if found.author_id != request.user.pk or not found.is_waiting:
        raise PermissionDenied(_("Only its author amends a proposal, while it waits."))
    form = forms.amend_form(found, request.POST or None, user=request.user)
    chosen = found.evidence.values_list("object_id", flat=True)
    picker = PassagePicker(
        request, found.project, record=found.root, about=forms.fields_kind(found), chosen=chosen
    )
    if request.method == "POST" and not picker.is_searching and form.is_valid():
        try:
            forms.amend(form, found, picker, by=request.user)
        except (ValidationError, Conflict, StaleVersion) as error:
            forms.show(form, error)
        else:
            messages.success(request, _("Amended. It waits for review again."))
            return redirect("proposal", pk=found.pk)
    status = 400 if form.errors else 200
    context = {"form": form, "proposal": found, "project": found.project, "picker": picker}
    context |= {"title": title_of(found), **forms.fields_of(form, found)}
    return render(request, "curation/amend.html", context, status=status)


def _find(request, pk):
    rows = Proposal.objects.get_visible_row(pk, request.user)
    rows = rows.select_related("project", "author", "reviewer", "first_reviewer")
    return _with_rivals(with_targets([get_object_or_404(rows)])[0], request.user)


def _with_rivals(found, user):
    """Set the rivals of a proposal and the other records of its payload; its target is set."""
    return set_others(with_rivals([found], user), user)[0]


def _around(request, project):
    """The queue beside the proposal; `?show=` names the part that `?cursor=` pages through."""
    user, show = request.user, request.GET.get("show", "review")
    show = show if show in PARTS else "review"
    cursor = request.GET.get("cursor", "")
    kept = {name: request.GET[name] for name in ("show", "cursor") if request.GET.get(name)}
    set_page_project(request, project)
    parts = {}
    for name, rows in queue.parts(user, project).items():
        here = {"cursor": cursor, "query": f"?{urlencode(kept)}" if kept else ""}
        if show in ("review", name):
            found = queue.part_of(rows, user, **(here if name == show else {}))
            parts[name] = found
    return {
        "project": project,
        "parts": parts,
        "show": show,
        "queue_at": reverse("review"),
        **_candidates(user, project, show),
    }


def _page(request, found, *, around=None, reason="", remark="", error="", status=200):
    show_all_values(found)
    user, at_odds = request.user, conflicts_of(found)
    evidence = _evidence(found, user)
    words = Words([found, *found.rivals], user, also={found.pk: at_odds})
    found_lines = lines(found, words, conflicts=at_odds, passages=evidence)
    shown = {(each.id, each.link) for line in found_lines for each in line.passages}
    rest = [each for each in evidence if (each.id, each.link) not in shown]
    if found.target_kind.parent:
        rest = judged_of_row(found, rest)
    is_author = found.author_id == user.pk
    may_decide = has_role(user, found.project, Role.REVIEWER)
    may_decide &= not is_author or found.policy == ReviewPolicy.OPEN
    context = {
        **(around or _around(request, found.project)),
        "proposal": found,
        "title": title_of(found),
        "record_page": queue.page_of(found.root) if found.root else "",
        "lines": found_lines,
        "hanging": rows_published_with(found, user),
        "conflicts": at_odds,
        "passages": rest,
        **_pending_review(found, user),
        "may_decide": may_decide,
        **_acceptance(found, user, at_odds, found_lines, may_decide),
        "may_comment": has_role(user, found.project, Role.ANNOTATOR),
        "comments": found.comments.select_related("by").prefetch_related(mentioned_known_to(user)),
        "rests": found.rests.all().visible_to(user, [found.root_type]),
        "remark": remark,
        "is_author": is_author,
        "is_list": around is not None,
        "reason": reason,
        "error": error,
    }
    return render(request, "curation/review.html", context, status=status)


def _candidates(user, project, show):
    """The oldest candidates that this user may publish, and their total number."""
    found = queue.to_publish(user, project) if show == "review" else []
    is_all = len(found) < queue.CANDIDATES
    count = len(found) if is_all else queue.count_to_publish(user, project)
    return {"candidates": found, "candidates_count": count}


def _pending_review(found, user):
    """Who may approve, limited to names that this user may see, and how many approvals are missing.

    The page shows it to the author and to users who may not decide.
    """
    if not found.is_waiting:
        return {}
    able, missing = reviewers_of(found), approvals_missing(found)
    return {
        "reviewers": known_to(user, able, found.root),
        "able": len(able),
        "waits_for_others": found.state == Proposal.State.OPEN
        and is_member(user, found.project_id)
        and not _may_approve(found, user),
        "missing": missing,
        "too_few": found.approvals_needed > 1 and len(able) < missing,
        "outdated": missing > 1 and found.first_reviewer_id is not None,
    }


def _evidence(found, user):
    """The passages of a proposal; also sets `.passages` on its rivals."""
    both = [found, *found.rivals]
    seen = passages_of(both, record=found.root, user=user) if found.root else {}
    for each in found.rivals:
        each.root, each.passages = found.root, seen.get(each.pk, [])
    return seen.get(found.pk, [])


def _acceptance(found, user, at_odds, found_lines, may_decide):
    """Whether this user may accept now, and field by field: conflicting fields stay open."""
    free = [line for line in found_lines if not line.is_conflict]
    singly = handler_of(found).is_field_change and len(found_lines) > 1
    may_accept = may_decide and found.state == Proposal.State.OPEN
    may_accept &= bool(free if singly else not at_odds) and _may_approve(found, user)
    return {"may_accept": may_accept, "singly": may_accept and singly}


def _may_approve(found, user):
    """Whether nothing this user did with the proposal keeps them from approving it."""
    try:
        require_may_approve(found, by=user)
        if found.is_publication and found.record:
            require_may_publish(found.record, by=user)
    except PermissionDenied:
        return False
    return True


def _refused(request, found, error, reason):
    status = 409 if isinstance(error, Conflict) else 400
    found = _find(request, found.pk)
    return _page(request, found, reason=reason, error=words_of(error), status=status)
