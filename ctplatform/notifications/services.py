"""Notify users, mark notifications as read, and save preferences."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.notifications.mail import mail_is_configured
from ctplatform.notifications.models import (
    Group,
    Notification,
    NotificationPreferences,
    group_of,
)


def notify(people, kind, *, project, subject_type, by=None, more=None) -> None:
    """Notify users of what `by` did, None for the system: {subject: users}, by ids.

    `project` is an id, and `more` {subject: how many others it stands for}. Users are not notified
    of their own actions, nor of groups that they have muted. Services call this in their own
    transaction.
    """
    actor, more = by and by.pk, more or {}
    wanted = {user for users in people.values() for user in users} - {actor}
    wanted -= _muted(wanted, group_of(kind))
    Notification.objects.bulk_create(
        Notification(
            user_id=user,
            by=by,
            project_id=project,
            subject_type=subject_type,
            subject_id=subject,
            kind=kind,
            more=more.get(subject, 0),
        )
        for subject, users in people.items()
        for user in sorted(wanted & set(users))
    )


def _muted(users, group) -> set:
    """The ids of those of `users` who have muted a group."""
    rows = NotificationPreferences.objects.filter(user__in=users).values_list("user", "muted")
    return {user for user, muted in rows if group in muted}


def count_unread(user) -> int:
    """The number of a user's new notifications whose subjects they may still see."""
    return Notification.objects.unread().visible_to(user).count()


def mark_read(*, by, ids=None) -> int:
    """Mark a user's notifications (these or all) as read; return how many were new."""
    rows = Notification.objects.filter(user=by).unread()
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return rows.update(read=timezone.now())


def preferences_of(user) -> NotificationPreferences:
    """A user's preferences, or an unsaved row with the defaults."""
    kept = NotificationPreferences.objects.filter(user=user).first()
    return kept or NotificationPreferences(user=user, muted=[], by_email=False)


@transaction.atomic
def change_preferences(*, by, muted=None, by_email=None) -> NotificationPreferences:
    """Set a user's preferences; None leaves a setting as it is.

    Raises ValidationError naming `by_email` if no mail can be sent.
    """
    kept = preferences_of(by)
    if muted is not None:
        kept.muted = sorted({Group(each).value for each in muted})
    if by_email and not mail_is_configured():
        raise ValidationError({"by_email": _("This installation sends no e-mail.")})
    if by_email and not by.email:
        text = _("Your account has no e-mail address; an administrator adds one.")
        raise ValidationError({"by_email": text})
    if by_email is not None:
        kept.by_email = by_email
    kept.save()
    return kept
