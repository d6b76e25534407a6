"""Check the entries of a chain, and report which one is the first bad one."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection

from ctplatform.database.batches import in_batches
from ctplatform.database.hash_chain.canonical import link_of, mac_of, sha256, signed_of
from ctplatform.database.hash_chain.chain import BATCH, START, Chain

MOST = 20  # faults that are listed


@dataclass
class Report:
    """The result of a check. `faults` are in the order of the chain, the first bad entry first."""

    entries: int = 0
    pending: int = 0
    head: str = START
    faults: list[str] = field(default_factory=list)

    def fault(self, text):
        if len(self.faults) < MOST:
            self.faults.append(text)


def check_entries(chain: Chain, report: Report, head, keeps_own_head, fault_of: Callable) -> None:
    """Check that each entry follows from the one before it, up to the heads.

    `head` is one that was noted elsewhere; with `keeps_own_head`, that of this host counts as well.
    `fault_of(batch)` is called with each batch of entries, and returns a function of an entry that
    says what is wrong with what it is about, or "".
    """
    heads = [each for each in (head, keeps_own_head and chain.read_head()) if each]
    entries = chain.entries.objects.order_by("position").iterator(chunk_size=BATCH)
    for batch in in_batches(entries, BATCH):
        fault_of_subject = fault_of(batch)
        for entry in batch:
            if why := _fault_of_link(entry, report) or fault_of_subject(entry):
                report.fault(f"Entry {entry.position} ({entry}): {why}")
            _compare_heads(entry, heads, report)
            report.entries, report.head = entry.position, entry.hash
    for each in heads:
        if each["position"] > report.entries:
            report.fault(
                f"The end is missing: entry {each['position']} was chained, and the last one in "
                f"the database is {report.entries}."
            )


def _compare_heads(entry, heads, report):
    for head in heads:
        if head["position"] == entry.position and head["hash"] != entry.hash:
            report.fault(f"Entry {entry.position} ({entry}): it is not the one noted outside.")


def _fault_of_link(entry, report) -> str:
    if entry.position != report.entries + 1:
        return f"entries are missing after entry {report.entries}."
    if entry.previous != report.head:
        return "it does not follow from the entry before it."
    if entry.hash != link_of(entry.previous, entry.position, entry):
        return "its hash is wrong."
    if entry.mac != mac_of(entry.hash):
        return "it was not written by this installation (its HMAC is wrong)."
    return ""


def fault_of_content(row) -> str:
    """What is wrong with the content of an entry that no other table keeps; "" for nothing."""
    return "its content was changed." if row.digest != sha256(row.content) else ""


def fault_of_pending(row) -> str:
    """What is wrong with the signature of a row that waits to be chained; "" for nothing."""
    is_ours = row.mac == mac_of(signed_of(row))
    return "" if is_ours else "it was not written by this installation."


def check_triggers(report: Report, names: set[str]) -> None:
    """Report missing triggers: the database itself must refuse changes."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        sql = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        known = {name for (name,) in cursor.fetchall()}
    for name in sorted(names - known):
        report.fault(f"The database no longer refuses changes: the trigger {name} is missing.")


def append_only_triggers(tables) -> set[str]:
    """The names of the triggers that refuse changes of these tables."""
    whats = ("changed", "deleted")
    if connection.vendor == "postgresql":
        whats = (*whats, "emptied")
    return {f"{table}_is_not_{what}" for table in tables for what in whats}
