"""Processor time of this process and of the process of the database that answers it."""

import contextlib
import time
from pathlib import Path

from django.db import connection


def processor_seconds(pid=None) -> float:
    """Seconds of processor time so far; `pid` is from `process_of_database`."""
    return time.process_time() + _seconds_of(pid)


def process_of_database():
    """The id of the process that answers this connection; None for SQLite, which has none.

    Statements use one process alone from now on, since no other one could be counted.
    """
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def _seconds_of(pid) -> float:
    """Seconds of processor time of a process so far; 0 if it is not on this machine."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return 0
