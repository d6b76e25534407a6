"""Deliveries are tasks of Celery; the rows say what is left to do."""

from datetime import timedelta

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from ctplatform.jobs.job_task import job_task
from ctplatform.jobs.messages import send_task_message
from ctplatform.jobs.registry import sweeper
from ctplatform.webhooks.delivery import deliveries

DELIVER = "webhooks.deliver"


@shared_task(name=DELIVER, ignore_result=True, soft_time_limit=20, time_limit=30)
def deliver_webhook(pk):
    """Make one attempt at a delivery."""
    deliveries.deliver(pk)


@sweeper
def send_webhooks():
    """Make the deliveries of what is new, and send a message for each that is due."""
    deliveries.make_deliveries()
    for pk in deliveries.due_ids():
        if not send_task_message(DELIVER, str(pk)):
            break


@job_task("delete_old_deliveries", _("Delete old webhook deliveries"), every=timedelta(days=1))
def delete_old_deliveries(_job, _report):
    return {"deliveries": deliveries.delete_old_deliveries()}
