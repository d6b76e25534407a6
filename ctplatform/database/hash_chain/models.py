"""The two tables of a chain: its entries, and what waits to be chained."""

from django.db import models
from uuid_utils.compat import uuid7


class AdministratorQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Site administrators only, because a chain spans all projects."""
        return self if user.is_superuser else self.none()


class ChainRow(models.Model):
    """What an entry of a chain is about, and the SHA-256 of its canonical JSON.

    `content` is that JSON where no other table keeps it.
    """

    subject = models.CharField(max_length=10)
    subject_id = models.CharField(max_length=40)
    project_id = models.UUIDField(null=True)
    content = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    objects = AdministratorQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.subject} {self.subject_id}"


class ChainEntry(ChainRow):
    """One entry of a chain. Append-only: triggers refuse UPDATE, DELETE and TRUNCATE.

    `hash` is the SHA-256 of `previous`, the position and the digest; `mac` is its HMAC under a key
    that is not in the database.
    """

    position = models.BigIntegerField(primary_key=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta(ChainRow.Meta):
        abstract = True
        ordering = ["position"]


class ChainPending(ChainRow):
    """A row that is chained once its transaction commits; `mac` is the HMAC of its digest."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta(ChainRow.Meta):
        abstract = True
        ordering = ["id"]
