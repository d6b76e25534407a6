"""Webhooks of a project, and what was sent to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.accounts.models import Project
from ctplatform.accounts.roles import edited_by


class WebhookQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the projects that the user edits or owns; all for superusers."""
        return self if user.is_superuser else self.filter(project__in=edited_by(user))


class Webhook(models.Model):
    """An address that gets the changes of a project which `created_by` may see.

    `kinds` are the types of the feed that it gets, none for all. `transaction_id` and `change_id`
    are the place in the feed up to which deliveries were made. `failing_since` is when the last
    attempts began to fail; `paused_because` is why the system paused it. The secret follows from
    the key of the installation, the id and `secret_number`, so no table holds it.
    """

    class Reason(models.TextChoices):
        FAILED = "failed", _("its receiver did not answer for three days")
        GONE = "gone", _("its receiver answered that it is gone (410)")
        NO_ACCESS = "no_access", _("the account that made it may no longer edit the project")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    address = models.URLField(_("address"), max_length=500)
    kinds = models.JSONField(_("types of records"), default=list, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    paused_because = models.CharField(max_length=10, choices=Reason, blank=True, editable=False)
    secret_number = models.PositiveIntegerField(default=1, editable=False)
    transaction_id = models.BigIntegerField(default=0, editable=False)
    change_id = models.BigIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created = models.DateTimeField(default=timezone.now, editable=False)
    updated = models.DateTimeField(auto_now=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(paused_because=""),
                name="an_active_webhook_is_not_paused",
            )
        ]

    def __str__(self):
        return self.address

    def get_absolute_url(self):
        return f"/webhooks/{self.pk}/"


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of visible webhooks."""
        return self if user.is_superuser else self.filter(webhook__project__in=edited_by(user))

    def due(self):
        """Those that wait and may be tried now."""
        return self.filter(state=Delivery.State.WAITING, due__lte=timezone.now())


class Delivery(models.Model):
    """A part of the feed that is sent in one request: what comes after one place, up to another.

    Its id is the `webhook-id` of all attempts. The entries are read from the feed at each attempt,
    as the account may then see them. `log` lists the attempts: {"at", "status", "seconds",
    "entries", "answer", "error"}, the answer cut short. `due` is when the next attempt may be made;
    while one is made it lies ahead, so that another worker takes over from one that died.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        DEAD = "dead", _("given up")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    from_transaction = models.BigIntegerField()
    from_change = models.BigIntegerField()
    to_transaction = models.BigIntegerField()
    to_change = models.BigIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due = models.DateTimeField(default=timezone.now)
    log = models.JSONField(default=list)
    created = models.DateTimeField(default=timezone.now, editable=False)
    ended = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["due"], condition=Q(state="waiting"), name="webhook_delivery_due")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook"],
                condition=Q(state="waiting"),
                name="one_delivery_of_a_webhook_waits",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", ended=None)
                | Q(state__in=["delivered", "dead"], ended__isnull=False),
                name="a_delivery_says_when_it_ended",
            ),
        ]

    def __str__(self):
        return f"{self.webhook}: {self.get_state_display()}"

    @property
    def last_attempt(self) -> dict | None:
        return self.log[-1] if self.log else None
