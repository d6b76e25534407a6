"""The hash chain over the history: each entry holds the hash of the one before it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class ForAdministrators(models.QuerySet):
    def visible_to(self, user):
        """Site administrators only, because the chain spans all projects."""
        return self if user.is_superuser else self.none()


class Chained(models.Model):
    """What an entry of the chain is about, and the SHA-256 of its canonical JSON.

    `content` is that JSON where no other table keeps it: a decision on a proposal, or a purge.
    """

    class Subject(models.TextChoices):
        REVISION = "revision", _("revision")
        EVENT = "event", _("change of a project")
        DECISION = "decision", _("decision on a proposal")
        PURGE = "purge", _("removal of a project")

    subject = models.CharField(max_length=10, choices=Subject)
    subject_id = models.CharField(max_length=40)
    project_id = models.UUIDField(null=True)
    content = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    objects = ForAdministrators.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.subject} {self.subject_id}"


class HistoryEntry(Chained):
    """One entry of the chain. Append-only: triggers refuse UPDATE, DELETE and TRUNCATE.

    `hash` is the SHA-256 of `previous`, the position and the digest; `mac` is its HMAC under a key
    that is not in the database.
    """

    position = models.BigIntegerField(primary_key=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta(Chained.Meta):
        ordering = ["position"]
        indexes = [models.Index(fields=["subject", "subject_id"], name="historyentry_subject")]


class HistoryPending(Chained):
    """A row that is chained once its transaction commits; `mac` is the HMAC of its digest."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta(Chained.Meta):
        ordering = ["id"]


class HistoryGate(models.Model):
    """While this table has a row, in the transaction of a purge, history may be deleted."""

    opened = models.DateTimeField(default=timezone.now)

    objects = ForAdministrators.as_manager()

    def __str__(self):
        return str(self.opened)
