"""Proposals (changes that await a second person) and their evidence."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.models import ReviewPolicy
from ctplatform.curation.models.record_references import AboutRecord, AboutRecordQuerySet, Evidence
from ctplatform.curation.models.records import person, reason

REMINDED_AFTER = timedelta(days=30)
"""How long after the last action on a proposal a reminder is sent."""

LAPSES_AFTER = timedelta(days=60)
"""How long after that reminder the proposal is withdrawn if nobody acts on it: 90 days in all."""


class ProposalQuerySet(AboutRecordQuerySet):
    def forgotten(self):
        """Waiting proposals without an action for REMINDED_AFTER, and without a reminder yet."""
        long_ago = timezone.now() - REMINDED_AFTER
        return self.filter(state__in=Proposal.WAITING, reminded=None, last_act__lte=long_ago)

    def lapsed(self):
        """Waiting proposals without an action since a reminder that was sent LAPSES_AFTER ago."""
        long_ago = timezone.now() - LAPSES_AFTER
        return self.filter(state__in=Proposal.WAITING, reminded__lte=long_ago)


class Proposal(AboutRecord):
    """A change that awaits a second person. `policy` is the project's policy when it was made.

    A change that needs two approvals has `approvals_needed` 2, and `grave_because` says why. The
    first approval is in `first_reviewer` until another person's approval applies the change. A
    proposal of kind "publish" offers a candidate that needs two approvals; its `payload` holds the
    number of revisions of the record at the first approval. `rest_of` is the proposal some of whose
    fields were accepted separately. `channel` is how it came in: from a person or a program by the
    pages or the API, or through an assistant (ctplatform.assistants). `last_act` is when somebody
    last amended, discussed or decided it; `reminded` is when a reminder was sent, until somebody
    acts again.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        APPLIED = "applied", _("Applied")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Channel(models.TextChoices):
        DIRECT = "direct", _("Page or API")
        ASSISTANT = "assistant", _("Assistant")

    WAITING = (State.OPEN, State.CHANGES_REQUESTED)

    base_version = models.PositiveIntegerField(_("base version"), default=0)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    policy = models.CharField(_("policy"), max_length=10, choices=ReviewPolicy)
    author = person(verbose_name=_("author"))
    channel = models.CharField(
        _("channel"), max_length=10, choices=Channel, default=Channel.DIRECT, editable=False
    )
    reviewer = person(null=True, blank=True, verbose_name=_("reviewer"))
    decision = reason(_("reason of the decision"))
    approvals_needed = models.PositiveSmallIntegerField(_("approvals needed"), default=1)
    grave_because = models.CharField(max_length=200, blank=True, default="")
    first_reviewer = person(null=True, blank=True, verbose_name=_("first approval by"))
    first_decision = reason(_("reason of the first approval"))
    rest_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="rests", editable=False
    )
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    decided = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    last_act = models.DateTimeField(_("last act"), default=timezone.now, editable=False)
    reminded = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta(AboutRecord.Meta):
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes = [
            models.Index(fields=["project", "state", "id"], name="proposal_queue"),
            models.Index(fields=["root_type", "root_id"], name="proposal_about"),
            models.Index(
                fields=["project", "decided"],
                condition=Q(decided__isnull=False),
                name="proposal_decisions",
            ),
            models.Index(
                fields=["reminded", "last_act"],
                condition=Q(state__in=["open", "changes_requested"]),
                name="proposal_age",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(policy="open") | Q(reviewer__isnull=True) | ~Q(reviewer=F("author")),
                name="proposal_is_reviewed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["applied", "rejected", "changes_requested"])
                | Q(reviewer__isnull=False),
                name="proposal_decision_has_a_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "changes_requested"], decided__isnull=True)
                | Q(state__in=["applied", "rejected", "withdrawn"], decided__isnull=False),
                name="proposal_says_when_it_was_decided",
            ),
            models.CheckConstraint(
                condition=Q(approvals_needed__in=(1, 2)), name="proposal_needs_one_approval_or_two"
            ),
            models.CheckConstraint(
                condition=Q(first_reviewer__isnull=True) | ~Q(first_reviewer=F("author")),
                name="proposal_is_first_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="applied")
                | Q(approvals_needed=1)
                | (Q(first_reviewer__isnull=False) & ~Q(first_reviewer=F("reviewer"))),
                name="grave_proposal_is_approved_by_two",
            ),
            models.UniqueConstraint(
                fields=["root_type", "root_id"],
                condition=Q(kind="publish", state__in=["open", "changes_requested"]),
                name="candidate_is_offered_once",
            ),
            models.CheckConstraint(
                condition=Q(reminded__isnull=True) | Q(reminded__gte=F("last_act")),
                name="proposal_is_not_old_once_somebody_acts",
            ),
        ]

    def clean_fields(self, exclude=None):
        """Validate what users wrote, without foreign keys, whose rows are loaded already."""
        named = {field.name for field in self._meta.concrete_fields if field.is_relation}
        super().clean_fields(named | set(exclude or ()))

    @property
    def is_waiting(self):
        return self.state in self.WAITING

    @property
    def is_publication(self):
        """Whether it offers a candidate for publication."""
        return self.kind == self.Kind.PUBLISH

    @property
    def is_from_assistant(self):
        return self.channel == self.Channel.ASSISTANT

    @property
    def is_half_approved(self):
        """Whether one of two approvals has been given."""
        return self.is_waiting and self.first_reviewer_id is not None

    @property
    def lapses(self):
        """When it is withdrawn unless somebody acts; None before the reminder was sent."""
        return self.reminded + LAPSES_AFTER if self.reminded and self.is_waiting else None

    def is_acted_on(self):
        """Note that somebody acts on it now: its age counts from this moment."""
        self.last_act, self.reminded = timezone.now(), None


class ProposalEvidence(Evidence):
    """One piece of evidence of a proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="evidence")

    class Meta(Evidence.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "object_type", "object_id"],
                name="proposal_names_each_evidence_once",
            )
        ]
