"""Propose a change, amend it, resolve its conflicts."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.curation import diff
from ctplatform.curation.models import Proposal
from ctplatform.curation.proposal_handlers import handler_of
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import edited, snapshot
from ctplatform.curation.services.proposal_filing import (
    file_proposal,
    require_change,
    require_state,
    save_in_state,
)
from ctplatform.curation.services.records import blank, editable
from ctplatform.curation.writing import access
from ctplatform.curation.writing import evidence as proofs
from ctplatform.curation.writing.conversations import notify_participants
from ctplatform.curation.writing.earlier_versions import changes_since
from ctplatform.curation.writing.locks import lock, lock_proposal
from ctplatform.notifications.models import Notification

Kind, State, Channel = Proposal.Kind, Proposal.State, Proposal.Channel


@transaction.atomic
def propose(
    record, values, *, by, reason="", evidence=(), base_version=None, channel=Channel.DIRECT
) -> Proposal:
    """Propose new values for a record that was seen at `base_version` (default: the live version).

    The proposal always awaits review, whatever the state of the record. `channel` is how it came
    in. Raises PermissionDenied, ValidationError, WrongState.
    """
    live = lock(record)
    access.require_may_propose(live, by=by)
    values = editable(kind_of(live), values)
    mine = edited(live, values, by=by)
    access.require_in_force(access.root_of(live))
    changes = changes_since(live, mine, base_version, values)
    why = {"by": by, "reason": reason, "evidence": evidence, "channel": channel}
    return file_proposal(Kind.CHANGE, live, changes, base_version=base_version, **why)


@transaction.atomic
def propose_creation(
    model, values, *, by, reason="", evidence=(), channel=Channel.DIRECT
) -> Proposal:
    """Propose a new child row. (A new top-level record is a candidate and needs no proposal.)"""
    kind = kind_of(model)
    if kind.parent is None:
        text = _("A new record is made as a candidate; propose changes to it or publish it.")
        raise ValidationError({"target_type": text})
    record, values = blank(kind, values, by=by, may=access.require_may_propose)
    mine = edited(record, editable(kind, values), by=by)
    changes = diff.compare(None, snapshot(mine))
    why = {"by": by, "reason": reason, "evidence": evidence, "channel": channel}
    return file_proposal(Kind.CREATE, mine, changes, **why)


@transaction.atomic
def propose_withdrawal(record, *, by, reason="", evidence=(), channel=Channel.DIRECT) -> Proposal:
    live = lock(record)
    access.require_may_propose(live, by=by)
    access.require_in_force(access.root_of(live))
    after = None if kind_of(live).parent else {**snapshot(live), "state": "withdrawn"}
    changes = diff.compare(snapshot(live), after)
    why = {"by": by, "reason": reason, "evidence": evidence, "channel": channel}
    return file_proposal(Kind.WITHDRAW, live, changes, **why)


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
    access.require_version(proposal, expected_version)
    require_state(proposal, *Proposal.WAITING)
    if values is not None:
        proposal = _with_values(proposal, values, base_version, by=by)
    proposal.reason = proposal.reason if reason is None else reason
    proposal.clean_fields()
    if evidence is not None:
        proofs.attach(proposal, evidence, by=by)
    return _reopened(proposal, by)


def _with_values(proposal, values, base_version, *, by) -> Proposal:
    handler = handler_of(proposal)
    if handler.fixed_values:
        raise ValidationError({"diff": handler.fixed_values})
    values = editable(proposal.target_kind, values)
    context = handler.load(proposal)
    changes = handler.changes(context, values, base_version, by=by)
    context.proposal.diff = changes if proposal.payload else require_change(changes)
    handler.set_required_approvals(context)
    return context.proposal


@transaction.atomic
def resolve(proposal, choices, *, by) -> Proposal:
    """Let the author choose "base", "live" or "mine" for each field in conflict.

    `choices` names every field in conflict. A field with "live" leaves the proposal; the author's
    value, or that of the base, is proposed against the live one. Raises ValidationError where
    nothing would remain.
    """
    handler = handler_of(proposal)
    context = handler.load(proposal)
    proposal = context.proposal
    access.require_author(proposal, by=by)
    require_state(proposal, *Proposal.WAITING)
    conflicts = handler.conflicts(proposal, context.before)
    if not conflicts:
        text = _("The live record does not conflict with this proposal.")
        raise ValidationError({"choices": text})
    _require_choices(choices, conflicts)
    changes = _resolved(proposal.diff, context.before, choices)
    if not changes:
        text = _("Nothing would be left of this proposal. Withdraw it instead.")
        raise ValidationError({"choices": text})
    proposal.diff, proposal.base_version = changes, context.live.version
    handler.set_required_approvals(context)
    return _reopened(proposal, by)


def _require_choices(choices, moved):
    if choices.keys() != moved.keys() or set(choices.values()) - {"base", "live", "mine"}:
        text = _("Choose “base”, “live” or “mine” for each of: %s.") % ", ".join(moved)
        raise ValidationError({"choices": text})


def _resolved(changes, now, choices) -> diff.Diff:
    """The diff of a proposal with the chosen values of the fields in conflict."""
    found = {name: step for name, step in changes.items() if name not in choices}
    for name, choice in choices.items():
        if choice != "live":
            step = changes[name]
            step = step if choice == "mine" else {"from": now[name], "to": step["from"]}
            kept = diff.apply({name: step}, now)
            found |= diff.compare({name: now[name]}, {name: kept[name]})
    return found


def _reopened(proposal, by) -> Proposal:
    """Reopen an amended proposal: earlier approvals do not count any more."""
    proposal.first_reviewer, proposal.first_decision = None, ""
    notify_participants(proposal, Notification.Kind.AMENDED, by=by)
    return save_in_state(proposal, State.OPEN)
