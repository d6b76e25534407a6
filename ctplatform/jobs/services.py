"""Request jobs, stop and retry them."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.domain_errors import Conflict
from ctplatform.jobs import messages, registry
from ctplatform.jobs.models import Job


def request_job(kind, *, by, project, title, **parameters):
    """Create a job and return it. It starts once the current transaction commits.

    The caller checks whether the user may request it.
    """
    registry.kind(kind)
    job = Job(kind=kind, created_by=by, project=project, title=title, parameters=parameters)
    job.note_limits(by)
    job.save()
    _send_on_commit(job)
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
    job.started = job.finished = job.sent = None
    job.save()
    _send_on_commit(job)
    return job


def _send_on_commit(job):
    transaction.on_commit(partial(messages.send_job_message, job.pk, job.kind), robust=True)


def _locked(job, by):
    job = Job.objects.select_for_update(of=("self",)).select_related("project").get(pk=job.pk)
    if not may_direct(job, by):
        raise PermissionDenied(_("Only the one who asked for it or an editor may do this."))
    return job
