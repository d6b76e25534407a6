"""Given to the workers of test_workers.py with `--include`: a kind of job whose effects are seen.

Leases are short there, so that a test need not wait for 20 s after each kill.
"""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

from ctplatform.jobs import reporting, running
from ctplatform.jobs.registry import job_kind

running.LEASE = reporting.LEASE = timedelta(seconds=3)
reporting.BEAT = 0.5
running.PAUSES = (timedelta(0), timedelta(0))


@job_kind("leave_mark", "Leaving a mark")
def leave_mark(job, report):
    """Work for `seconds`, then leave one file; a second run finds it there and leaves no other."""
    folder, steps = Path(job.parameters["folder"]), job.parameters.get("steps", 4)
    with (folder / f"{job.pk}.attempts").open("a") as attempts:
        attempts.write("x")
    for step in range(steps):
        time.sleep(0.05)
        report(step + 1, steps)
    (folder / f"{job.pk}.mark").touch()


@job_kind("kill_worker", "Killing its worker")
def kill_worker(_job, _report):
    """What a crash in a C library does to the process."""
    os.kill(os.getpid(), signal.SIGSEGV)
