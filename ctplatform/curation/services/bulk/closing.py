"""Close many waiting proposals in a fixed number of queries, by the rules of single ones."""

from django.db import transaction
from django.utils import timezone

from ctplatform.accounts.roles import with_roles_read_once
from ctplatform.curation.history_chain.links import add_pending
from ctplatform.curation.models import Proposal
from ctplatform.curation.services.decisions import require_reason
from ctplatform.curation.services.proposal_filing import require_state
from ctplatform.curation.writing import access
from ctplatform.curation.writing.conversations import notify_of, takes_part
from ctplatform.database.bulk_loader import update_rows
from ctplatform.notifications.models import Notification

State = Proposal.State
WRITTEN = ("reviewer_id", "decision", "decided", "state", "last_act", "reminded", "version")


@transaction.atomic
def close_proposals(ids, *, by, reason) -> int:
    """Withdraw those of the waiting proposals that are the user's own and reject the others.

    All or none; returns how many. Raises what `withdraw` and `reject` raise.
    """
    rows = Proposal.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids)
    rows = list(rows.select_related("project").order_by("pk"))
    own = [each for each in rows if each.author_id == by.pk]
    others = [each for each in rows if each.author_id != by.pk]
    asked = with_roles_read_once(by)
    for each in own:
        access.require_author(each, by=asked)
    for each in others:
        access.require_may_decide(each, by=asked)
        require_reason(reason)
        each.reviewer = by
    for each in rows:
        require_state(each, *Proposal.WAITING)
    _close(own, State.WITHDRAWN, Notification.Kind.WITHDRAWN, by, reason)
    _close(others, State.REJECTED, Notification.Kind.REJECTED, by, reason)
    return len(rows)


def _close(proposals, state, kind, by, reason):
    if not proposals:
        return
    people = takes_part(proposals)
    for each in proposals:
        each.state, each.decision, each.decided = state, reason, timezone.now()
        each.version += 1
        each.is_acted_on()
        each.clean_fields()
    notify_of({each: people[each.pk] for each in proposals}, kind, by=by)
    update_rows(Proposal, [(each, None) for each in proposals], WRITTEN)
    add_pending(proposals)
