"""The conversation about a proposal, and who is told of what happens to it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.models import Notification, ProposalComment


@transaction.atomic
def comment_on(proposal, text, *, by) -> ProposalComment:
    """Say something about a proposal, decided or not; those who take part are told."""
    require_role(by, proposal.project, Role.ANNOTATOR)
    comment = ProposalComment(proposal=proposal, by=by, text=text.strip())
    try:
        comment.clean_fields()
    except ValidationError as error:
        raise ValidationError({"text": error.error_dict.get("text", error)}) from error
    comment.save(force_insert=True)
    tell(proposal, Notification.Kind.COMMENTED, by=by)
    return comment


def tell(proposal, kind, *, by) -> None:
    """Notify everybody who takes part in a proposal, except whoever did this."""
    talking = ProposalComment.objects.filter(proposal=proposal).values_list("by", flat=True)
    people = {proposal.author_id, proposal.reviewer_id, proposal.first_reviewer_id, *talking}
    Notification.objects.bulk_create(
        Notification(user_id=pk, by=by, proposal=proposal, kind=kind)
        for pk in sorted(people - {None, by.pk})
    )


def mark_read(*, by, ids=None) -> int:
    """Note that a person has seen their notifications, these or all; return how many were new."""
    rows = Notification.objects.filter(user=by).unread()
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return rows.update(read=timezone.now())
