"""Notifications, and each user's preferences."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.accounts.models import Project
from ctplatform.notifications.subjects import shown_condition


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The user's own notifications whose subjects the user may still see."""
        if not user.is_authenticated:
            return self.none()
        own = self.filter(user=user)
        return own.filter(shown_condition(user, own))

    def unread(self):
        return self.filter(read=None)


class Notification(models.Model):
    """An event about something a user takes part in; `read` is when the user saw it.

    `subject_type` and `subject_id` refer to its subject (see ctplatform.notifications.subjects);
    `more` is the number of further subjects of the same kind that it stands for. `by` is null if no
    user caused it. `mailed` is when an e-mail counted it.
    """

    class Kind(models.TextChoices):
        APPROVED = "approved", _("approved it; a second approval is needed")
        APPLIED = "applied", _("accepted it")
        REJECTED = "rejected", _("rejected it")
        CHANGES_REQUESTED = "changes_requested", _("asks for changes")
        AMENDED = "amended", _("amended it")
        COMMENTED = "commented", _("commented on it")
        WITHDRAWN = "withdrawn", _("withdrew it")
        REMINDED = "reminded", _("nobody acted on it for 30 days")
        LAPSED = "lapsed", _("it was withdrawn, since nobody acted on it for 90 days")
        MENTIONED = "mentioned", _("mentioned you")
        PUBLISHED = "published", _("published it")
        REFUSED = "refused", _("withdrew it before it was published")
        PAUSED = "paused", _("it was paused")
        TAKEDOWN_REQUESTED = "takedown_requested", _("requests to take it down; decide on it")
        TAKEN_DOWN = "taken_down", _("took it down")
        TAKEDOWN_REFUSED = "takedown_refused", _("refused to take it down")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    subject_type = models.CharField(_("type of the subject"), max_length=40)
    subject_id = models.UUIDField(_("subject"))
    kind = models.CharField(_("what happened"), max_length=20, choices=Kind)
    more = models.PositiveIntegerField(_("further subjects"), default=0)
    created = models.DateTimeField(default=timezone.now, editable=False)
    read = models.DateTimeField(null=True, blank=True, editable=False)
    mailed = models.DateTimeField(null=True, blank=True, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(fields=["user", "id"], name="notification_of_user"),
            models.Index(
                fields=["user", "id"], condition=Q(read__isnull=True), name="notification_new"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=True, kind__in=["reminded", "lapsed", "paused"])
                | (Q(by__isnull=False) & ~Q(kind__in=["reminded", "lapsed", "paused"])),
                name="notification_names_who_did_it_unless_time_did",
            )
        ]

    def __str__(self):
        return f"{self.by or self.subject_id}: {self.get_kind_display()}"


class Group(models.TextChoices):
    """Kinds of notifications that users mute together."""

    PROPOSALS = "proposals", _("decisions on proposals that you take part in")
    CANDIDATES = "candidates", _("publication or refusal of your candidates")
    COMMENTS = "comments", _("comments on what you annotated, wrote or discuss")
    MENTIONS = "mentions", _("comments that mention you (@name)")
    WEBHOOKS = "webhooks", _("webhooks of your projects that were paused")


def group_of(kind) -> Group:
    """The group that a kind of notification belongs to."""
    Kind = Notification.Kind  # noqa: N806 - an enumeration
    return {
        Kind.COMMENTED: Group.COMMENTS,
        Kind.MENTIONED: Group.MENTIONS,
        Kind.PUBLISHED: Group.CANDIDATES,
        Kind.REFUSED: Group.CANDIDATES,
        Kind.PAUSED: Group.WEBHOOKS,
    }.get(kind, Group.PROPOSALS)


class PreferencesQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user) if user.is_authenticated else self.none()


class NotificationPreferences(models.Model):
    """The groups that a user has muted, and whether to notify by e-mail as well.

    A user without a row is notified of everything, without e-mail.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    muted = models.JSONField(_("muted groups"), default=list, blank=True)
    by_email = models.BooleanField(_("by e-mail as well"), default=False)

    objects = PreferencesQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification preferences")
        verbose_name_plural = _("notification preferences")

    def __str__(self):
        return str(self.user)
