"""Ask for work, stop it, ask for it again; and what workers say about themselves."""

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
from ctplatform.jobs.waking import wake
from ctplatform.rest.problems import Conflict

logger = logging.getLogger(__name__)


def request_job(kind, *, by, project, title, **parameters):
    """Write down work to do; return the Job. It starts once the present transaction is committed.

    Whether this person may ask for it is the caller's question.
    """
    registry.kind(kind)
    job = Job.objects.create(
        kind=kind, created_by=by, project=project, title=title, parameters=parameters
    )
    wake()
    return job


def may_direct(job, user):
    """Say whether this person may stop or repeat a job: who asked for it, and editors."""
    return job.created_by_id == user.pk or has_role(user, job.project, Role.EDITOR)


@transaction.atomic
def cancel_job(job, *, by):
    """Stop a job: one that waits does not start, one that runs stops at its next report."""
    job = _locked(job, by)
    if job.is_finished:
        raise Conflict(_("This job has ended already."))
    job.state, job.finished = Job.State.CANCELLED, timezone.now()
    job.save(update_fields=["state", "finished"])
    return job


@transaction.atomic
def retry_job(job, *, by):
    """Do a job that failed or was stopped once more, from the beginning."""
    job = _locked(job, by)
    if job.state not in (Job.State.FAILED, Job.State.CANCELLED):
        raise Conflict(_("Only a job that failed or was stopped can be repeated."))
    job.state, job.due, job.attempts = Job.State.WAITING, timezone.now(), 0
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
