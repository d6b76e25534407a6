"""The background job of notifications: sending mail."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ctplatform.jobs.registry import job_kind
from ctplatform.notifications.mail import send_mail_about_new


@job_kind("notification_mail", _("Send e-mail about notifications"), every=timedelta(minutes=15))
def send_notification_mail(_job, _report):
    return {"sent": send_mail_about_new()}
