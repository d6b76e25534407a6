"""Revisions: the history of every change."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.models.proposals import Proposal
from ctplatform.curation.models.record_references import AboutRecord, Evidence
from ctplatform.curation.models.records import person


class Revision(AboutRecord):
    """One applied change. Append-only: a database trigger refuses UPDATE.

    `version` is the version of the row after the change. A change without a proposal that came
    through an assistant, such as a new candidate, has `channel` in its payload.
    """

    version = models.PositiveIntegerField(_("version"))
    by = person(verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="revisions"
    )

    @property
    def channel(self) -> str:
        """How the change came in, as of a proposal (see `Proposal.Channel`)."""
        if self.proposal is not None:
            return self.proposal.channel
        return (self.payload or {}).get("channel", Proposal.Channel.DIRECT.value)

    @property
    def is_from_assistant(self):
        return self.channel == Proposal.Channel.ASSISTANT

    class Meta(AboutRecord.Meta):
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        indexes = [
            models.Index(fields=["root_type", "root_id", "id"], name="revision_about"),
            models.Index(fields=["project", "id"], name="revision_of_project"),  # latest changes
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["target_type", "target_id", "version"],
                name="revision_is_the_only_one_of_its_version",
            )
        ]


class RevisionEvidence(Evidence):
    """One piece of evidence of a change that applied at once; a reviewed one has its proposal's."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="evidence")

    class Meta(Evidence.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "object_type", "object_id"],
                name="revision_names_each_evidence_once",
            )
        ]
