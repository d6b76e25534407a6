"""Declare a kind of job: a Celery task with a queue, a time limit and retries of its own."""

from datetime import timedelta

from celery import shared_task

from ctplatform.jobs import registry
from ctplatform.jobs.registry import JobKind
from ctplatform.jobs.worker.running import run_job

GRACE = timedelta(seconds=60)
"""How long an attempt has to end after its time limit, before Celery kills its process."""


def job_task(name, label, **options):
    """Register the decorated function as a kind of job, and as the Celery task `jobs.NAME`.

    `function(job, report)` does the job and returns its result as JSON (or None). It runs outside
    any transaction and is idempotent, since it may run again if a worker dies. It calls
    `report(done, total)` from time to time, which raises if the job was cancelled.

    Options, with the defaults of `JobKind`: `queue`; `time_limit` of one attempt, after which
    Celery raises SoftTimeLimitExceeded in it; `max_retries` of attempts that failed, ran out of
    time or died without saving a checkpoint; `retry_backoff`, the pause before the first retry,
    doubled for each further one; `every`, the interval of a job of the system that nobody requests;
    `page`, the address of the job's own page with {} for its id.
    """

    def register(function):
        kind = JobKind(name, label, function, **options)
        registry.register(kind)
        limit = kind.time_limit.total_seconds()

        @shared_task(
            name=registry.task_name(name),
            ignore_result=True,
            soft_time_limit=limit,
            time_limit=limit + GRACE.total_seconds(),
        )
        def run(job_id):
            run_job(job_id)

        return function

    return register
