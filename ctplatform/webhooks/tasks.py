"""Deliveries are tasks of Celery; the rows say what is left to do."""

from datetime import timedelta

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from ctplatform.jobs.job_task import job_task
from ctplatform.jobs.messages import send_task_message
from ctplatform.jobs.registry import WEBHOOKS, needed_when, sweeper
from ctplatform.webhooks.delivery import deliveries
from ctplatform.webhooks.models import Webhook

DELIVER = "webhooks.deliver"


@shared_task(name=DELIVER, ignore_result=True)
def deliver_webhook(pk):
    """Make one attempt at a delivery."""
    deliveries.deliver(pk)


needed_when(WEBHOOKS, lambda: Webhook.objects.filter(is_active=True).exists())


@sweeper
def send_webhooks():
    """Make the deliveries of what is new, and send a message for each that is due."""
    deliveries.make_deliveries()
    for pk in deliveries.due_ids():
        if not send_task_message(DELIVER, str(pk), queue=WEBHOOKS):
            break


@job_task("delete_old_deliveries", _("Delete old webhook deliveries"), every=timedelta(days=1))
def delete_old_deliveries(_job, _report):
    return {"deliveries": deliveries.delete_old_deliveries()}
