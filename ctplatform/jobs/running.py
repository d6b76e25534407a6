"""Take a job that is due, do it, write down how it ended. Any number of workers at once."""

import logging
from datetime import timedelta

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.jobs import registry
from ctplatform.jobs.models import LEASE, MOST_ATTEMPTS, Job
from ctplatform.jobs.reporting import Report, Stopped

logger = logging.getLogger(__name__)

PAUSES = (timedelta(seconds=2), timedelta(seconds=10))  # before the second and the third attempt
MOST_ERRORS = 1000  # rows kept with a job


class JobFailed(Exception):
    """A kind of job says so when trying again is of no use; the message is for people."""


def run_next() -> bool:
    """Do one job that is due; say whether there was one."""
    job = claim()
    if job is None:
        return False
    if job.is_finished:
        return True
    report = Report(job)
    try:
        with report.kept_alive():
            result = kind_of(job).run(job, report)
    except Stopped:
        logger.info("Job %s was stopped.", job.pk)
    except JobFailed as error:
        finish(report, state=Job.State.FAILED, cause=str(error) or _("It failed."))
    except Exception as error:  # whatever it was: seen by a person, and tried again
        logger.exception("Job %s (%s) broke.", job.pk, job.kind)
        give_back(report, f"{type(error).__name__}: {error}"[:2000])
    else:
        complete(report, result)
    report.forget_file()
    return True


def kind_of(job):
    try:
        return registry.kind(job.kind)
    except LookupError as error:
        raise JobFailed(_("This release has no jobs of the kind “%s”.") % job.kind) from error


@transaction.atomic
def claim():
    """Take the oldest job that is due, or None. One that has killed its workers is given up."""
    job = Job.objects.due().select_for_update(skip_locked=True, of=("self",)).order_by("id").first()
    if job is None:
        return None
    now = timezone.now()
    if job.attempts >= MOST_ATTEMPTS:
        job.state, job.finished = Job.State.FAILED, now
        job.cause = job.cause or _("Its worker died %d times.") % job.attempts
    else:
        job.state, job.due = Job.State.RUNNING, now + LEASE
        job.started, job.attempts = job.started or now, job.attempts + 1
        job.done, job.errors = 0, []
    job.save()
    return job


def complete(report, result):
    """Keep the result, with the file that the job made, if it is still ours to end."""
    file = report.file
    if file is not None:
        path, name = file
        with path.open("rb") as content:
            stored = Job.file.field.storage.save(f"jobs/{report.job.pk}/{name}", File(content))
    else:
        stored = ""
    if not finish(report, state=Job.State.DONE, result=result, file=stored) and stored:
        Job.file.field.storage.delete(stored)


def finish(report, **values) -> bool:
    """End a running job, unless it was cancelled or is another worker's by now."""
    return report.write(
        finished=timezone.now(), done=report.done, total=report.total,
        errors=report.errors[:MOST_ERRORS], **values,
    )  # fmt: skip


def give_back(report, cause):
    """Let a job that broke be tried again after a pause, MOST_ATTEMPTS times in all."""
    attempts = report.job.attempts
    if attempts >= MOST_ATTEMPTS:
        finish(report, state=Job.State.FAILED, cause=cause)
    else:
        due = timezone.now() + PAUSES[attempts - 1]
        report.write(state=Job.State.WAITING, due=due, cause=cause)
