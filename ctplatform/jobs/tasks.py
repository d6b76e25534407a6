"""The one message there is, and the jobs of the floor."""

from datetime import timedelta

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from ctplatform.jobs import sweeping
from ctplatform.jobs.cleaning import forget_old_jobs
from ctplatform.jobs.registry import job_kind
from ctplatform.rest.idempotency import forget_spent_keys


@shared_task(ignore_result=True)
def sweep():
    """Do what is due."""
    sweeping.sweep()


@job_kind("clean_up", _("Remove what has served its time"), every=timedelta(days=1))
def clean_up(_job, _report):
    return {"idempotency_keys": forget_spent_keys(), "jobs": forget_old_jobs()}
