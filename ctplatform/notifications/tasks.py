"""The background job of notifications: sending mail."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ctplatform.jobs.job_task import job_task
from ctplatform.notifications.mail import send_mail_about_new


@job_task("notification_mail", _("Send e-mail about notifications"), every=timedelta(minutes=15))
def send_notification_mail(_job, _report):
    return {"sent": send_mail_about_new()}
