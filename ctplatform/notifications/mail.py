"""E-mail about notifications: their number and a link, never their content.

Nothing is sent unless the operator set CTPLATFORM_EMAIL_URL and the user asked for it.
"""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ctplatform.accounts.models import User
from ctplatform.notifications.models import Notification, NotificationPreferences

RECENT = timedelta(days=1)
"""Older notifications are not mailed, e.g. those from before mail was configured."""


def mail_is_configured() -> bool:
    """Whether the operator has configured a mail server."""
    return settings.MAIL_IS_CONFIGURED


def send_mail_about_new() -> int:
    """Send one e-mail to each user who asked for it and has new notifications; return how many.

    Every notification is counted in at most one e-mail: it is marked before the mail is sent.
    """
    if not mail_is_configured():
        return 0
    wanted = NotificationPreferences.objects.filter(by_email=True, user__is_active=True)
    people = User.objects.filter(pk__in=wanted.values("user")).exclude(email="")
    waiting = Notification.objects.unread().filter(mailed=None, user__in=people)
    waiting = waiting.filter(created__gt=timezone.now() - RECENT)
    sent = 0
    for pk in waiting.order_by("user").values_list("user", flat=True).distinct():
        sent += _send_to(User.objects.get(pk=pk), waiting.filter(user=pk))
    return sent


def _send_to(person, rows) -> int:
    shown = rows.visible_to(person).count()
    rows.update(mailed=timezone.now())
    if not shown:
        return 0
    words = ngettext("%d new notification", "%d new notifications", shown) % shown
    text = _("You have %(words)s at %(address)s\n\nYou asked for this on your account page.")
    address = f"{_site()}{reverse('notifications')}"
    message = EmailMessage(
        subject=f"ctplatform: {words}",
        body=text % {"words": words, "address": address},
        to=[person.email],
        connection=get_connection(),
    )
    return message.send()


def _site():
    """The URL of this installation."""
    scheme = "https" if settings.HTTPS else "http"
    return f"{scheme}://{settings.ALLOWED_HOSTS[0]}"
