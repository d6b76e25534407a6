"""The Celery task of the sweep, and the jobs of upkeep."""

from datetime import timedelta

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from ctplatform.database.planner_statistics import refresh_planner_statistics
from ctplatform.jobs.files.cleaning import delete_orphaned_files, forget_old_jobs
from ctplatform.jobs.job_task import job_task
from ctplatform.jobs.messages import SWEEP
from ctplatform.jobs.models import Job
from ctplatform.jobs.worker import sweeping
from ctplatform.rest.requests.idempotency import forget_spent_keys


@shared_task(name=SWEEP, ignore_result=True, soft_time_limit=300, time_limit=360)
def sweep():
    """Send a message for each due job, and run the sweepers."""
    sweeping.sweep()


@job_task("clean_up", _("Remove what has served its time"), every=timedelta(days=1))
def clean_up(_job, _report):
    return {
        "idempotency_keys": forget_spent_keys(),
        "jobs": forget_old_jobs(),
        "orphaned_files": delete_orphaned_files(Job, "jobs"),
    }


@job_task(
    "refresh_statistics", _("Refresh the statistics of the database"), every=timedelta(days=1)
)
def refresh_statistics(_job, report):
    return {"indexes": refresh_planner_statistics(report)}
