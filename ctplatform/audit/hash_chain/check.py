"""Check the audit log against its chain, and report which entry is the first bad one."""

import json
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from ctplatform.accounts.models import Project
from ctplatform.audit.hash_chain.links import AUDIT_LOG, ENTRY, EXPIRY, digest_of, projects_of
from ctplatform.audit.models import AuditChainEntry, AuditChainPending, AuditEntry
from ctplatform.database.hash_chain.check import (
    Report,
    append_only_triggers,
    check_entries,
    check_triggers,
    fault_of_content,
    fault_of_pending,
)

TABLES = ("audit_auditentry", "audit_auditedproject", "audit_auditchainentry")


def check_audit_log(head=None, *, keeps_own_head=True) -> Report:
    """Recompute the chain and check all entries of the audit log, with their projects.

    `head` is a head that was noted elsewhere; with `keeps_own_head`, that of this host is compared
    as well.
    """
    report, found = Report(), _AuditLogCheck()
    check_entries(AUDIT_LOG, report, head, keeps_own_head, found.fault_of)
    check_triggers(report, append_only_triggers(TABLES))
    for row in AuditChainPending.objects.order_by("id").iterator():
        report.pending += 1
        if why := fault_of_pending(row) or found.fault_of([row])(row):
            report.fault(f"Waiting to be chained ({row}): {why}")
    if AuditEntry.objects.count() != sum(found.rows.values()):
        for pk in AuditEntry.objects.order_by("id").values_list("pk", flat=True).iterator():
            if str(pk) not in found.rows:
                report.fault(
                    f"The entry {pk} of the log is in no chain: it was added from outside."
                )
    return report


class _AuditLogCheck:
    """What the chain refers to: {id of an entry of the log: whether it is there}, and expiries."""

    def __init__(self):
        self.rows = {}
        self.projects = set(map(str, Project.objects.values_list("pk", flat=True)))
        self.expiries = []
        for model in (AuditChainEntry, AuditChainPending):
            for row in model.objects.filter(subject=EXPIRY):
                with suppress(ValueError, KeyError, TypeError):  # tampered: it is reported itself
                    before = datetime.fromisoformat(json.loads(row.content)["before"])
                    self.expiries.append((getattr(row, "position", float("inf")), before))

    def fault_of(self, batch):
        """A function that says what is wrong with what a row of the batch is about."""
        rows = AuditEntry.objects.in_bulk(
            [pk for row in batch if row.subject == ENTRY and (pk := _id_of(row.subject_id))]
        )
        projects = projects_of(rows.values())
        return lambda row: (
            fault_of_content(row)
            or (self._fault(row, rows, projects) if row.subject == ENTRY else "")
        )

    def _fault(self, row, rows, projects) -> str:
        if row.subject_id in self.rows:
            return "it is chained twice."
        pk, stated = _id_of(row.subject_id), json.loads(row.content)
        entry = rows.get(pk)
        self.rows[row.subject_id] = entry is not None
        if entry is None:
            return "" if self._has_expired(row, stated) else "the entry of the log was deleted."
        if digest_of(entry) != stated["digest"]:
            return "the entry of the log was changed."
        named = {str(each) for each in projects[pk]}
        wanted = {each for each in stated["projects"] if each in self.projects}
        return "" if named == wanted else "the projects of the entry of the log were changed."

    def _has_expired(self, row, stated) -> bool:
        """Whether a later expiry covers an entry of the log that is gone."""
        at, position = datetime.fromisoformat(stated["at"]), getattr(row, "position", 0)
        return any(at < before and position < later for later, before in self.expiries)


def _id_of(text) -> UUID | None:
    """An id from the chain, which may hold anything if it was tampered with."""
    try:
        return UUID(text)
    except ValueError:
        return None
