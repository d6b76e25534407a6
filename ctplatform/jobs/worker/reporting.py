"""Report the progress of a running job, and tell it to stop.

A thread beside the job writes, over its own connection: progress is visible while the job holds a
transaction open, and the lease is extended during a long step without reports. The thread dies
with its process, and the lease expires.
"""

import logging
import threading
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError, connection
from django.utils import timezone

from ctplatform.jobs.models import LEASE, Job
from ctplatform.jobs.worker.errors import Stopped

logger = logging.getLogger(__name__)

BEAT = 1.0  # seconds
MOST_ERRORS = 1000  # rows whose errors are kept with a job


class Report:
    """The progress of one attempt: `done` of `total`, `errors` by row, the `file` it makes."""

    def __init__(self, job):
        self.job = job
        self.done, self.total, self.errors = 0, 0, []
        self.file: tuple[Path, str] | None = None
        self.contents: dict | None = None  # of that file; see ctplatform.jobs.files.access
        self.stopped = threading.Event()

    def __call__(self, done, total):
        """Report progress. Raises Stopped if the job should end."""
        self.done, self.total = done, total
        if self.stopped.is_set():
            raise Stopped

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

    def finish(self, **values) -> bool:
        """End the job, unless it was cancelled or another worker has taken it."""
        return self.write(
            finished=timezone.now(),
            done=self.done,
            total=self.total,
            errors=self.errors[:MOST_ERRORS],
            **values,
        )

    def forget_file(self):
        """Delete the local copy of the file that the job made, or began to make."""
        if self.file is not None:
            self.file[0].unlink(missing_ok=True)

    @contextmanager
    def kept_alive(self):
        """Save progress and extend the lease every second, until the block ends."""
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
        try:
            due = timezone.now() + LEASE
            if not self.write(done=self.done, total=self.total, due=due):
                self.stopped.set()
        except DatabaseError as error:  # busy or unavailable: the next beat tries again
            logger.warning("No sign of life from job %s: %s", self.job.pk, error)
            connection.close()
