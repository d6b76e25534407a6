"""Save proposals. Callers have checked permissions and values before."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.curation.errors import WrongState
from ctplatform.curation.history_chain.links import add_pending
from ctplatform.curation.models import Proposal
from ctplatform.curation.named_records import names_of_row
from ctplatform.curation.proposal_handlers import handler_named
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import snapshot
from ctplatform.curation.writing import evidence as proofs
from ctplatform.curation.writing.access import root_of
from ctplatform.curation.writing.approval_rules import other_rows
from ctplatform.database.bulk_loader import insert_rows


def file_proposal(kind, record, changes, *, by, evidence=(), **how) -> Proposal:
    """Save a proposal of `changes` (a diff) to `record`, under the project's current policy.

    `how` are the other arguments of `_new_proposal`.
    """
    proposal = _new_proposal(kind, record, changes, by=by, **how)
    proposal.save(force_insert=True)
    if evidence:
        proofs.attach(proposal, evidence, by=by)
    return proposal


def file_proposals(changes, *, by, reason="") -> list[Proposal]:
    """The same for several (kind, record, diff) of different records, without evidence.

    The number of queries does not grow with them.
    """
    others = other_rows([record for _kind, record, _changes in changes])
    proposals = [
        _new_proposal(kind, record, diff, by=by, reason=reason, others=others.get(record.pk))
        for kind, record, diff in changes
    ]
    for each in proposals:
        each.add_names()
    insert_rows(proposals)
    return proposals


def _new_proposal(
    kind,
    record,
    changes,
    *,
    by,
    reason="",
    base_version=None,
    payload=None,
    channel=Proposal.Channel.DIRECT,
    others=None,
) -> Proposal:
    handler, root = handler_named(kind), root_of(record)
    proposal = Proposal(
        kind=kind,
        project=root.project,
        target_type=kind_of(record).key,
        target_id=record.pk,
        root_type=kind_of(root).key,
        root_id=root.pk,
        base_version=0 if handler.is_new else base_version or record.version,
        diff=changes if payload else require_change(changes),
        payload=payload,
        names=names_of_row(kind_of(record), snapshot(record)),
        reason=reason,
        policy=root.project.review_policy,
        author=by,
        channel=channel,
    )
    handler.set_required_approvals(handler.new_context(proposal, record, others))
    proposal.clean_fields()
    return proposal


def require_change(changes):
    if not changes:
        raise ValidationError({"diff": _("This changes nothing.")})
    return changes


def require_state(proposal, *states):
    """Raise WrongState unless the proposal is in one of the states."""
    if proposal.state not in states:
        text = _("This proposal is %(state)s.") % {"state": proposal.get_state_display().lower()}
        raise WrongState(text)


def close_proposal(proposal, state, reason, *, reviewer) -> Proposal:
    """Save a proposal that is decided."""
    proposal.reviewer, proposal.decision = reviewer, reason
    proposal.decided = timezone.now()
    return save_in_state(proposal, state)


def save_in_state(proposal, state) -> Proposal:
    """Save a proposal in its new state, after an action on it."""
    proposal.state = state
    proposal.is_acted_on()
    proposal.version += 1
    proposal.clean_fields()
    proposal.save(force_update=True)
    add_pending([proposal])
    return proposal
