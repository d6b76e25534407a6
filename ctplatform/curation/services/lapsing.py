"""Proposals on which nobody acts: after 30 days people are reminded, after 90 it is withdrawn.

The age of a proposal counts from the last act on it: its making, a revision, a comment or a
decision that leaves it waiting. Nobody does what is done here, so notifications name nobody, and
neither does the decision. What several workers do at once, each row is done by one of them.
"""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.curation.models import Notification, Proposal
from ctplatform.curation.services.conversations import notify, takes_part
from ctplatform.curation.services.eyes import deciders_of

BATCH = 200  # proposals written in one transaction


def remind_of_proposals() -> int:
    """Remind authors, and whoever may decide, of forgotten proposals; return of how many.

    What was given back for changes waits for its author alone. Each is called to mind once, until
    somebody acts on it.
    """
    return _by_batches(Proposal.objects.forgotten(), _remind)


def withdraw_lapsed_proposals() -> int:
    """Withdraw proposals that stayed forgotten after the reminder; return how many.

    Whoever took part is told. Nothing about the record changes.
    """
    return _by_batches(Proposal.objects.lapsed(), _withdraw)


def _by_batches(rows, act) -> int:
    """Act on all of the rows, after which they are none of them any more."""
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
    people = {each.pk: deciders[each.pk] | {each.author_id} for each in found}
    notify(people, Notification.Kind.REMINDED)
    rows.update(reminded=timezone.now())


def _withdraw(found, rows):
    notify(takes_part(found), Notification.Kind.LAPSED)
    rows.update(
        state=Proposal.State.WITHDRAWN, decided=timezone.now(), version=F("version") + 1,
        decision=_("Nobody acted on it for 90 days."),
    )  # fmt: skip
