"""Comments on a proposal."""

from django.conf import settings
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
        """Comments on proposals that the user can see."""
        return self.filter(proposal__in=Proposal.objects.visible_to(user))


class ProposalComment(models.Model):
    """One comment on a proposal. Comments are never rewritten."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="comments")
    by = person(verbose_name=_("by"))
    text = models.TextField(
        _("text"),
        validators=[MaxLengthValidator(COMMENT_LENGTH), ProhibitNullCharactersValidator()],
    )
    created = models.DateTimeField(default=timezone.now, editable=False)
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", editable=False)

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
