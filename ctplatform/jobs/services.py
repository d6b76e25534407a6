"""Request jobs, stop and retry them; save the heartbeats of workers."""

import logging
from contextlib import suppress

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.jobs import registry
from ctplatform.jobs.models import LIFE_SIGN_LASTS, Job, WorkerHeartbeat
from ctplatform.jobs.wake_messages import wake
from ctplatform.rest.problems import Conflict

logger = logging.getLogger(__name__)


def request_job(kind, *, by, project, title, **parameters):
    """Create a job and return it. It starts once the current transaction commits.

    The caller checks whether the user may request it.
    """
    registry.kind(kind)
    job = Job.objects.create(
        kind=kind, created_by=by, project=project, title=title, parameters=parameters
    )
    wake()
    return job


def may_direct(job, user):
    """Whether the user may stop or retry a job: the user who requested it, and editors."""
    return job.created_by_id == user.pk or has_role(user, job.project, Role.EDITOR)


@transaction.atomic
def cancel_job(job, *, by):
    """Stop a job: a waiting one does not start, a running one stops at its next report."""
    job = _locked(job, by)
    if job.is_finished:
        raise Conflict(_("This job has ended already."))
    job.state, job.finished = Job.State.CANCELLED, timezone.now()
    job.save(update_fields=["state", "finished"])
    return job


@transaction.atomic
def retry_job(job, *, by):
    """Retry a job that failed or was stopped, from the beginning."""
    job = _locked(job, by)
    if job.state not in (Job.State.FAILED, Job.State.CANCELLED):
        raise Conflict(_("Only a job that failed or was stopped can be repeated."))
    job.state, job.due, job.attempts = Job.State.WAITING, timezone.now(), 0
    job.attempts_without_progress, job.checkpoint = 0, None
    job.done, job.total, job.errors, job.cause = 0, 0, [], ""
    job.started = job.finished = None
    job.save()
    wake()
    return job


def _locked(job, by):
    job = Job.objects.select_for_update(of=("self",)).select_related("project").get(pk=job.pk)
    if not may_direct(job, by):
        raise PermissionDenied(_("Only the one who asked for it or an editor may do this."))
    return job


def sign_heartbeat(worker):
    """Save a heartbeat of `worker`, delete old ones, and close the connection.

    If the database is unavailable the heartbeat is skipped; the worker goes on.
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
    """Delete the heartbeat of a worker that ended regularly."""
    with suppress(DatabaseError):
        WorkerHeartbeat.objects.filter(worker=worker).delete()
    connection.close()
