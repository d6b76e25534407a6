"""Entries of the audit log as a reader may see them."""

from collections.abc import Iterator

from ctplatform.audit.models import AuditEntry

COLUMNS = (
    "at",
    "account",
    "token",
    "channel",
    "resource",
    "format",
    "name",
    "query",
    "rows",
    "bytes",
    "is_complete",
    "covers_others",
)
HIDDEN = ("name", "query", "rows", "bytes")
"""What would say something about the other projects that an entry covers."""


def hide_others(entry: AuditEntry) -> AuditEntry:
    """The entry without what says something about projects that its reader does not edit."""
    if entry.covers_others:
        for name in HIDDEN:
            setattr(entry, name, None)
    return entry


def cells_of(entries) -> Iterator[tuple]:
    """A tuple of COLUMNS for each entry (a QuerySet of those that are visible), in order."""
    for entry in entries.select_related("account").iterator(chunk_size=2000):
        hide_others(entry)
        account = entry.account.username if entry.account else None
        yield tuple(account if name == "account" else getattr(entry, name) for name in COLUMNS)
