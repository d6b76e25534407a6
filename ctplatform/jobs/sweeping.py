"""The work of a woken worker: first the sweepers, then jobs while there are any."""

import logging
import time

from django.db import IntegrityError, transaction
from django.utils import timezone

from ctplatform.jobs import registry
from ctplatform.jobs.models import Job
from ctplatform.jobs.reporting import do_short_work
from ctplatform.jobs.running import run_next
from ctplatform.jobs.wake_messages import send_wake_message

logger = logging.getLogger(__name__)

LONG_ENOUGH = 60.0  # seconds after which the next message continues, well within the time limits


def sweep():
    """Do all due work. Safe to run at any time, in any number of workers."""
    ask_for_recurring_jobs()
    do_short_work()
    began = time.monotonic()
    while run_next():
        if time.monotonic() - began > LONG_ENOUGH:
            send_wake_message()
            break


def ask_for_recurring_jobs():
    """Create the system's own jobs whose interval has passed."""
    now = timezone.now()
    for kind in registry.recurring():
        if Job.objects.filter(kind=kind.name, created__gt=now - kind.every).exists():
            continue
        try:
            with transaction.atomic():
                Job.objects.create(kind=kind.name, title=kind.label)
        except IntegrityError:  # one is waiting already, or another worker was faster
            logger.debug("A job %s waits already.", kind.name)
