"""Propose a change, amend it, resolve its conflicts, apply it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ctplatform.curation import diff
from ctplatform.curation.errors import Conflict, Stale, WrongState
from ctplatform.curation.history_chain.links import keep_in_chain
from ctplatform.curation.models import Proposal
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import edited, snapshot
from ctplatform.curation.services.merging import carry_out_merge, carry_out_unmerge
from ctplatform.curation.services.proposal_filing import (
    changes_since,
    filed,
    require_change,
    set_required_approvals,
)
from ctplatform.curation.services.records import blank, editable
from ctplatform.curation.services.splitting import carry_out_split
from ctplatform.curation.writing import access
from ctplatform.curation.writing import evidence as proofs
from ctplatform.curation.writing.changes import (
    ChangeContext,
    insert,
    lock,
    lock_row,
    locked,
    next_version,
    remove,
    update,
)
from ctplatform.curation.writing.conversations import notify_participants
from ctplatform.notifications.models import Notification

State = Proposal.State
OF_SEVERAL = {
    Proposal.Kind.MERGE: carry_out_merge,
    Proposal.Kind.UNMERGE: carry_out_unmerge,
    Proposal.Kind.SPLIT: carry_out_split,
}
"""How proposals about several records are applied."""
AT_ODDS_WITH_NOTHING = gettext_lazy("The live record does not conflict with this proposal.")


@transaction.atomic
def propose(record, values, *, by, reason="", evidence=(), base_version=None) -> Proposal:
    """Propose new values for a record that was seen at `base_version` (default: the live version).

    The proposal always awaits review, whatever the state of the record. Raises PermissionDenied,
    ValidationError, WrongState.
    """
    live = lock(record)
    access.require_may_propose(live, by=by)
    values = editable(kind_of(live), values)
    mine = edited(live, values, by=by)
    access.require_in_force(access.root_of(live))
    changes = changes_since(live, mine, base_version, values)
    return filed(
        "change", live, changes, by=by, reason=reason, evidence=evidence, base_version=base_version
    )


@transaction.atomic
def propose_creation(model, values, *, by, reason="", evidence=()) -> Proposal:
    """Propose a new child row. (A new top-level record is a candidate and needs no proposal.)"""
    kind = kind_of(model)
    if kind.parent is None:
        text = _("A new record is made as a candidate; propose changes to it or publish it.")
        raise ValidationError({"target_type": text})
    record, values = blank(kind, values, by=by, may=access.require_may_propose)
    mine = edited(record, editable(kind, values), by=by)
    changes = diff.compare(None, snapshot(mine))
    return filed("create", mine, changes, by=by, reason=reason, evidence=evidence)


@transaction.atomic
def propose_withdrawal(record, *, by, reason="", evidence=()) -> Proposal:
    live = lock(record)
    access.require_may_propose(live, by=by)
    access.require_in_force(access.root_of(live))
    after = None if kind_of(live).parent else {**snapshot(live), "state": "withdrawn"}
    changes = diff.compare(snapshot(live), after)
    return filed("withdraw", live, changes, by=by, reason=reason, evidence=evidence)


@transaction.atomic
def amend(
    proposal,
    *,
    by,
    values=None,
    reason=None,
    evidence=None,
    base_version=None,
    expected_version=None,
) -> Proposal:
    """Let the author change values, reason or evidence; it is open again, against the live row.

    The last reviewer and their request stay on the proposal until the next decision.
    """
    proposal = lock_proposal(proposal)
    access.require_author(proposal, by=by)
    if expected_version is not None and expected_version != proposal.version:
        raise Stale
    require_state(proposal, *Proposal.WAITING)
    if values is not None:
        _rewrite(proposal, values, base_version, by=by)
    proposal.reason = proposal.reason if reason is None else reason
    proposal.clean_fields()
    if evidence is not None:
        proofs.attach(proposal, evidence, by=by)
    return _reopened(proposal, by)


@transaction.atomic
def resolve(proposal, choices, *, by) -> Proposal:
    """Let the author choose "base", "live" or "mine" for each field in conflict.

    `choices` names every field in conflict. A field with "live" leaves the proposal; the author's
    value, or that of the base, is proposed against the live one. Raises ValidationError where
    nothing would remain.
    """
    proposal = lock_proposal(proposal)
    access.require_author(proposal, by=by)
    require_state(proposal, *Proposal.WAITING)
    if proposal.kind == Proposal.Kind.PUBLISH:
        raise ValidationError({"choices": AT_ODDS_WITH_NOTHING})
    live = target_of(proposal)
    now = None if proposal.kind == Proposal.Kind.CREATE else snapshot(live)
    moved = diff.conflicts(proposal.diff, now)
    if not moved:
        raise ValidationError({"choices": AT_ODDS_WITH_NOTHING})
    _require_choices(choices, moved)
    changes = {name: step for name, step in proposal.diff.items() if name not in moved}
    for name in moved:
        if choices[name] != "live":
            step = proposal.diff[name]
            step = step if choices[name] == "mine" else {"from": now[name], "to": step["from"]}
            kept = diff.apply({name: step}, now)
            changes |= diff.compare({name: now[name]}, {name: kept[name]})
    if not changes:
        text = _("Nothing would be left of this proposal. Withdraw it instead.")
        raise ValidationError({"choices": text})
    proposal.diff, proposal.base_version = changes, live.version
    set_required_approvals(proposal, live)
    return _reopened(proposal, by)


def _require_choices(choices, moved):
    if choices.keys() != moved.keys() or set(choices.values()) - {"base", "live", "mine"}:
        text = _("Choose “base”, “live” or “mine” for each of: %s.") % ", ".join(moved)
        raise ValidationError({"choices": text})


def target_of(proposal):
    """Return the locked live row of a proposal; for a creation, an unsaved row."""
    kind = proposal.target_kind
    if proposal.kind != Proposal.Kind.CREATE:
        return locked(kind, proposal.target_id)
    record = kind.model(pk=proposal.target_id, created_by=proposal.author)
    setattr(record, kind.parent, lock_row(kind.root.model, proposal.root_id))
    record.version = next_version(kind, record.pk)
    return record


def apply(proposal):
    """Write the values of a proposal to the live record; Conflict names the changed fields."""
    if carry_out := OF_SEVERAL.get(proposal.kind):
        return carry_out(proposal)
    live = target_of(proposal)
    is_new = proposal.kind == Proposal.Kind.CREATE
    now = None if is_new else snapshot(live)
    if moved := diff.conflicts(proposal.diff, now):
        raise Conflict(moved)
    root = access.root_of(live)
    access.require_unmerged(root) if "state" in proposal.diff else access.require_in_force(root)
    act = ChangeContext(proposal.author, proposal.reason, proposal)
    if proposal.kind == Proposal.Kind.WITHDRAW and proposal.target_kind.parent:
        return remove(live, act)
    after = diff.apply(proposal.diff, now)
    mine = edited(live, {name: after[name] for name in proposal.diff}, is_whole=True)
    if not is_new:
        return update(live, mine, act, kind=proposal.kind)
    revision = insert(mine, act)
    proofs.name_made_row(mine, proposal)
    return revision


def _rewrite(proposal, values, base_version, *, by):
    if proposal.kind == Proposal.Kind.PUBLISH:
        raise ValidationError({"diff": _("Edit the candidate itself, then submit it again.")})
    live = target_of(proposal)
    if proposal.kind == Proposal.Kind.WITHDRAW:
        raise ValidationError({"diff": _("A withdrawal has no values to change.")})
    values = editable(proposal.target_kind, values)
    if proposal.kind == Proposal.Kind.CREATE:
        values = {name: step["to"] for name, step in proposal.diff.items()} | values
    mine = edited(live, values, by=by)
    if proposal.kind == Proposal.Kind.CREATE:
        changes = diff.compare(None, snapshot(mine))
    else:
        changes = changes_since(live, mine, base_version, values)
        proposal.base_version = base_version or live.version
    proposal.diff = changes if proposal.payload else require_change(changes)
    set_required_approvals(proposal, live)


def _reopened(proposal, by) -> Proposal:
    """Reopen an amended proposal: earlier approvals do not count any more."""
    proposal.first_reviewer, proposal.first_decision = None, ""
    notify_participants(proposal, Notification.Kind.AMENDED, by=by)
    return saved(proposal, State.OPEN)


def approved_first(proposal, reason, by) -> Proposal:
    """Save the first of two approvals."""
    proposal.first_reviewer, proposal.first_decision = by, reason
    notify_participants(proposal, Notification.Kind.APPROVED, by=by)
    return saved(proposal, State.OPEN)


def closed(proposal, state, reason, *, reviewer) -> Proposal:
    """Save a proposal that is decided."""
    proposal.reviewer, proposal.decision = reviewer, reason
    proposal.decided = timezone.now()
    return saved(proposal, state)


def lock_proposal(proposal) -> Proposal:
    """Return the stored row, locked until the transaction ends."""
    return Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)


def require_state(proposal, *states):
    """Raise WrongState unless the proposal is in one of the states."""
    if proposal.state not in states:
        text = _("This proposal is %(state)s.") % {"state": proposal.get_state_display().lower()}
        raise WrongState(text)


def saved(proposal, state) -> Proposal:
    """Save a proposal in its new state, after an action on it."""
    proposal.state = state
    proposal.is_acted_on()
    proposal.version += 1
    proposal.clean_fields()
    proposal.save(force_update=True)
    keep_in_chain([proposal])
    return proposal
