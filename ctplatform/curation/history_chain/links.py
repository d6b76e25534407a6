"""Chain the history by hashes, so that changes made directly in the database are detected."""

from uuid_utils.compat import uuid7

from ctplatform.accounts.models import ProjectEvent
from ctplatform.curation.models import HistoryEntry, HistoryPending, Proposal, Revision
from ctplatform.database.hash_chain.canonical import SIGNED, canonical, mac_of, sha256, signed
from ctplatform.database.hash_chain.chain import BATCH, Chain

HISTORY = Chain("history", HistoryEntry, HistoryPending, lock=7_421_908_113)
Subject = HistoryEntry.Subject
PENDING = tuple(field.attname for field in HistoryPending._meta.concrete_fields)
DECIDED = (
    Proposal.State.APPLIED,
    Proposal.State.REJECTED,
    Proposal.State.WITHDRAWN,
)

REVISION = (
    "id",
    "project_id",
    "kind",
    "target_type",
    "target_id",
    "root_type",
    "root_id",
    "diff",
    "payload",
    "names",
    "reason",
    "version",
    "by_id",
    "at",
    "proposal_id",
)
EVENT = ("id", "project_id", "by_id", "at", "changes")
"""The columns that are chained. Never add one: old entries would not match their hashes."""


def values_of(row) -> dict:
    """The chained values of a revision or of a project event."""
    columns = EVENT if isinstance(row, ProjectEvent) else REVISION
    return {name: getattr(row, name) for name in columns}


def decision_of(proposal) -> dict:
    """The chained values of a decided proposal: what was decided, by whom, on which content."""
    names = (
        "id",
        "project_id",
        "kind",
        "target_type",
        "target_id",
        "state",
        "diff",
        "payload",
        "reviewer_id",
        "decision",
        "first_reviewer_id",
        "first_decision",
        "version",
    )
    return {name: getattr(proposal, name) for name in names}


def pending_of(row) -> HistoryPending:
    """Return the HistoryPending row for a revision, an event or a decided proposal."""
    if isinstance(row, Proposal):
        return pending(Subject.DECISION, row.pk, row.project_id, content=decision_of(row))
    if isinstance(row, ProjectEvent):
        digest = sha256(canonical(values_of(row)))
        return pending(Subject.EVENT, row.pk, row.project_id, digest=digest)
    return pending_revision(values_of(row))


def pending_revision(columns: dict) -> HistoryPending:
    """Return the HistoryPending row for a revision with these columns, by attribute name."""
    digest = sha256(canonical({name: columns[name] for name in REVISION}))
    return pending(Subject.REVISION, columns["id"], columns["project_id"], digest=digest)


def pending(subject, pk, project, *, content=None, digest="") -> HistoryPending:
    """Return the HistoryPending row about a subject: its content, or the digest of its row."""
    return HISTORY.pending(subject, pk, project, content=content, digest=digest)


def pending_columns(columns: dict) -> list:
    """The columns of the HistoryPending row of `pending_revision`, in the order of the model."""
    digest = sha256(canonical({name: columns[name] for name in REVISION}))
    named = {
        "subject": Subject.REVISION.value,
        "subject_id": str(columns["id"]),
        "project_id": columns["project_id"],
        "content": "",
        "digest": digest,
        "id": uuid7(),
    }
    named["mac"] = mac_of(signed(*(named[name] for name in SIGNED)))
    return [named[name] for name in PENDING]


def add_pending(rows) -> None:
    """Note rows that this transaction writes; they are chained after it commits."""
    HISTORY.add_pending(map(pending_of, rows))


def chain_after_commit() -> None:
    """Chain the noted rows when the transaction commits, once for all of them."""
    HISTORY.append_after_commit()


def chain_pending() -> int:
    """Append everything pending to the chain; return the number of new entries."""
    return HISTORY.append()


def chain_existing_entries() -> None:
    """Chain the whole existing history, in order, in a database that is older than the chain."""
    if HISTORY.read_head() and Revision.objects.exists():
        return  # there was a chain: `manage.py verify` reports that it is gone
    HISTORY.begin(map(pending_of, _existing_rows()))


def _existing_rows():
    decided = Proposal.objects.filter(state__in=DECIDED)
    for rows in (Revision.objects.all(), ProjectEvent.objects.all(), decided):
        yield from rows.order_by("id").iterator(chunk_size=BATCH)
