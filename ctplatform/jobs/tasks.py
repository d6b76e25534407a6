"""The Celery task that wakes workers, and the jobs of the base apps."""

from datetime import timedelta

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from ctplatform.jobs import sweeping
from ctplatform.jobs.cleaning import delete_orphaned_files, forget_old_jobs
from ctplatform.jobs.models import Job
from ctplatform.jobs.planner_statistics import refresh_planner_statistics
from ctplatform.jobs.registry import job_kind
from ctplatform.rest.idempotency import forget_spent_keys


@shared_task(ignore_result=True)
def sweep():
    """Do all due work."""
    sweeping.sweep()


@job_kind("clean_up", _("Remove what has served its time"), every=timedelta(days=1))
def clean_up(_job, _report):
    return {
        "idempotency_keys": forget_spent_keys(),
        "jobs": forget_old_jobs(),
        "orphaned_files": delete_orphaned_files(Job, "jobs"),
    }


@job_kind("refresh_statistics", _("Refresh the statistics of the database"),
          every=timedelta(days=1))  # fmt: skip
def refresh_statistics(_job, report):
    return {"indexes": refresh_planner_statistics(report)}
