"""Split a record in two, the reverse of a merge. Only the rows that are named move.

The new record is a candidate, as every new record is.
"""

from uuid import UUID

from ctplatform.curation.models import Revision
from ctplatform.curation.proposal_handlers.base import ProposalHandler
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import cleared_values, edited, snapshot
from ctplatform.curation.writing import statements
from ctplatform.curation.writing.changes import Outcome, insert, update


class SplitHandler(ProposalHandler):
    def apply(self, context) -> Outcome:
        """Rows that have left the record since stay where they are."""
        proposal = context.proposal
        values = {
            name: value
            for name, value in proposal.payload["values"].items()
            if name in proposal.target_kind.editable
        }
        pk = UUID(proposal.payload["into"])
        new = second_record(context.live, values, by=proposal.author, pk=pk)
        revision = split_record(context.live, new, context.change, proposal.payload)
        return Outcome(new, revision=revision)


def second_record(live, values, *, by, pk=None):
    """Return the unsaved second record: the values of the first, except `values`."""
    kind = kind_of(live)
    blank = kind.model(project=live.project, created_by=by, **({"pk": pk} if pk else {}))
    held = {name: value for name, value in snapshot(live).items() if name in kind.editable}
    return edited(blank, {**held, **cleared_values(live, values), **values}, by=by)


def split_record(live, new, change, payload) -> Revision:
    """Insert the new record and move the rows named in `payload["moved"]` to it."""
    insert(new, change)
    statements.move(payload["moved"], live, new, change)
    return update(live, edited(live, {}), change, Revision.Kind.SPLIT, payload)
