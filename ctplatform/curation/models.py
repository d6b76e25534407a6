"""The state of curated records, proposals to change them, and the history of every change."""

from django.conf import settings
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.accounts.models import Project, ReviewPolicy
from ctplatform.curation import registry
from ctplatform.records import Record

REASON_LENGTH = 4000  # characters


def person(**options):
    """A foreign key to a user who must stay, because a CHECK or the history names them."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options
    )


def reason(label):
    return models.TextField(
        label,
        blank=True,
        default="",
        validators=[MaxLengthValidator(REASON_LENGTH), ProhibitNullCharactersValidator()],
    )


class CuratedRecord(Record):
    """A top-level record of the register: a candidate until a second person publishes it.

    `publish_policy` is the project's review policy at the moment of publishing.
    """

    class State(models.TextChoices):
        CANDIDATE = "candidate", _("Candidate")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.CANDIDATE, editable=False
    )
    published_by = person(null=True, blank=True, editable=False, verbose_name=_("published by"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    publish_policy = models.CharField(
        _("policy when published"),
        max_length=10,
        choices=ReviewPolicy,
        blank=True,
        default="",
        editable=False,
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(publish_policy="open")
                | Q(published_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(published_by=F("created_by")),
                name="%(class)s_is_published_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="candidate", published_at__isnull=True, publish_policy="")
                | Q(state="published", published_at__isnull=False, publish_policy__gt="")
                | Q(state="withdrawn"),
                name="%(class)s_says_when_it_was_published",
            ),
        ]


class AboutRecordQuerySet(models.QuerySet):
    """Rows about a curated record: seen where their project is and their record is."""

    def visible_to(self, user):
        seen = Q(pk__in=[])
        for kind in registry.roots():
            ids = kind.model._default_manager.visible_to(user).values("pk")
            seen |= Q(root_type=kind.key, root_id__in=ids)
        return self.filter(seen, project__in=Project.objects.visible_to(user))

    def about(self, record):
        """Rows about a record; for a top-level record its child rows' as well."""
        kind = registry.kind_of(record)
        if kind.parent is None:
            return self.filter(root_type=kind.key, root_id=record.pk)
        return self.filter(target_type=kind.key, target_id=record.pk)


class AboutRecord(models.Model):
    """What a proposal and a revision have in common: which row, of which record, why, by whom.

    `target` is the row itself, `root` the top-level record that it belongs to (often the same).
    Both are (registry key, UUID): the only generic keys, and they outlive a removed child row.
    """

    class Kind(models.TextChoices):
        CREATE = "create", _("New record")
        CHANGE = "change", _("Change")
        WITHDRAW = "withdraw", _("Withdrawal")
        PUBLISH = "publish", _("Publication")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    target_type = models.CharField(_("record type"), max_length=40)
    target_id = models.UUIDField(_("record"))
    root_type = models.CharField(max_length=40, editable=False)
    root_id = models.UUIDField(editable=False)
    diff = models.JSONField(_("changes"), default=dict)
    reason = reason(_("reason"))

    objects = AboutRecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.target_type} {self.target_id}"

    @property
    def target_kind(self):
        return registry.kind_named(self.target_type)

    @property
    def target_noun(self):
        return self.target_kind.noun


class Proposal(AboutRecord):
    """A change that waits for a second person. `policy` is the project's when it was made."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        APPLIED = "applied", _("Applied")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    WAITING = (State.OPEN, State.CHANGES_REQUESTED)

    base_version = models.PositiveIntegerField(_("base version"), default=0)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    policy = models.CharField(_("policy"), max_length=10, choices=ReviewPolicy)
    author = person(verbose_name=_("author"))
    reviewer = person(null=True, blank=True, verbose_name=_("reviewer"))
    decision = reason(_("reason of the decision"))
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    decided = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(AboutRecord.Meta):
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes = [
            models.Index(fields=["project", "state", "id"], name="proposal_queue"),
            models.Index(fields=["root_type", "root_id"], name="proposal_about"),
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
        ]

    @property
    def is_waiting(self):
        return self.state in self.WAITING


class ProposalEvidence(models.Model):
    """One piece of evidence of a proposal: (kind of the evidence registry, id of its row)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="evidence")
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "object_type", "object_id"],
                name="proposal_names_each_evidence_once",
            )
        ]

    def __str__(self):
        return f"{self.object_type} {self.object_id}"


class Revision(AboutRecord):
    """One applied change. Append-only: a trigger of the database refuses UPDATE.

    `version` is the version that the row reached by it.
    """

    version = models.PositiveIntegerField(_("version"))
    by = person(verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="revisions"
    )

    class Meta(AboutRecord.Meta):
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        indexes = [models.Index(fields=["root_type", "root_id", "id"], name="revision_about")]
        constraints = [
            models.UniqueConstraint(
                fields=["target_type", "target_id", "version"],
                name="revision_is_the_only_one_of_its_version",
            )
        ]
