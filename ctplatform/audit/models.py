"""Entries of the audit log. The database refuses to change them, and to delete recent ones."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.accounts.models import Project
from ctplatform.accounts.roles import edited_by
from ctplatform.database.hash_chain.models import ChainEntry, ChainPending


class AuditEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those about projects that the user edits or owns; all for superusers.

        Each has `covers_others`: whether it is about further projects, which the user does not
        edit. Its numbers and filters would say something about these.
        """
        if user.is_superuser:
            return self.annotate(covers_others=Value(False))
        edited = edited_by(user)
        about = AuditedProject.objects.filter(entry=OuterRef("pk"))
        shown = self.filter(Exists(about.filter(project__in=edited)))
        return shown.annotate(covers_others=Exists(about.exclude(project__in=edited)))


class AuditEntry(models.Model):
    """One export or download: what went out, to whom, through which channel.

    `account` is null for a signed-out visitor. `token` is the name of the token at that time.
    `rows` is null where it is not known, as of an export that was broken off; `bytes` were handed
    to the web server, before compression. No address of the network is kept.
    """

    class Channel(models.TextChoices):
        PAGE = "page", _("page")
        API = "api", _("API")
        ADMIN = "admin", _("admin")
        COMMAND = "command", _("command")
        JOB = "job", _("background job")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(_("when"), default=timezone.now)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("account"),
    )
    token = models.CharField(_("token"), max_length=100, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    resource = models.CharField(_("records"), max_length=60)
    format = models.CharField(_("format"), max_length=40)
    name = models.CharField(_("file"), max_length=300, blank=True)
    query = models.TextField(_("filters"), blank=True)
    rows = models.BigIntegerField(_("rows"), null=True)
    bytes = models.BigIntegerField(_("bytes"))
    is_complete = models.BooleanField(_("complete"))
    projects = models.ManyToManyField(Project, through="AuditedProject", related_name="+")

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        indexes = [models.Index(fields=["at"], name="audit_entry_at")]

    def __str__(self):
        return f"{self.resource}, {self.format}"


class AuditedProjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of projects that the user edits or owns; all for superusers."""
        return self if user.is_superuser else self.filter(project__in=edited_by(user))


class AuditedProject(models.Model):
    """A project whose records an entry of the audit log is about."""

    entry = models.ForeignKey(AuditEntry, models.CASCADE, related_name="audited")
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")

    objects = AuditedProjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "project"], name="an_audit_entry_names_a_project_once"
            )
        ]

    def __str__(self):
        return str(self.project_id)


class AuditChainEntry(ChainEntry):
    """One entry of the chain over the audit log."""

    class Meta(ChainEntry.Meta):
        indexes = [models.Index(fields=["subject"], name="auditchainentry_subject")]


class AuditChainPending(ChainPending):
    """An entry of the audit log that waits to be chained."""

    class Meta(ChainPending.Meta):
        pass
