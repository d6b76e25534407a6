"""Answers that begin at once and never hold more than a block of what they send."""

import contextlib
from collections.abc import Iterable, Iterator

from django.db import connection, transaction
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify

BLOCK = 64 * 1024  # bytes; smaller ones cost more in system calls than they win in latency
ROWS = 2000  # rows fetched from the database at a time


def blocks(pieces: Iterable[bytes], size: int = BLOCK) -> Iterator[bytes]:
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
def snapshot():
    """One state of the database for the whole of an export.

    PostgreSQL: a REPEATABLE READ, read-only transaction. SQLite: nothing, since there a single
    iterated SELECT is a snapshot and an IMMEDIATE transaction would lock out every writer.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = '600s'")
        yield


def stream(rows, format, stem: str, reader) -> StreamingHttpResponse:
    """Answer `reader` with `rows` (a QuerySet) in `format`, a file named after `stem` and today.

    `stem` may hold what was asked for: only letters, digits and hyphens of it reach the header.
    """

    def content():
        with snapshot():
            yield from blocks(format.write(rows, reader))

    response = StreamingHttpResponse(content(), content_type=format.media_type)
    name = f"{slugify(stem)[:100]}-{timezone.localdate():%Y-%m-%d}.{format.extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def file_name(stem: str, format) -> str:
    """`incidents-sahel-2026-11-24.csv`."""
    return f"{stem}-{timezone.localdate():%Y-%m-%d}.{format.extension}"
