"""Do what workers would do, in the process of the test."""

import threading
from contextlib import contextmanager

from django.db import connections

from ctplatform.jobs.models import Job
from ctplatform.jobs.worker import sweeping
from ctplatform.jobs.worker.running import run_job


def run_next() -> bool:
    """Run the oldest due job; return whether there was one."""
    job = Job.objects.due().order_by("id").first()
    if job is not None:
        run_job(job.pk)
    return job is not None


def do_all_work():
    """A sweep, and all due jobs, oldest first."""
    sweeping.request_recurring_jobs()
    sweeping.run_sweepers()
    while run_next():
        pass


@contextmanager
def work_meanwhile():
    """Do all due jobs in a thread beside the test, five times a second, until the block ends."""
    ended = threading.Event()

    def work():
        try:
            while not ended.wait(0.2):
                do_all_work()
        finally:
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        ended.set()
        worker.join()
