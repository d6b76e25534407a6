"""The waiting proposal to publish a candidate, and what changes of the candidate do to it."""

from collections import defaultdict

from django.db import models
from django.utils import timezone

from ctplatform.curation.history_chain.links import add_pending
from ctplatform.curation.models import Proposal
from ctplatform.curation.registry import kind_of
from ctplatform.curation.writing.conversations import notify_participants
from ctplatform.notifications.models import Notification


def publication_of(record) -> Proposal | None:
    """The waiting proposal to publish a candidate, or None."""
    rows = Proposal.objects.filter(kind=Proposal.Kind.PUBLISH, state__in=Proposal.WAITING)
    return rows.filter(root_type=kind_of(record).key, root_id=record.pk).first()


def renew_publications(roots) -> None:
    """Move the versions of the waiting proposals to publish candidates that change."""
    ids = defaultdict(set)
    for root in roots:
        if root.published_at is None:
            ids[kind_of(root).key].add(root.pk)
    for key, some in ids.items():
        rows = Proposal.objects.filter(kind=Proposal.Kind.PUBLISH, state__in=Proposal.WAITING)
        rows = rows.filter(root_type=key, root_id__in=some)
        rows.update(version=models.F("version") + 1, last_act=timezone.now(), reminded=None)


def withdraw_publish_proposal(candidate, *, by) -> bool:
    """Withdraw the waiting proposal to publish a record that is now withdrawn or merged.

    Returns whether there was one.
    """
    if candidate.published_at or not (proposal := publication_of(candidate)):
        return False
    notify_participants(proposal, Notification.Kind.WITHDRAWN, by=by)
    proposal.state, proposal.decided = Proposal.State.WITHDRAWN, timezone.now()
    proposal.version += 1
    proposal.save(force_update=True)
    add_pending([proposal])
    return True
