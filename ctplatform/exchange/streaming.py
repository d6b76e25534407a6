"""Streamed answers that start at once and hold at most a block in memory."""

import contextlib
from collections.abc import Iterable, Iterator

from django.db import connection, transaction
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify

from ctplatform.audit.services import (
    download_of_request,
    exported_project_ids,
    follow_answer,
)

BLOCK = 64 * 1024  # bytes; smaller blocks cost more system calls than they save in latency
ROWS = 2000  # rows per fetch from the database
PAGE_CACHE = -2000  # KiB of pages that SQLite holds during an export (negative: KiB)


def join_pieces(pieces: Iterable[bytes], size: int = BLOCK) -> Iterator[bytes]:
    """Join small pieces into blocks of at least `size` bytes."""
    held, length = [], 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= size:
            yield b"".join(held)
            held, length = [], 0
    if held:
        yield b"".join(held)


@contextlib.contextmanager
def consistent_snapshot():
    """A consistent state of the database during an export.

    PostgreSQL: a REPEATABLE READ, read-only transaction. SQLite: nothing, since there a single
    iterated SELECT is a snapshot, and an IMMEDIATE transaction would block all writers.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            # Between two blocks the transaction waits for its client, which may be slow.
            cursor.execute("SET LOCAL statement_timeout = '1h'")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '1h'")
        yield


@contextlib.contextmanager
def snapshot_of_several_queries():
    """As `consistent_snapshot`, for more than one query.

    SQLite: a deferred transaction, which in the WAL mode holds up no writer, with a small cache of
    pages: what is read once would only fill the memory of each thread of the web process.
    """
    if connection.vendor == "postgresql" or connection.in_atomic_block:
        with consistent_snapshot():
            yield
        return
    with connection.cursor() as cursor:
        held = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = {PAGE_CACHE}")
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
            cursor.execute(f"PRAGMA cache_size = {held:d}")


def stream_rows(rows, format, stem: str, request, resource: str) -> StreamingHttpResponse:
    """Answer with `rows` (a QuerySet) in `format`, as a file named after `stem` and today.

    `stem` may contain user input: only its letters, digits and hyphens are used. The audit log
    gets an entry with the number of rows, counted in the same snapshot, and bytes.
    """
    reader, address = request.user, request.build_absolute_uri()
    name = file_name(stem, format)
    download = download_of_request(
        request,
        resource,
        format.name,
        name=name,
        projects=lambda: exported_project_ids(rows, request),
    )

    def content():
        with snapshot_of_several_queries():
            yield from join_pieces(format.pieces(rows, reader, address))
            download.rows = rows.count()

    response = StreamingHttpResponse(content(), content_type=format.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return follow_answer(response, request, download)


def file_name(stem: str, format) -> str:
    """`incidents-sahel-2026-11-24.csv`; only letters, digits and hyphens of `stem` are kept."""
    return f"{slugify(stem)[:100]}-{timezone.localdate():%Y-%m-%d}.{format.extension}"
