"""Publish many candidates in one transaction, by the rules of `publish`.

Candidates that need two approvals are set apart and never approved in a batch.
"""

import copy
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import ReviewPolicy, Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import snapshot
from ctplatform.curation.writing.approval_rules import approval_reasons_of
from ctplatform.curation.writing.changes import ChangeContext, RowWrite, write_rows
from ctplatform.curation.writing.conversations import notify_creators
from ctplatform.curation.writing.hooks import run_guard
from ctplatform.notifications.models import Notification

PUBLISH = Revision.Kind.PUBLISH
PUBLISHED, ALREADY, WITHDRAWN, MERGED = "published", "already_published", "withdrawn", "merged"
CHANGED, OWN, NEEDS_TWO, REFUSED = "changed_since", "own", "two_approvals", "refused"
OUTCOMES = (PUBLISHED, ALREADY, OWN, NEEDS_TWO, CHANGED, MERGED, WITHDRAWN, REFUSED)


@dataclass(frozen=True)
class Fared:
    """The result for one record of a batch: one of OUTCOMES, and in some cases why, in words."""

    id: object
    outcome: str
    why: str = ""


@transaction.atomic
def publish_batch(model, ids, *, project, by, asked, reason="") -> list[Fared]:
    """Publish those of the project's candidates that this user may publish alone.

    asked: when publishing was requested; candidates that changed later are skipped. Raises
    PermissionDenied where the user may not publish at all, and ValidationError where the database
    refuses the batch; nothing is written then.
    """
    require_role(by, project, Role.REVIEWER)
    rows = list(
        model._base_manager.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=ids, project=project)
        .order_by("pk")
    )
    if not rows:
        return []
    for row in rows:
        row.project = project
    ask, act = _Questions(rows, project, by, asked), ChangeContext(by, reason)
    found, changed = [], []
    for row in rows:
        outcome, why = ask.outcome_of(row)
        if outcome == PUBLISHED:
            try:
                changed.append(_as_published(row, act))
            except PermissionDenied as error:
                outcome, why = REFUSED, str(error)
        found.append(Fared(row.pk, outcome, why))
    if changed:
        _write(changed, act)
    return found


def own_candidates(rows, by):
    """The candidates that this user made or edited, which somebody else must publish."""
    kind = kind_of(rows.model).key
    written = Revision.objects.filter(root_type=kind, root_id=OuterRef("pk"), by=by)
    return rows.filter(Q(created_by=by) | Q(Exists(written.exclude(kind=PUBLISH))))


class _Questions:
    """The data that decides whether a candidate can be published, loaded for a whole batch."""

    def __init__(self, rows, project, by, asked):
        self.kind, self.by, self.rows = kind_of(rows[0]), by, rows
        self.is_open = project.review_policy == ReviewPolicy.OPEN
        ids = [row.pk for row in rows]
        about = Revision.objects.filter(root_type=self.kind.key, root_id__in=ids)
        about = about.values_list("root_id", flat=True)
        self.written = set(about.filter(by=by).exclude(kind=PUBLISH))
        self.changed = set(about.filter(at__gt=asked))
        self.waiting = self._waiting(ids)
        self.two_approvals_reason = {} if self.is_open else self._two_approval_reasons(ids)

    def outcome_of(self, row) -> tuple[str, str]:
        """One of OUTCOMES, and why in words."""
        if row.merged_into_id:
            return MERGED, ""
        if row.state != row.State.CANDIDATE:
            return (WITHDRAWN if row.state == row.State.WITHDRAWN else ALREADY), ""
        if row.pk in self.changed:
            return CHANGED, ""
        if not self.is_open and (row.created_by_id == self.by.pk or row.pk in self.written):
            return OWN, ""
        if row.pk in self.waiting:
            return NEEDS_TWO, self.waiting[row.pk]
        why = self.two_approvals_reason.get(row.pk, "")
        return (NEEDS_TWO, str(why)) if why else (PUBLISHED, "")

    def _waiting(self, ids):
        rows = Proposal.objects.filter(kind=PUBLISH, state__in=Proposal.WAITING)
        rows = rows.filter(root_type=self.kind.key, root_id__in=ids)
        found = rows.values_list("root_id", "grave_because")
        return {pk: why or _("It is being reviewed: see its proposal.") for pk, why in found}

    def _two_approval_reasons(self, ids):
        """{id: why} of the candidates that need two approvals, themselves or for child rows."""
        merged = self.kind.model._base_manager.filter(merged_into__in=ids)
        root_of = dict(merged.values_list("pk", "merged_into")) | {pk: pk for pk in ids}
        return approval_reasons_of(self.rows, root_of)


def _as_published(live, act):
    """Return (the row as it was, the row as published) if the model's own guard allows it."""
    mine = copy.copy(live)
    mine.state = live.State.PUBLISHED
    mine.published_by, mine.published_at = act.by, timezone.now()
    mine.publish_policy = live.project.review_policy
    mine.version, mine.updated = live.version + 1, mine.published_at
    run_guard(snapshot(live), snapshot(mine), mine, act)
    return live, mine


def _write(changed, act):
    """Publish the rows: their new states, and their revisions."""
    writes = [
        RowWrite(PUBLISH, live, mine, {"policy": mine.publish_policy}) for live, mine in changed
    ]
    write_rows(writes, act)
    notify_creators([mine for _live, mine in changed], Notification.Kind.PUBLISHED, by=act.by)
