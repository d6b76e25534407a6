"""Jobs are kept for a month, the files they made for a week."""

from datetime import timedelta

from django.utils import timezone

from ctplatform.jobs.models import Job

ROWS_KEPT = timedelta(days=30)
FILES_KEPT = timedelta(days=7)


def forget_old_jobs() -> int:
    """Delete files and rows of jobs that ended long ago; return how many rows."""
    now = timezone.now()
    for job in Job.objects.filter(finished__lt=now - FILES_KEPT).exclude(file="").iterator():
        job.file.delete(save=False)
        Job.objects.filter(pk=job.pk).update(file="")
    return Job.objects.filter(finished__lt=now - ROWS_KEPT).delete()[0]
