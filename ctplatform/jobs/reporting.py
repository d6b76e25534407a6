"""Report the progress of a running job, and tell it to stop.

A thread beside the job writes, over its own connection: progress is visible while the job holds a
transaction open, the lease is extended during a long step without reports, and sweepers run
although the only worker is busy. The thread dies with its process, and the lease expires.
"""

import logging
import os
import signal
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError, connection
from django.utils import timezone

from ctplatform.jobs import registry
from ctplatform.jobs.models import LEASE, Job

logger = logging.getLogger(__name__)

BEAT = 1.0  # seconds
GRACE = 60.0  # seconds that an attempt has to end after its limit, before it is killed


def do_short_work():
    """Run every sweeper; if one fails, the others and the jobs continue."""
    for sweep in registry.sweepers():
        try:
            sweep()
        except Exception:  # any error: the next sweep tries again
            logger.exception("%s failed.", sweep.__name__)
            connection.close_if_unusable_or_obsolete()


class Stopped(Exception):
    """The job was cancelled, or its lease was lost: abandon the work and end."""


class OutOfTime(Stopped):
    """The attempt has reached the time limit of its kind of job."""


class Report:
    """The progress of one attempt: `done` of `total`, `errors` by row, the `file` it makes."""

    def __init__(self, job):
        self.job = job
        self.done, self.total, self.errors = 0, 0, []
        self.file: tuple[Path, str] | None = None
        self.contents: dict | None = None  # of that file; see ctplatform.jobs.access
        self.stopped = threading.Event()
        self.deadline: float | None = None  # monotonic seconds

    def __call__(self, done, total):
        """Report progress. Raises Stopped if the job should end."""
        self.done, self.total = done, total
        if self.stopped.is_set():
            raise Stopped
        if self.deadline and time.monotonic() > self.deadline:
            raise OutOfTime

    def save_checkpoint(self, checkpoint):
        """Save where the next attempt continues (JSON). Raises Stopped as a report does."""
        self.job.checkpoint, self.job.attempts_without_progress = checkpoint, 0
        if not self.write(checkpoint=checkpoint, attempts_without_progress=0):
            raise Stopped

    def error(self, row, column, message):
        """Add an error about a row (counted from 1)."""
        self.errors.append({"row": row, "column": column, "message": str(message)})

    def write(self, **values) -> bool:
        """Set columns of the job if this attempt is still the current one; return whether it is."""
        mine = Job.objects.filter(
            pk=self.job.pk, state=Job.State.RUNNING, attempts=self.job.attempts
        )
        return bool(mine.update(**values))

    def forget_file(self):
        """Delete the local copy of the file that the job made, or began to make."""
        if self.file is not None:
            self.file[0].unlink(missing_ok=True)

    @contextmanager
    def kept_alive(self, limit):
        """Save progress and extend the lease every second; tell the job to end after `limit`.

        A job that does not report after that loses its lease, and its process is killed.
        """
        self.deadline = time.monotonic() + limit.total_seconds()
        ended = threading.Event()
        pulse = threading.Thread(target=self._pulse, args=(ended,), daemon=True)
        pulse.start()
        try:
            yield
        finally:
            ended.set()
            pulse.join()

    def _pulse(self, ended):
        try:
            while not ended.wait(BEAT):
                self._beat()
        finally:
            connection.close()

    def _beat(self):
        if time.monotonic() > self.deadline + GRACE:
            logger.error("Job %s did not end in its time: its process is killed.", self.job.pk)
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            due = timezone.now() + LEASE
            if not self.write(done=self.done, total=self.total, due=due):
                self.stopped.set()
            do_short_work()
        except DatabaseError as error:  # busy or unavailable: the next beat tries again
            logger.warning("No sign of life from job %s: %s", self.job.pk, error)
            connection.close()
