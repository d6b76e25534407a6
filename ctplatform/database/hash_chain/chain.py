"""A chain of hashes over rows that are only added to.

What is written is noted in the same transaction and chained by a short one after it. So writers do
not wait for each other; if one dies before it chains, the next does it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, models, transaction

from ctplatform.database.batches import in_batches
from ctplatform.database.bulk_loader import insert_rows
from ctplatform.database.hash_chain.canonical import canonical, link_of, mac_of, sha256, signed_of
from ctplatform.database.hash_chain.head import keep_head, read_head

START = "0" * 64
BATCH = 2000


@dataclass(frozen=True)
class Chain:
    """A chain: its `name`, the models of its entries and of what waits, the id of its lock."""

    name: str
    entries: type[models.Model]
    waiting: type[models.Model]
    lock: int

    def pending(self, subject, pk, project=None, *, content=None, digest=""):
        """Return the waiting row about a subject: its content, or the digest of a row."""
        text = "" if content is None else canonical(content)
        found = self.waiting(
            subject=subject,
            subject_id=str(pk),
            project_id=project,
            content=text,
            digest=digest or sha256(text),
        )
        found.mac = mac_of(signed_of(found))
        return found

    def add_pending(self, rows: Iterable) -> None:
        """Note rows that this transaction writes; they are chained after it commits."""
        if waiting := list(rows):
            insert_rows(waiting)
            self.append_after_commit()

    def append_after_commit(self) -> None:
        """Chain the noted rows when the transaction commits, once for all of them."""
        if not any(found[1] == self.append for found in connection.run_on_commit):
            transaction.on_commit(self.append, robust=True)

    def append(self) -> int:
        """Append everything that waits to the chain; return the number of new entries."""
        done = 0
        while made := self._append_batch():
            done += made
        return done

    def _append_batch(self) -> int:
        if not self.waiting.objects.exists():
            return 0
        with transaction.atomic():
            self._lock()
            waiting = list(self.waiting.objects.order_by("id").values_list(named=True)[:BATCH])
            sound = [row for row in waiting if row.mac == mac_of(signed_of(row))]
            last = self.entries.objects.order_by("-position").first()
            entries = list(self._linked(sound, last))
            if entries:
                insert_rows(entries)
            self.waiting.objects.filter(pk__in=[row.id for row in sound]).delete()
        if entries:
            self.keep_head(entries[-1].position, entries[-1].hash)
        return len(entries)

    def _lock(self):
        """Let one writer in at a time; SQLite never has more."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [self.lock])

    def _linked(self, rows, last):
        previous, position = (last.hash, last.position) if last else (START, 0)
        for row in rows:
            position += 1
            link = link_of(previous, position, row)
            yield self.entries(
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

    def begin(self, rows: Iterable) -> None:
        """Chain rows from before the chain, in order, unless it has begun.

        One transaction that goes through them once and keeps BATCH of them in memory.
        """
        if self.entries.objects.exists() or self.waiting.objects.exists():
            return
        last = None
        with transaction.atomic():
            self._lock()
            for batch in in_batches(rows, BATCH):
                entries = self.entries.objects.bulk_create(self._linked(batch, last))
                last = entries[-1]
        if last:
            self.keep_head(last.position, last.hash)

    def read_head(self) -> dict | None:
        """{"position", "hash"} of the last entry that this host has chained, or None."""
        return read_head(self.name)

    def keep_head(self, position: int, link: str, *, is_reset=False) -> None:
        """Note the last entry outside the database, unless a later one is noted already."""
        keep_head(self.name, position, link, is_reset=is_reset)
