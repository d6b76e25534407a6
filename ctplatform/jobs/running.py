"""Take a due job, run it, save its result. Any number of workers may do so at once."""

import logging
from datetime import timedelta

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.jobs import registry
from ctplatform.jobs.models import LEASE, MOST_ATTEMPTS, Job
from ctplatform.jobs.reporting import OutOfTime, Report, Stopped

logger = logging.getLogger(__name__)

PAUSES = (timedelta(seconds=2), timedelta(seconds=10))  # before the second and the third attempt
MOST_ERRORS = 1000  # rows whose errors are kept with a job


class JobFailed(Exception):
    """Raised by a kind of job if a retry is useless; the message is for users."""


def run_next() -> bool:
    """Run one due job; return whether there was one."""
    job = claim()
    if job is None:
        return False
    if job.is_finished:
        return True
    report = Report(job)
    try:
        kind = kind_of(job)
        with report.kept_alive(kind.limit):
            result = kind.run(job, report)
        complete(report, result)
    except OutOfTime:
        continue_later(report, kind.limit)
    except Stopped:
        logger.info("Job %s was stopped.", job.pk)
    except JobFailed as error:
        finish(report, state=Job.State.FAILED, cause=str(error) or _("The job failed."))
    except Exception as error:  # any error: a user sees it, and the job is retried
        logger.exception("Job %s (%s) broke.", job.pk, job.kind)
        schedule_retry(report, f"{type(error).__name__}: {error}"[:2000])
    report.forget_file()
    return True


def kind_of(job):
    try:
        return registry.kind(job.kind)
    except LookupError as error:
        raise JobFailed(_("This release has no jobs of the kind “%s”.") % job.kind) from error


@transaction.atomic
def claim():
    """Take the oldest due job, or None. A job whose workers died too often is set to failed."""
    job = Job.objects.due().select_for_update(skip_locked=True, of=("self",)).order_by("id").first()
    if job is None:
        return None
    now = timezone.now()
    if job.attempts_without_progress >= MOST_ATTEMPTS:
        job.state, job.finished = Job.State.FAILED, now
        job.cause = job.cause or _("Its worker died %d times.") % job.attempts_without_progress
    else:
        job.state, job.due = Job.State.RUNNING, now + LEASE
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
    if not finish(report, file=stored, **ended) and stored:
        Job.file.field.storage.delete(stored)


def finish(report, **values) -> bool:
    """End a running job, unless it was cancelled or another worker has taken it."""
    return report.write(
        finished=timezone.now(), done=report.done, total=report.total,
        errors=report.errors[:MOST_ERRORS], **values,
    )  # fmt: skip


def schedule_retry(report, cause):
    """Retry a job that failed after a pause; MOST_ATTEMPTS without progress end it."""
    cause = cause.replace("\0", "�")  # an error message may quote text that contains NUL
    attempts = report.job.attempts_without_progress
    if attempts >= MOST_ATTEMPTS:
        finish(report, state=Job.State.FAILED, cause=cause)
    else:
        due = timezone.now() + PAUSES[attempts - 1]
        report.write(state=Job.State.WAITING, due=due, cause=cause)


def continue_later(report, limit):
    """End an attempt that took too long; the next continues from its checkpoint, if any."""
    minutes = round(limit.total_seconds() / 60)
    if report.job.attempts_without_progress == 0:
        report.write(state=Job.State.WAITING, due=timezone.now(), cause="")
    else:
        schedule_retry(report, _("It took longer than the %d minutes that it may take.") % minutes)
