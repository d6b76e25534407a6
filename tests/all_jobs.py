"""Do what workers would do, in the process of the test."""

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
