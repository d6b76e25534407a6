"""`python -m ctplatform.jobs.worker.queue_worker QUEUE [--sweeps]`: a worker of `manage.py run`.

It is what `celery worker -c 1 -Q QUEUE` starts, or `-P threads -c 8` for a queue of tasks that
wait. Celery's command line itself loads an interactive
shell with its colours and tables, 10 MB in each worker.
"""

import logging
import socket
import sys

from celery.apps.worker import Worker

from ctplatform.celery import app
from ctplatform.jobs.registry import THREADS


def main(queue: str, *options: str) -> int:
    """Work until a signal ends it; return the exit code."""
    worker = Worker(
        app=app,
        hostname=f"{queue}@{socket.gethostname()}",
        queues=[queue],
        pool="threads" if queue in THREADS else "prefork",
        concurrency=THREADS.get(queue, 1),
        loglevel=logging.WARNING,
        without_gossip=True,
        without_mingle=True,
        quiet=True,
        sweeps="--sweeps" in options,
    )
    worker.start()
    return worker.exitcode or 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
