"""The heartbeats of workers, so that pages can say that no worker runs."""

import logging
from contextlib import suppress

from django.db import DatabaseError, connection
from django.utils import timezone

from ctplatform.jobs.models import LIFE_SIGN_LASTS, WorkerHeartbeat

logger = logging.getLogger(__name__)


def sign_heartbeat(worker, queues):
    """Save a heartbeat of `worker`, delete old ones, and close the connection.

    If the database is unavailable the heartbeat is skipped; the worker goes on.
    """
    now = timezone.now()
    try:
        values = {"seen": now, "queues": ",".join(sorted(queues))}
        WorkerHeartbeat.objects.update_or_create(worker=worker, defaults=values)
        WorkerHeartbeat.objects.filter(seen__lt=now - 100 * LIFE_SIGN_LASTS).delete()
    except DatabaseError as error:
        logger.warning("No heartbeat: %s", error)
    finally:
        connection.close()  # the pool's processes are forked from this one


def erase_heartbeat(worker):
    """Delete the heartbeat of a worker that ended regularly."""
    with suppress(DatabaseError):
        WorkerHeartbeat.objects.filter(worker=worker).delete()
    connection.close()
