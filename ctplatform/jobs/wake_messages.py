"""Wake a worker. The message only saves waiting: the work itself is in the rows."""

import logging
import time
from importlib import import_module

from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

PAUSE = 0.2  # seconds between two messages of a process; beat's sweep finds the rest
PATIENCE = 5.0  # seconds without a message after the broker failed
HURRIED = {"socket_connect_timeout": 0.2, "socket_timeout": 0.3}  # seconds, as a request waits
_quiet_until = [0.0]


def wake():
    """Wake a worker once the current transaction commits, at most once per transaction.

    An unavailable broker delays one request in five seconds by 0.2 s, and raises no error.
    """
    if not any(send_wake_message is callback for _, callback, *_ in connection.run_on_commit):
        transaction.on_commit(send_wake_message, robust=True)


def send_wake_message():
    """Send the message now, unless one was sent a moment ago."""
    if time.monotonic() < _quiet_until[0]:
        return
    sweep = import_module("ctplatform.jobs.tasks").sweep  # `tasks` imports this module
    pause = PAUSE
    try:
        with current_app.connection_for_write(transport_options=HURRIED) as line:
            sweep.apply_async(retry=False, expires=60, connection=line)
    except OperationalError as error:
        pause = PATIENCE
        logger.warning("No broker to wake a worker with: %s", error)
    _quiet_until[0] = time.monotonic() + pause
