"""Delete the entries of the feed that no reader needs any more.

Of each record that still exists the last entry stays, so that a reader who begins again gets every
record. Deletions and changes of access are forgotten once every cursor from before is refused.
"""

from datetime import timedelta
from itertools import takewhile

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ctplatform.changes import cursors
from ctplatform.changes.models import Change, FeedState
from ctplatform.rest.paging.keyset import Behind

KEPT_FOR = cursors.KEPT_FOR + timedelta(days=1)
"""A day longer than cursors are valid: an entry may be older than the end of its transaction."""
BATCH = 2000  # entries looked at in one transaction
Action = Change.Action


def prune_feed(report=lambda done, total: None) -> int:
    """Delete old entries, in transactions of a bounded size; return how many.

    Each entry is looked at once, after KEPT_FOR: the work is that of the days since the last time.
    """
    deleted = looked_at = 0
    while found := _prune_batch():
        deleted += found[1]
        looked_at += found[0]
        report(looked_at, looked_at)
    return deleted


def is_pruned(place: tuple) -> bool:
    """Whether deletions after this place, (transaction_id, id), may have been forgotten."""
    state = FeedState.objects.first()
    return place < (state.pruned_transaction, state.pruned_id)


@transaction.atomic
def _prune_batch() -> tuple:
    """(how many entries were looked at, how many were deleted); () where none is left."""
    state = FeedState.objects.select_for_update().first()
    if state is None:
        return ()
    before = timezone.now() - KEPT_FOR
    place = (state.pruned_transaction, state.pruned_id)
    behind = Behind((F("transaction_id"), F("id")), place)
    rows = Change.objects.filter(behind).order_by("transaction_id", "id")[:BATCH]
    batch = list(takewhile(lambda each: each.at < before, rows))
    if not batch:
        return ()
    gone = [each.pk for each in batch if each.action in (Action.RESYNC, Action.DELETED)]
    gone += _superseded(batch)
    Change.objects.filter(pk__in=gone).delete()
    last = batch[-1]
    FeedState.objects.filter(pk=state.pk).update(
        pruned_transaction=last.transaction_id, pruned_id=last.id
    )
    return len(batch), len(set(gone))


def _superseded(batch) -> list:
    """Ids of the entries of these records that come before their last one in the batch."""
    last = {
        (each.kind, each.record_id): (each.transaction_id, each.id)
        for each in batch
        if each.action != Action.RESYNC
    }
    rows = Change.objects.filter(record_id__in={pk for _, pk in last}).exclude(action=Action.RESYNC)
    columns = rows.order_by().values_list("pk", "kind", "record_id", "transaction_id", "id")
    return [
        pk
        for pk, kind, record, *place in columns
        if (kind, record) in last and tuple(place) < last[kind, record]
    ]
