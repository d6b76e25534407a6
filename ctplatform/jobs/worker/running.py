"""Take a job, run it, save its result. Any number of workers may do so at once."""

import logging

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.jobs import registry
from ctplatform.jobs.models import LEASE, Job
from ctplatform.jobs.worker.errors import JobFailed, Stopped
from ctplatform.jobs.worker.reporting import Report

logger = logging.getLogger(__name__)


def run_job(pk) -> None:
    """Run a job if it is due; do nothing if another worker has it or it has ended."""
    job = claim(pk)
    if job is None or job.is_finished:
        return
    report = Report(job)
    try:
        kind = kind_of(job)
        with report.kept_alive():
            result = kind.run(job, report)
        complete(report, result)
    except SoftTimeLimitExceeded:
        continue_later(report, kind.time_limit)
    except Stopped:
        logger.info("Job %s was stopped.", job.pk)
    except JobFailed as error:
        report.finish(state=Job.State.FAILED, cause=str(error) or _("The job failed."))
    except Exception as error:  # any error: a user sees it, and the job is retried
        logger.exception("Job %s (%s) broke.", job.pk, job.kind)
        schedule_retry(report, f"{type(error).__name__}: {error}"[:2000])
    report.forget_file()


def kind_of(job):
    try:
        return registry.kind(job.kind)
    except LookupError as error:
        raise JobFailed(_("This release has no jobs of the kind “%s”.") % job.kind) from error


@transaction.atomic
def claim(pk):
    """Take a job if it is due, else None. If its workers died too often it is set to failed."""
    due = Job.objects.due().select_for_update(skip_locked=True, of=("self",))
    job = due.filter(pk=pk).first()
    if job is None:
        return None
    now = timezone.now()
    if job.attempts_without_progress > registry.retries_of(job.kind):
        job.state, job.finished = Job.State.FAILED, now
        job.cause = job.cause or _("Its worker died %d times.") % job.attempts_without_progress
    else:
        job.state, job.due, job.sent = Job.State.RUNNING, now + LEASE, None
        job.started, job.attempts = job.started or now, job.attempts + 1
        job.attempts_without_progress += 1
        job.done, job.errors = 0, []
    job.save()
    return job


def complete(report, result):
    """Save the result and the file of the job, unless it is no longer this attempt's."""
    file = report.file
    if file is not None:
        path, name = file
        with path.open("rb") as content:
            stored = Job.file.field.storage.save(f"jobs/{report.job.pk}/{name}", File(content))
    else:
        stored = ""
    ended = {"state": Job.State.DONE, "result": result, "contents": report.contents}
    if not report.finish(file=stored, **ended) and stored:
        Job.file.field.storage.delete(stored)


def schedule_retry(report, cause):
    """Let a job wait for its next attempt, or fail if its kind allows no more.

    The attempts are counted in the row, since a message that Celery retries could be lost.
    """
    cause = cause.replace("\0", "�")  # an error message may quote text that contains NUL
    attempts = report.job.attempts_without_progress
    if attempts > registry.retries_of(report.job.kind):
        report.finish(state=Job.State.FAILED, cause=cause)
    else:
        due = timezone.now() + registry.kind(report.job.kind).pause_before_retry(attempts)
        report.write(state=Job.State.WAITING, due=due, cause=cause)


def continue_later(report, limit):
    """End an attempt that took too long; the next continues from its checkpoint, if any."""
    minutes = round(limit.total_seconds() / 60)
    if report.job.attempts_without_progress == 0:
        report.write(state=Job.State.WAITING, due=timezone.now(), cause="")
    else:
        schedule_retry(report, _("It took longer than the %d minutes that it may take.") % minutes)
