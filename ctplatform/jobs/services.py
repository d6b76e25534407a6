"""What workers say about themselves."""

import logging
from contextlib import suppress

from django.db import DatabaseError, connection
from django.utils import timezone

from ctplatform.jobs.models import LIFE_SIGN_LASTS, WorkerHeartbeat

logger = logging.getLogger(__name__)


def sign_heartbeat(worker):
    """Say that `worker` lives. Removes the rows of the long dead; keeps no connection open.

    A database that is away silences the heartbeat, it does not end the worker.
    """
    now = timezone.now()
    try:
        WorkerHeartbeat.objects.update_or_create(worker=worker, defaults={"seen": now})
        WorkerHeartbeat.objects.filter(seen__lt=now - 100 * LIFE_SIGN_LASTS).delete()
    except DatabaseError as error:
        logger.warning("No heartbeat: %s", error)
    finally:
        connection.close()  # the pool's processes are forked from this one


def erase_heartbeat(worker):
    """Say that `worker` has ended in good order."""
    with suppress(DatabaseError):
        WorkerHeartbeat.objects.filter(worker=worker).delete()
    connection.close()
