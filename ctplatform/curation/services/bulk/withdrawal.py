"""Withdraw many candidates in one transaction, by the rules of `withdraw_record`."""

import copy

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.registry import kind_of
from ctplatform.curation.writing.changes import ChangeContext, RowWrite, write_rows
from ctplatform.curation.writing.conversations import notify_creators
from ctplatform.curation.writing.publications import withdraw_publish_proposal
from ctplatform.notifications.models import Notification


@transaction.atomic
def withdraw_candidates(model, ids, *, project, by, reason="") -> int:
    """Withdraw the project's candidates with these ids, all or none; return how many.

    The user made them, or is an editor of the project. Raises PermissionDenied, and WrongState
    where one of them is not a candidate any more.
    """
    require_role(by, project, Role.ANNOTATOR)
    rows = list(
        model._base_manager.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=ids, project=project)
        .order_by("pk")
    )
    for row in rows:
        row.project = project
    _require_candidates(rows, by, project)
    if rows:
        _write(rows, ChangeContext(by, reason))
    return len(rows)


def _require_candidates(rows, by, project):
    for row in rows:
        if row.state != row.State.CANDIDATE or row.merged_into_id:
            raise WrongState(_("“%(record)s” is not a candidate any more.") % {"record": row})
    foreign = any(row.created_by_id != by.pk for row in rows)
    if foreign and not has_role(by, project, Role.EDITOR):
        raise PermissionDenied(_("Only its creator or an editor withdraws a candidate."))


def _write(rows, act):
    offered, writes = _offered(rows), []
    for live in rows:
        mine = copy.copy(live)
        mine.state = live.State.WITHDRAWN
        if live.pk in offered:
            withdraw_publish_proposal(live, by=act.by)
        writes.append(RowWrite(Revision.Kind.WITHDRAW, live, mine))
    write_rows(writes, act)
    notify_creators(
        [row for row in rows if row.pk not in offered], Notification.Kind.REFUSED, by=act.by
    )


def _offered(rows) -> set:
    """The ids of candidates whose publication awaits a second approval."""
    waiting = Proposal.objects.filter(kind=Proposal.Kind.PUBLISH, state__in=Proposal.WAITING)
    waiting = waiting.filter(root_type=kind_of(rows[0]).key, root_id__in=[row.pk for row in rows])
    return set(waiting.values_list("root_id", flat=True))
