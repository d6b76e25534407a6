"""Put a proposal on file. Whether it may be made, and is valid, was decided before."""

from operator import attrgetter

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import ReviewPolicy
from ctplatform.curation import diff
from ctplatform.curation.models import Notification, Proposal, Revision
from ctplatform.curation.registry import children_of, kind_of
from ctplatform.curation.rows import snapshot
from ctplatform.curation.services import evidence as proofs
from ctplatform.curation.services.access import publication_of, root_of
from ctplatform.curation.services.conversations import tell


def filed(
    kind, record, changes, *, by, reason="", evidence=(), base_version=None, payload=None
) -> Proposal:
    """Save a proposal of `changes` (a diff) to `record`, under the project's policy of today."""
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
        reason=reason,
        policy=root.project.review_policy,
        author=by,
    )
    weigh(proposal, record)
    proposal.clean_fields()
    proposal.save(force_insert=True)
    proofs.attach(proposal, evidence, by=by)
    return proposal


def weigh(proposal, live) -> None:
    """Note whether a proposal is grave. Where one's own changes apply, nobody counts eyes."""
    is_open = proposal.policy == ReviewPolicy.OPEN
    why = "" if is_open else _gravity(proposal, live)
    proposal.grave_because = str(why or "")[:200]
    proposal.approvals_needed = 2 if why else 1


def gravity_of(candidate):
    """Why publishing a candidate needs two approvals: its own values, or a row that hangs on it."""
    kind = kind_of(candidate)
    if kind.grave and (why := kind.grave(None, snapshot(candidate))):
        return why
    family = candidate.family_ids()
    for child in filter(attrgetter("grave"), children_of(kind)):
        for row in child.model._base_manager.filter(**{f"{child.parent}__in": family}):
            if why := child.grave(None, snapshot(row)):
                return why
    return ""


def end_publication(candidate, *, by) -> None:
    """Take back a waiting proposal to publish what is withdrawn or merged now."""
    if candidate.published_at or not (proposal := publication_of(candidate)):
        return
    tell(proposal, Notification.Kind.WITHDRAWN, by=by)
    proposal.state, proposal.decided = Proposal.State.WITHDRAWN, timezone.now()
    proposal.version += 1
    proposal.save(force_update=True)


def _gravity(proposal, live):
    if proposal.kind == Proposal.Kind.PUBLISH:
        return gravity_of(live)
    grave = proposal.target_kind.grave
    before = None if proposal.kind == Proposal.Kind.CREATE else snapshot(live)
    removed = proposal.kind == Proposal.Kind.WITHDRAW and proposal.target_kind.parent
    after = None if removed else diff.apply(proposal.diff, before)
    return (grave(before, after) if grave else "") or _grave_merge(proposal)


def _grave_merge(proposal):
    """Where two published records become one, a count that people have seen changes.

    What a candidate brings along is published by it, and is as grave as if it were alone.
    """
    if proposal.kind != Proposal.Kind.MERGE:
        return ""
    gone = proposal.target_kind.model._base_manager.get(pk=proposal.payload["merges"])
    if gone.published_at:
        return _("A published record is merged into another.")
    return gravity_of(gone)


def require_change(changes):
    if not changes:
        raise ValidationError({"diff": _("This changes nothing.")})
    return changes


def changes_since(live, mine, base_version, names) -> diff.Diff:
    """Return the diff from what the author saw (the row at `base_version`) to `mine`.

    It holds what differs from the live row, and of `names`, the fields the author set, what
    differs from the base: a field that moved in between is then a conflict, as it should be.
    """
    now, after = snapshot(live), snapshot(mine)
    base = snapshot_at(live, base_version)
    touched = diff.compare(now, after).keys() | set(names)
    return {name: step for name, step in diff.compare(base, after).items() if name in touched}


def snapshot_at(live, version) -> diff.Snapshot:
    """Return a row's snapshot at an earlier version, by taking later revisions back."""
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
