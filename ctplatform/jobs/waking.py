"""Tell a worker that there is something to do. The row says what; this only saves the wait."""

import logging
import time
from importlib import import_module

from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

PAUSE = 0.2  # seconds from one wake of a process to its next; beat's sweep finds what falls between
PATIENCE = 5.0  # seconds for which a broker that is away is not asked again
HURRIED = {"socket_connect_timeout": 0.2, "socket_timeout": 0.3}  # seconds; a request waits
_quiet_until = [0.0]


def wake():
    """Wake a worker once the present transaction is committed; once, however much it did.

    A broker that is away costs one request in five seconds 0.2 s, and nobody an error.
    """
    if not any(knock is callback for _, callback, *_ in connection.run_on_commit):
        transaction.on_commit(knock, robust=True)


def knock():
    """Send the message now, unless one was sent a moment ago."""
    if time.monotonic() < _quiet_until[0]:
        return
    sweep = import_module("ctplatform.jobs.tasks").sweep  # tasks stand on this module
    pause = PAUSE
    try:
        with current_app.connection_for_write(transport_options=HURRIED) as line:
            sweep.apply_async(retry=False, expires=60, connection=line)
    except OperationalError as error:
        pause = PATIENCE
        logger.warning("No broker to wake a worker with: %s", error)
    _quiet_until[0] = time.monotonic() + pause
