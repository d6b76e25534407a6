"""What the handlers of all kinds of proposals share, and the context that they work on."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from ctplatform.accounts.models import ReviewPolicy
from ctplatform.curation import diff
from ctplatform.curation.errors import FieldConflict
from ctplatform.curation.models import Proposal
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import edited, snapshot
from ctplatform.curation.writing import access
from ctplatform.curation.writing.approval_rules import reason_in_rows_together
from ctplatform.curation.writing.changes import ChangeContext, Outcome
from ctplatform.curation.writing.earlier_versions import changes_since
from ctplatform.curation.writing.locks import lock_proposal, locked

REASON_LENGTH = 200


@dataclass
class ProposalContext:
    """A locked proposal with the locked row that it is about, and the decision on it.

    `live` is an unsaved row where the proposal creates one; `before` is then None, else the
    snapshot of `live`. `merged` is the locked record that is merged into `live`, or was. `by` and
    `reason` are the reviewer and their decision, None and "" where nobody decides. `others` are the
    snapshots of the other rows of its record, where they are loaded.
    """

    proposal: Proposal
    live: models.Model
    before: diff.Snapshot | None
    by: Any = None
    reason: str = ""
    merged: models.Model | None = None
    others: list | None = None

    @property
    def change(self) -> ChangeContext:
        """The change in the name of the proposal's author."""
        return ChangeContext(self.proposal.author, self.proposal.reason, self.proposal)


class ProposalHandler:
    """A kind of proposal: new values for one row, unless a subclass says otherwise.

    `fixed_values` says why its author cannot change its values, "" where they can.
    """

    is_new = False  # whether it creates its row
    is_field_change = False  # whether reviewers may accept single fields of it
    fixed_values = ""

    def load(self, proposal, *, by=None, reason="") -> ProposalContext:
        """Lock the proposal, and then its row. Raises WrongState where the row is gone."""
        proposal = lock_proposal(proposal)
        live = locked(proposal.target_kind, proposal.target_id)
        return ProposalContext(proposal, live, snapshot(live), by, reason)

    def new_context(self, proposal, live, others=None) -> ProposalContext:
        """The context of a proposal that is being filed about a locked row."""
        before = None if self.is_new else snapshot(live)
        return ProposalContext(proposal, live, before, others=others)

    def conflicts(self, proposal, before) -> dict:
        """{field: {"from", "to", "live"}} of the fields that have changed since it was proposed."""
        return diff.conflicts(proposal.diff, before)

    def check(self, context) -> None:
        """Raise FieldConflict or WrongState where the proposal cannot be applied any more."""
        if conflicts := self.conflicts(context.proposal, context.before):
            raise FieldConflict(conflicts)
        root = access.root_of(context.live)
        if "state" in context.proposal.diff:
            access.require_unmerged(root)
        else:
            access.require_in_force(root)

    def required_approvals(self, context) -> tuple[int, str]:
        """How many approvals it needs, and why two; under the open policy always one."""
        is_open = context.proposal.policy == ReviewPolicy.OPEN
        why = "" if is_open else self.reason_for_two(context)
        return (2, str(why)[:REASON_LENGTH]) if why else (1, "")

    def set_required_approvals(self, context) -> None:
        proposal = context.proposal
        proposal.approvals_needed, proposal.grave_because = self.required_approvals(context)

    def reason_for_two(self, context) -> str:
        """Why it needs two approvals, or "", by the rules of its kind of row."""
        kind, after = kind_of(context.live), self.after(context)
        why = kind.two_approvals_reason(context.before, after) if kind.two_approvals_reason else ""
        return why or reason_in_rows_together(context.live, after, context.others)

    def after(self, context) -> diff.Snapshot | None:
        """The snapshot of the row as proposed; None where it is removed."""
        return diff.apply(context.proposal.diff, context.before)

    def proposed_row(self, context) -> models.Model:
        """An unsaved copy of the row with the proposed values."""
        after = self.after(context)
        values = {name: after[name] for name in context.proposal.diff}
        return edited(context.live, values, is_whole=True)

    def changes(self, context, values, base_version, *, by) -> diff.Diff:
        """The diff of an amended proposal with new values; ValidationError for bad ones."""
        mine = edited(context.live, values, by=by)
        context.proposal.base_version = base_version or context.live.version
        return changes_since(context.live, mine, base_version, values)

    def apply(self, context) -> Outcome:
        """Write the change with its revision; the outcome has the changed record."""
        raise NotImplementedError
