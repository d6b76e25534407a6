"""Withdraw many candidates in one transaction, by the rules of `withdraw_record`."""

import copy

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.curation.errors import WrongState
from ctplatform.curation.history_chain.links import keep_in_chain
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import snapshot
from ctplatform.curation.writing.changes import (
    ChangeContext,
    notify,
    revision_of,
    run_guard,
    translate_integrity_errors,
)
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
        _write(model, rows, ChangeContext(by, reason))
    return len(rows)


def _require_candidates(rows, by, project):
    for row in rows:
        if row.state != row.State.CANDIDATE or row.merged_into_id:
            raise WrongState(_("“%(record)s” is not a candidate any more.") % {"record": row})
    foreign = any(row.created_by_id != by.pk for row in rows)
    if foreign and not has_role(by, project, Role.EDITOR):
        raise PermissionDenied(_("Only its creator or an editor withdraws a candidate."))


def _write(model, rows, act):
    """Update all rows in one query, insert the revisions in one, then call the hook of each row."""
    now, changed = timezone.now(), []
    offered = _offered(rows)
    for live in rows:
        mine = copy.copy(live)
        mine.state, mine.version, mine.updated = live.State.WITHDRAWN, live.version + 1, now
        run_guard(snapshot(live), snapshot(mine), mine, act)
        if live.pk in offered:
            withdraw_publish_proposal(live, by=act.by)
        changed.append((live, mine))
    with translate_integrity_errors():
        model._base_manager.filter(pk__in=[row.pk for row in rows]).update(
            state=rows[0].State.WITHDRAWN, version=F("version") + 1, updated=now
        )
        made = [_revision(live, mine, act) for live, mine in changed]
        Revision.objects.bulk_create(made)
        keep_in_chain(made)
    notify_creators(
        [row for row in rows if row.pk not in offered], Notification.Kind.REFUSED, by=act.by
    )
    for live, mine in changed:
        notify(snapshot(live), snapshot(mine), mine)


def _offered(rows) -> set:
    """The ids of candidates whose publication awaits a second approval."""
    waiting = Proposal.objects.filter(kind=Proposal.Kind.PUBLISH, state__in=Proposal.WAITING)
    waiting = waiting.filter(root_type=kind_of(rows[0]).key, root_id__in=[row.pk for row in rows])
    return set(waiting.values_list("root_id", flat=True))


def _revision(live, mine, act):
    changes = {"state": {"from": live.state, "to": mine.state.value}}
    return revision_of(Revision.Kind.WITHDRAW, mine, changes, act)
