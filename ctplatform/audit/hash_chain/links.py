"""Chain the entries of the audit log by hashes, so that changes made in the database are detected.

It is a chain of its own: that of the history says when records changed, and a download changes
none. An entry is noted in its own transaction and chained after it, when the answer has gone out.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone

from ctplatform.audit.models import AuditChainEntry, AuditChainPending, AuditedProject, AuditEntry
from ctplatform.database.batches import in_batches
from ctplatform.database.hash_chain.canonical import canonical, sha256
from ctplatform.database.hash_chain.chain import BATCH, Chain

AUDIT_LOG = Chain("audit-log", AuditChainEntry, AuditChainPending, lock=7_421_908_114)
ENTRY, EXPIRY = "entry", "expiry"
COLUMNS = (
    "id", "at", "account_id", "token", "channel", "resource", "format", "name", "query", "rows",
    "bytes", "is_complete",
)  # fmt: skip
"""The columns that are chained. Never add one: old entries would not match their hashes."""


def digest_of(entry: AuditEntry) -> str:
    """The SHA-256 of an entry's columns."""
    return sha256(canonical({name: getattr(entry, name) for name in COLUMNS}))


def pending_of(entry: AuditEntry, project_ids: Iterable) -> AuditChainPending:
    """Return the row about an entry and its projects, which waits to be chained.

    Its content has no more of the entry than the time, which must outlive it: entries expire.
    """
    content = {
        "at": entry.at,
        "digest": digest_of(entry),
        "projects": sorted(map(str, project_ids)),
    }
    return AUDIT_LOG.pending(ENTRY, entry.pk, content=content)


def add_pending(entry: AuditEntry, project_ids: Iterable) -> None:
    """Note an entry that this transaction writes; it is chained after it commits."""
    AUDIT_LOG.add_pending([pending_of(entry, project_ids)])


def keep_expiry(before: datetime, deleted: int) -> None:
    """Note that entries from before a time were deleted because they are old."""
    now = timezone.now()
    content = {"before": before, "entries": deleted, "at": now}
    AUDIT_LOG.add_pending([AUDIT_LOG.pending(EXPIRY, now.isoformat(), content=content)])


def chain_existing_entries() -> None:
    """Chain all entries, in order, in a database that is older than the chain."""
    if AUDIT_LOG.read_head() and AuditEntry.objects.exists():
        return  # there was a chain: `manage.py verify` reports that it is gone
    AUDIT_LOG.begin(_existing())


def _existing() -> Iterator[AuditChainPending]:
    rows = AuditEntry.objects.order_by("id").iterator(chunk_size=BATCH)
    for batch in in_batches(rows, BATCH):
        projects = projects_of(batch)
        yield from (pending_of(entry, projects[entry.pk]) for entry in batch)


def projects_of(entries) -> dict:
    """{id of an entry: the ids of its projects}."""
    found = {entry.pk: [] for entry in entries}
    rows = AuditedProject.objects.filter(entry__in=found).values_list("entry", "project")
    for entry, project in rows:
        found[entry].append(project)
    return found
