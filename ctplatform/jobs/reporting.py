"""How a running job says where it is, and hears that it is to stop.

A thread beside the job writes, over a connection of its own: progress is seen while the job holds
a transaction open, the lease lasts through a long silent step, and short work (sweepers) is done
although the only worker is busy. With its process the thread dies, and the lease runs out.
"""

import logging
import threading
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError, connection
from django.utils import timezone

from ctplatform.jobs import registry
from ctplatform.jobs.models import LEASE, Job

logger = logging.getLogger(__name__)

BEAT = 1.0  # seconds


def do_short_work():
    """Run every sweeper; one that fails keeps neither the others nor the jobs from their work."""
    for sweep in registry.sweepers():
        try:
            sweep()
        except Exception:  # whatever it was: the next sweep tries again
            logger.exception("%s failed.", sweep.__name__)
            connection.close_if_unusable_or_obsolete()


class Stopped(Exception):
    """The job was cancelled, or its lease was lost: leave everything and end."""


class Report:
    """Where one attempt at a job is: `done` of `total`, `errors` by row, the `file` it makes."""

    def __init__(self, job):
        self.job = job
        self.done, self.total, self.errors = 0, 0, []
        self.file: tuple[Path, str] | None = None
        self.stopped = threading.Event()

    def __call__(self, done, total):
        """Say how far it is. Raises Stopped where there is no point in going on."""
        self.done, self.total = done, total
        if self.stopped.is_set():
            raise Stopped

    def error(self, row, column, message):
        """Note what is wrong with a row (counted from 1)."""
        self.errors.append({"row": row, "column": column, "message": str(message)})

    def write(self, **values) -> bool:
        """Set columns of the job while this attempt at it still counts; say whether it does."""
        mine = Job.objects.filter(
            pk=self.job.pk, state=Job.State.RUNNING, attempts=self.job.attempts
        )
        return bool(mine.update(**values))

    def forget_file(self):
        """Remove the local copy of the file that the job made, or began to make."""
        if self.file is not None:
            self.file[0].unlink(missing_ok=True)

    @contextmanager
    def kept_alive(self):
        """Write progress and lease every second meanwhile."""
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
            do_short_work()
        except DatabaseError as error:  # busy or away: the next beat may fare better
            logger.warning("No sign of life from job %s: %s", self.job.pk, error)
            connection.close()
