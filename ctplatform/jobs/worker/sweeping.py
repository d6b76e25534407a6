"""The safety net: every two seconds, and at each wake-up message, look for work in the rows."""

import logging

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from ctplatform.jobs import messages, registry
from ctplatform.jobs.models import Job
from ctplatform.jobs.worker.running import run_job
from ctplatform.ops.processes import worker_request_file

logger = logging.getLogger(__name__)

MOST_SENT = 500  # jobs of one sweep


def sweep():
    """Send a message for each due job, and run the sweepers. Safe in any number of workers."""
    request_workers()
    request_recurring_jobs()
    send_due_jobs()
    run_sweepers()


def request_workers():
    """Ask `manage.py run` for the workers of queues that need one now, by a file for each."""
    for queue in registry.queues_on_demand():
        wanted = worker_request_file(settings.DATA_DIR, queue)
        if registry.is_needed(queue) and wanted.parent.is_dir():
            wanted.touch()


def request_recurring_jobs():
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


def send_due_jobs():
    """Send a message for each due job that has none, or whose message was probably lost."""
    lost = timezone.now() - messages.SENT_AGAIN
    due = Job.objects.due().filter(Q(sent=None) | Q(sent__lt=lost)).order_by("id")
    for pk, name in due.values_list("pk", "kind")[:MOST_SENT]:
        if not registry.is_known(name):
            run_job(pk)  # it fails, and says that this release has no such jobs
        elif not messages.send_job_message(pk, name):
            break


def run_sweepers():
    """Run every sweeper; if one fails, the others continue."""
    for sweeper in registry.sweepers():
        try:
            sweeper()
        except Exception:  # any error: the next sweep tries again
            logger.exception("%s failed.", sweeper.__name__)
            connection.close_if_unusable_or_obsolete()
