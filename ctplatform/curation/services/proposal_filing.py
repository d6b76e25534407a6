"""Save proposals. Callers have checked permissions and values before."""

from collections import defaultdict
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import ReviewPolicy
from ctplatform.curation import diff
from ctplatform.curation.history_chain.links import keep_in_chain
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.named_records import names_of_row
from ctplatform.curation.registry import children_of, kind_of
from ctplatform.curation.rows import snapshot
from ctplatform.curation.writing import evidence as proofs
from ctplatform.curation.writing.access import publication_of, root_of
from ctplatform.curation.writing.conversations import notify_participants
from ctplatform.notifications.models import Notification


def filed(
    kind, record, changes, *, by, reason="", evidence=(), base_version=None, payload=None
) -> Proposal:
    """Save a proposal of `changes` (a diff) to `record`, under the project's current policy."""
    root = root_of(record)
    is_new = kind == Proposal.Kind.CREATE
    proposal = Proposal(
        kind=kind,
        project=root.project,
        target_type=kind_of(record).key,
        target_id=record.pk,
        root_type=kind_of(root).key,
        root_id=root.pk,
        base_version=0 if is_new else base_version or record.version,
        diff=changes if payload else require_change(changes),
        payload=payload,
        names=names_of_row(kind_of(record), snapshot(record)),
        reason=reason,
        policy=root.project.review_policy,
        author=by,
    )
    set_required_approvals(proposal, record)
    proposal.clean_fields()
    proposal.save(force_insert=True)
    proofs.attach(proposal, evidence, by=by)
    return proposal


def set_required_approvals(proposal, live) -> None:
    """Set how many approvals a proposal needs, and why two; under the open policy always one."""
    is_open = proposal.policy == ReviewPolicy.OPEN
    why = "" if is_open else _approval_reason(proposal, live)
    proposal.grave_because = str(why or "")[:200]
    proposal.approvals_needed = 2 if why else 1


def approval_reason_of(candidate):
    """Why publishing a candidate needs two approvals: its own values, or its child rows; or ""."""
    root_of = dict.fromkeys(candidate.family_ids(), candidate.pk)
    return approval_reasons_of([candidate], root_of).get(candidate.pk, "")


def approval_reasons_of(candidates, root_of) -> dict:
    """{id: why} of the candidates of one kind that need two approvals.

    `root_of` is {id in a candidate's family: the candidate's id}. One query per kind of child row.
    """
    kind, found = kind_of(candidates[0]), {}
    if kind.two_approvals_reason:
        found = {each.pk: kind.two_approvals_reason(None, snapshot(each)) for each in candidates}
    for child in filter(attrgetter("two_approvals_reason"), children_of(kind)):
        rows = child.model._base_manager.filter(**{f"{child.parent}__in": list(root_of)})
        states = defaultdict(list)
        for row in rows.order_by("pk"):
            states[root_of[getattr(row, f"{child.parent}_id")]].append(snapshot(row))
        for pk, snapshots in states.items():
            found[pk] = found.get(pk) or _reason_of_new_rows(child, snapshots)
    return {pk: why for pk, why in found.items() if why}


def _reason_of_new_rows(child, snapshots):
    for each in snapshots:
        if why := child.two_approvals_reason(None, each):
            return why
    return (
        child.two_approvals_reason_of_rows(snapshots) if child.two_approvals_reason_of_rows else ""
    )


def end_publication(candidate, *, by) -> bool:
    """Withdraw the waiting proposal to publish a record that is now withdrawn or merged.

    Returns whether there was one.
    """
    if candidate.published_at or not (proposal := publication_of(candidate)):
        return False
    notify_participants(proposal, Notification.Kind.WITHDRAWN, by=by)
    proposal.state, proposal.decided = Proposal.State.WITHDRAWN, timezone.now()
    proposal.version += 1
    proposal.save(force_update=True)
    keep_in_chain([proposal])
    return True


def _approval_reason(proposal, live):
    if proposal.kind == Proposal.Kind.PUBLISH:
        return approval_reason_of(live)
    two_approvals_reason = proposal.target_kind.two_approvals_reason
    before = None if proposal.kind == Proposal.Kind.CREATE else snapshot(live)
    removed = proposal.kind == Proposal.Kind.WITHDRAW and proposal.target_kind.parent
    after = None if removed else diff.apply(proposal.diff, before)
    why = two_approvals_reason(before, after) if two_approvals_reason else ""
    return why or _reason_of_rows(proposal, live, after) or _reason_of_merge(proposal)


def _reason_of_rows(proposal, live, after):
    """Why the record's rows together need two approvals once this one is as proposed; or ""."""
    kind = proposal.target_kind
    if kind.two_approvals_reason_of_rows is None:
        return ""
    family = root_of(live).family_ids()
    rows = kind.model._base_manager.filter(**{f"{kind.parent}__in": family}).exclude(pk=live.pk)
    found = [snapshot(row) for row in rows.order_by("pk")]
    return kind.two_approvals_reason_of_rows([*found, after] if after else found)


def _reason_of_merge(proposal):
    """Why a merge needs two approvals, or "".

    A merge of two published records changes published counts. A merged candidate is published by
    the merge, so it needs two approvals where its publication would.
    """
    if proposal.kind != Proposal.Kind.MERGE:
        return ""
    gone = proposal.target_kind.model._base_manager.get(pk=proposal.payload["merges"])
    if gone.published_at:
        return _("A published record is merged into another.")
    return approval_reason_of(gone)


def require_change(changes):
    if not changes:
        raise ValidationError({"diff": _("This changes nothing.")})
    return changes


def changes_since(live, mine, base_version, names) -> diff.Diff:
    """Return the diff from what the author saw (the row at `base_version`) to `mine`.

    It holds the fields that differ from the live row, and those of `names`, the fields that the
    author set, that differ from the base: a field that changed in between becomes a conflict.
    """
    now, after = snapshot(live), snapshot(mine)
    base = snapshot_at(live, base_version)
    touched = diff.compare(now, after).keys() | set(names)
    return {name: step for name, step in diff.compare(base, after).items() if name in touched}


def snapshot_at(live, version) -> diff.Snapshot:
    """Return a row's snapshot at an earlier version, by undoing later revisions."""
    if version is None or version == live.version:
        return snapshot(live)
    if not 1 <= version < live.version:
        text = _("The record has never had this version; it is now at %(version)s.")
        raise ValidationError({"base_version": text % {"version": live.version}})
    found = snapshot(live)
    later = Revision.objects.filter(
        target_type=kind_of(live).key, target_id=live.pk, version__gt=version
    )
    for revision in later.order_by("-version"):
        found = diff.apply(diff.invert(revision.diff), found)
    return found
