"""What people say about a proposal, and what they are told of it."""

from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.curation.models.proposals import Proposal
from ctplatform.curation.models.records import person

COMMENT_LENGTH = 4000  # characters


class ProposalCommentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those on proposals that the person sees."""
        return self.filter(proposal__in=Proposal.objects.visible_to(user))


class ProposalComment(models.Model):
    """One remark in the conversation about a proposal. Nothing here is rewritten."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="comments")
    by = person(verbose_name=_("by"))
    text = models.TextField(
        _("text"),
        validators=[MaxLengthValidator(COMMENT_LENGTH), ProhibitNullCharactersValidator()],
    )
    created = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProposalCommentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("comment on a proposal")
        verbose_name_plural = _("comments on proposals")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="proposal_comment_says_something")
        ]

    def __str__(self):
        return f"{self.by}: {self.text[:60]}"


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, about proposals that one may still see."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user, proposal__in=Proposal.objects.visible_to(user))

    def unread(self):
        return self.filter(read=None)


class Notification(models.Model):
    """Something that happened to a proposal one takes part in; `read` is when it was seen.

    `by` is null where nobody did it, but time: see services.lapsing.
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

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = person()
    by = person(null=True, blank=True, verbose_name=_("by"))
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("what happened"), max_length=20, choices=Kind)
    created = models.DateTimeField(default=timezone.now, editable=False)
    read = models.DateTimeField(null=True, blank=True, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(
                fields=["user", "id"], condition=Q(read__isnull=True), name="notification_unread"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=True, kind__in=["reminded", "lapsed"])
                | (Q(by__isnull=False) & ~Q(kind__in=["reminded", "lapsed"])),
                name="notification_says_who_did_it_unless_time_did",
            )
        ]

    def __str__(self):
        return f"{self.by or self.proposal_id}: {self.get_kind_display()}"
