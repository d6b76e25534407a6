"""The hash chain over the history: each entry holds the hash of the one before it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ctplatform.database.hash_chain.models import AdministratorQuerySet, ChainEntry, ChainPending


class Subject(models.TextChoices):
    """What an entry of the history is about."""

    REVISION = "revision", _("revision")
    EVENT = "event", _("change of a project")
    DECISION = "decision", _("decision on a proposal")
    PURGE = "purge", _("removal of a project")


class HistoryEntry(ChainEntry):
    """One entry of the chain of the history."""

    Subject = Subject

    subject = models.CharField(max_length=10, choices=Subject)

    class Meta(ChainEntry.Meta):
        indexes = [models.Index(fields=["subject", "subject_id"], name="historyentry_subject")]


class HistoryPending(ChainPending):
    """A row of the history that waits to be chained."""

    subject = models.CharField(max_length=10, choices=Subject)

    class Meta(ChainPending.Meta):
        pass


class HistoryGate(models.Model):
    """While this table has a row, in the transaction of a purge, history may be deleted."""

    opened = models.DateTimeField(default=timezone.now)

    objects = AdministratorQuerySet.as_manager()

    def __str__(self):
        return str(self.opened)
