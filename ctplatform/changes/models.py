"""The entries of the feed, which triggers of the database write, and its state."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.models import Project


class AdministratorQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Site administrators only; others read the feed, without what they may not see."""
        return self if user.is_superuser else self.none()


class Change(models.Model):
    """One write of a followed row, in the order in which readers get them: `transaction_id`, `id`.

    Triggers write them in the transaction of the write itself. `transaction_id` is
    PostgreSQL's id of that transaction, and 0 on SQLite, where `id` is in the order of commits.
    `resync` says that access to a record or to a project changed; `access_before` is then what it
    was, or for which user it changed.
    """

    class Action(models.TextChoices):
        CREATED = "created", _("created")
        CHANGED = "changed", _("changed")
        DELETED = "deleted", _("deleted")
        RESYNC = "resync", _("access changed")

    id = models.BigAutoField(primary_key=True)
    transaction_id = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=40)
    record_id = models.UUIDField()
    version = models.PositiveIntegerField(null=True)
    action = models.CharField(max_length=8, choices=Action)
    at = models.DateTimeField(default=timezone.now)
    project = models.ForeignKey(
        Project, models.DO_NOTHING, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    access_before = models.JSONField(null=True)

    objects = AdministratorQuerySet.as_manager()

    class Meta:
        ordering = ["transaction_id", "id"]
        indexes = [
            models.Index(fields=["transaction_id", "id"], name="change_in_order"),
            models.Index(fields=["project", "transaction_id", "id"], name="change_of_project"),
            models.Index(fields=["record_id"], name="change_of_record"),
        ]

    def __str__(self):
        return f"{self.kind} {self.record_id}: {self.action}"


class FeedState(models.Model):
    """The one row that says which feed this is, and how far it has been prepared.

    `feed` is a new id after a restore: cursors of another feed are refused. `followed` are the
    tables whose rows are in it. `embargoes_until` is up to when ended embargoes are in it.
    `pruned_transaction` and `pruned_id` are the place up to which old entries were deleted.
    """

    feed = models.UUIDField(default=uuid.uuid4)
    followed = models.JSONField(default=list)
    embargoes_until = models.DateTimeField(default=timezone.now)
    pruned_transaction = models.BigIntegerField(default=0)
    pruned_id = models.BigIntegerField(default=0)

    objects = AdministratorQuerySet.as_manager()

    def __str__(self):
        return str(self.feed)
