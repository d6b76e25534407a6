"""Tell a worker that there is something to do. The row says what; this only saves the wait."""

import logging
import time
from importlib import import_module

from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

PAUSE = 0.2  # seconds between two wakes of one process; beat's sweep finds what falls between
AWAY = 5  # seconds without a wake after a broker was found to be away
_last = [-PAUSE]


def wake():
    """Wake a worker once the present transaction is committed.

    A broker that is away costs a request 0.2 s at most and no error: beat's sweep finds the row.
    """
    transaction.on_commit(knock, robust=True)


def knock():
    """Send the message now, unless one was sent a moment ago."""
    now = time.monotonic()
    if now - _last[0] < PAUSE:
        return
    _last[0] = now
    sweep = import_module("ctplatform.jobs.tasks").sweep  # tasks stand on this module
    try:
        sweep.apply_async(retry=False, expires=60)
    except OperationalError as error:
        _last[0] = time.monotonic() + AWAY
        logger.warning("No broker to wake a worker with: %s", error)
