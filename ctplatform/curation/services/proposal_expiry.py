"""Expiry of proposals: a reminder after 30 days without an action, withdrawal after 90.

The age of a proposal counts from the last action: its creation, an amendment, a comment or a
decision that leaves it waiting. Nobody acts here, so notifications and the decision name no user.
Several workers may run this at once: each row is handled by one of them.
"""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.curation.history_chain.links import add_pending
from ctplatform.curation.models import Proposal
from ctplatform.curation.queries.pending_reviews import deciders_of
from ctplatform.curation.writing.conversations import notify_of, takes_part
from ctplatform.notifications.models import Notification

BATCH = 200  # proposals per transaction


def remind_of_proposals() -> int:
    """Remind authors, and users who may decide, of old proposals; return how many were reminded of.

    Proposals returned for changes await only their author. There is one reminder for each until
    somebody acts on it.
    """
    return _by_batches(Proposal.objects.forgotten(), _remind)


def withdraw_lapsed_proposals() -> int:
    """Withdraw proposals without an action since the reminder; return how many.

    All participants are notified. The record does not change.
    """
    return _by_batches(Proposal.objects.lapsed(), _withdraw)


def _by_batches(rows, act) -> int:
    """Call `act` on batches of the rows until none is left; `act` must take them out of `rows`."""
    done = 0
    while found := _one_batch(rows, act):
        done += found
    return done


@transaction.atomic
def _one_batch(rows, act) -> int:
    mine = rows.select_for_update(no_key=True, skip_locked=True).order_by("id")
    found = list(mine.defer("diff", "payload")[:BATCH])
    if found:
        act(found, Proposal.objects.filter(pk__in=[each.pk for each in found]))
    return len(found)


def _remind(found, rows):
    deciders = deciders_of(found)
    people = {each: deciders[each.pk] | {each.author_id} for each in found}
    notify_of(people, Notification.Kind.REMINDED)
    rows.update(reminded=timezone.now())


def _withdraw(found, rows):
    people = takes_part(found)
    notify_of({each: people[each.pk] for each in found}, Notification.Kind.LAPSED)
    rows.update(
        state=Proposal.State.WITHDRAWN,
        decided=timezone.now(),
        version=F("version") + 1,
        decision=_("Nobody acted on it for 90 days."),
    )
    add_pending(Proposal.objects.filter(pk__in=[each.pk for each in found]))
