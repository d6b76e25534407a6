"""Chain the history by hashes, so that changes made directly in the database are detected.

What is written is noted in the same transaction and chained by a short one after it. So writers do
not wait for each other; if one dies before it chains, the next does it.
"""

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection, transaction
from uuid_utils.compat import uuid7

from ctplatform.accounts.models import ProjectEvent
from ctplatform.curation.history_chain.head import keep_head, read_head
from ctplatform.curation.models import HistoryEntry, HistoryPending, Proposal, Revision
from ctplatform.database.batches import in_batches
from ctplatform.database.bulk_loader import insert_rows

START = "0" * 64
BATCH = 2000
LOCK = 7_421_908_113
Subject = HistoryEntry.Subject
DECIDED = (
    Proposal.State.APPLIED,
    Proposal.State.REJECTED,
    Proposal.State.WITHDRAWN,
)


def canonical(values: dict) -> str:
    """Return JSON that is equal on every database: sorted keys, no spaces, plain numbers."""
    try:
        text = orjson.dumps(values, default=_text_of, option=SORTED)
    except orjson.JSONEncodeError:  # such as half a surrogate pair, or a number of 80 bits
        return _encode(_plain(values))
    return _encode(_plain(values)) if FRACTION.search(text) else text.decode()


SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
FRACTION = re.compile(rb'(?:":|[,\[])-?[0-9]+[.eE]')
"""A number that orjson writes otherwise than json, or what looks like one in a text."""


def _text_of(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_UNCHANGED = frozenset({str, int, bool, type(None)})


def _plain(value):
    if isinstance(value, dict):
        return {
            str(name): each if type(each) in _UNCHANGED else _plain(each)  # most are unchanged
            for name, each in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def mac_of(text: str) -> str:
    """The HMAC of a text under a key derived from the SECRET_KEY of the installation."""
    return hmac.digest(_key_from(settings.SECRET_KEY), text.encode(), "sha256").hex()


@cache
def _key_from(secret) -> bytes:
    return hashlib.sha256(b"history\0" + secret.encode()).digest()


# What is chained ----------------------------------------------------------------------------------


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
    text = "" if content is None else canonical(content)
    digest = digest or sha256(text)
    found = HistoryPending(
        subject=subject, subject_id=str(pk), project_id=project, content=text, digest=digest
    )
    found.mac = mac_of(signed_of(found))
    return found


def pending_columns(columns: dict) -> list:
    """The columns of the HistoryPending row of `pending_revision`, in the order of the model."""
    digest = sha256(canonical({name: columns[name] for name in REVISION}))
    pk, project = str(columns["id"]), columns["project_id"]
    mac = mac_of(_signed(Subject.REVISION.value, pk, project, digest))
    return [Subject.REVISION.value, pk, project, "", digest, mac, uuid7()]


def signed_of(row) -> str:
    """The text over which the HMAC of a pending row and the hash of an entry are computed."""
    return _signed(row.subject, row.subject_id, row.project_id, row.digest)


def _signed(subject, pk, project, digest) -> str:
    return f"{subject}:{pk}:{project}:{digest}"


def keep_in_chain(rows) -> None:
    """Note rows that this transaction writes; they are chained after it commits."""
    if waiting := list(map(pending_of, rows)):
        insert_rows(waiting)
        chain_after_commit()


def chain_after_commit() -> None:
    """Chain the noted rows when the transaction commits, once for all of them."""
    if not any(found[1] is chain_pending for found in connection.run_on_commit):
        transaction.on_commit(chain_pending, robust=True)


# The chain ----------------------------------------------------------------------------------------


def chain_pending() -> int:
    """Append everything pending to the chain; return the number of new entries."""
    done = 0
    while made := _append_batch():
        done += made
    return done


def _append_batch() -> int:
    if not HistoryPending.objects.exists():
        return 0
    with transaction.atomic():
        _lock_chain()
        waiting = list(HistoryPending.objects.order_by("id").values_list(named=True)[:BATCH])
        sound = [row for row in waiting if row.mac == mac_of(signed_of(row))]
        last = HistoryEntry.objects.order_by("-position").first()
        entries = list(_linked(sound, last))
        if entries:
            insert_rows(entries)
        HistoryPending.objects.filter(pk__in=[row.id for row in sound]).delete()
    if entries:
        keep_head(entries[-1].position, entries[-1].hash)
    return len(entries)


def _lock_chain():
    """Let one writer in at a time; SQLite never has more."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _linked(rows, last):
    previous, position = (last.hash, last.position) if last else (START, 0)
    for row in rows:
        position += 1
        link = link_of(previous, position, row)
        yield HistoryEntry(
            position=position,
            previous=previous,
            hash=link,
            mac=mac_of(link),
            subject=row.subject,
            subject_id=row.subject_id,
            project_id=row.project_id,
            content=row.content,
            digest=row.digest,
        )
        previous = link


def link_of(previous, position, row) -> str:
    """The hash of an entry: of the previous hash, its position, and what it is about."""
    return sha256(f"{previous}\n{position}\n{signed_of(row)}")


def chain_what_was_there() -> None:
    """Chain the whole existing history, in order, in a database that is older than the chain.

    One transaction that goes through the history once and keeps BATCH rows in memory.
    """
    if HistoryEntry.objects.exists() or HistoryPending.objects.exists():
        return
    if read_head() and Revision.objects.exists():
        return  # there was a chain: `manage.py verify` reports that it is gone
    last = None
    with transaction.atomic():
        _lock_chain()
        rows = map(pending_of, _existing_rows())
        for batch in in_batches(rows, BATCH):
            entries = HistoryEntry.objects.bulk_create(_linked(batch, last))
            last = entries[-1]
    if last:
        keep_head(last.position, last.hash)


def _existing_rows():
    decided = Proposal.objects.filter(state__in=DECIDED)
    for rows in (Revision.objects.all(), ProjectEvent.objects.all(), decided):
        yield from rows.order_by("id").iterator(chunk_size=BATCH)
