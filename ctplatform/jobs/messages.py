"""Messages to workers. They only save waiting: the work itself is in the rows."""

import logging
import time
from datetime import timedelta

from celery import current_app
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from ctplatform.jobs import registry
from ctplatform.jobs.models import Job

logger = logging.getLogger(__name__)

SWEEP = "ctplatform.jobs.tasks.sweep"
PAUSE = 0.2  # seconds between two wake-up messages of a process; the next sweep finds the rest
PATIENCE = 5.0  # seconds without a message after the broker failed
HURRIED = {"socket_connect_timeout": 0.2, "socket_timeout": 0.3}  # seconds, as a request waits
SENT_AGAIN = timedelta(seconds=30)
"""How long a job waits before its message expires and another one is sent: it may be lost."""

_quiet_until = {"wake": 0.0, "broker": 0.0}


def send_wake_message_on_commit():
    """Wake a worker once the current transaction commits, at most once per transaction.

    An unavailable broker delays one request in five seconds by 0.2 s, and raises no error.
    """
    if not any(send_wake_message is callback for _, callback, *_ in connection.run_on_commit):
        transaction.on_commit(send_wake_message, robust=True)


def send_wake_message():
    """Send the message now, unless one was sent a moment ago."""
    if time.monotonic() >= _quiet_until["wake"]:
        _send(SWEEP, expires=60)
        _quiet_until["wake"] = time.monotonic() + PAUSE


def send_sweep_message(expires: float):
    """Ask for the next sweep, unless a worker takes longer than this to come to it."""
    _send(SWEEP, expires=expires)


def send_task_message(task: str, *arguments, queue: str) -> bool:
    """Send the message of a task whose work is in a row; return whether the broker took it.

    It expires with the next sweep, which sends it again for what is still due.
    """
    return _send(task, list(arguments), queue=queue, expires=SENT_AGAIN.total_seconds())


def send_job_message(pk, kind: str) -> bool:
    """Send the message that runs a job; return whether the broker took it.

    `sent` is written first: a worker that takes the job at once clears it.
    """
    if time.monotonic() < _quiet_until["broker"]:
        return False
    job = Job.objects.filter(pk=pk)
    job.update(sent=timezone.now())
    expires = SENT_AGAIN.total_seconds()
    if _send(registry.task_name(kind), [str(pk)], expires=expires):
        return True
    job.update(sent=None)
    return False


def _send(task, arguments=(), **options) -> bool:
    """Send one message, unless the broker failed a moment ago; return whether it was taken."""
    if time.monotonic() < _quiet_until["broker"]:
        return False
    try:
        with current_app.connection_for_write(transport_options=HURRIED) as line:
            current_app.send_task(task, arguments, retry=False, connection=line, **options)
    except OperationalError as error:
        _quiet_until["broker"] = time.monotonic() + PATIENCE
        logger.warning("No broker to wake a worker with: %s", error)
        return False
    return True
