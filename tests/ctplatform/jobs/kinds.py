"""Given to the workers of test_workers.py with `--include`: kinds of jobs whose effects are seen.

Leases are short there, so that a test need not wait for 20 s after each kill.
"""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

from ctplatform.jobs import job_task, messages
from ctplatform.jobs.worker import reporting, running

running.LEASE = reporting.LEASE = timedelta(seconds=3)
reporting.BEAT = 0.5
messages.SENT_AGAIN = timedelta(seconds=3)
job_task.GRACE = timedelta(seconds=1)
AT_ONCE = timedelta(0)


@job_task.job_task("leave_mark", "Leaving a mark", retry_backoff=AT_ONCE)
def leave_mark(job, report):
    """Work for `seconds`, then leave one file; a second run finds it there and leaves no other."""
    folder, steps = Path(job.parameters["folder"]), job.parameters.get("steps", 4)
    with (folder / f"{job.pk}.attempts").open("a") as attempts:
        attempts.write("x")
    for step in range(steps):
        time.sleep(0.05)
        report(step + 1, steps)
    (folder / f"{job.pk}.mark").touch()


@job_task.job_task("kill_worker", "Killing its worker", retry_backoff=AT_ONCE)
def kill_worker(_job, _report):
    """What a crash in a C library does to the process."""
    os.kill(os.getpid(), signal.SIGSEGV)


@job_task.job_task(
    "take_too_long",
    "Taking too long",
    queue="long",
    time_limit=timedelta(seconds=1),
    max_retries=1,
    retry_backoff=AT_ONCE,
)
def take_too_long(job, _report):
    """Sleep beyond the time limit; if told to be `deaf`, even when the limit is reached."""
    while True:
        try:
            time.sleep(30)
        except Exception:
            if not job.parameters["deaf"]:
                raise


@job_task.job_task("sleep", "Sleeping", queue="long")
def sleep(job, _report):
    time.sleep(job.parameters["seconds"])
