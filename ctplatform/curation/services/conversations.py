"""The conversation about a proposal, and who is told of what happens to it."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.models import Notification, ProposalComment


@transaction.atomic
def comment_on(proposal, text, *, by) -> ProposalComment:
    """Say something about a proposal, decided or not; those who take part are told.

    It counts as an act on it: see services.lapsing.
    """
    require_role(by, proposal.project, Role.ANNOTATOR)
    comment = ProposalComment(proposal=proposal, by=by, text=text.strip())
    try:
        comment.clean_fields()
    except ValidationError as error:
        raise ValidationError({"text": error.error_dict.get("text", error)}) from error
    comment.save(force_insert=True)
    proposal.is_acted_on()
    proposal.save(update_fields=["last_act", "reminded"])
    tell(proposal, Notification.Kind.COMMENTED, by=by)
    return comment


def tell(proposal, kind, *, by) -> None:
    """Notify everybody who takes part in a proposal, except whoever did this."""
    people = takes_part([proposal])[proposal.pk]
    notify({proposal.pk: people - {by.pk}}, kind, by=by)


def takes_part(proposals) -> dict:
    """{proposal: the people who made it, decided on it or talk about it}, all by their ids."""
    people = defaultdict(set)
    talking = ProposalComment.objects.filter(proposal__in=proposals)
    for pk, by in talking.values_list("proposal", "by"):
        people[pk].add(by)
    for each in proposals:
        people[each.pk] |= {each.author_id, each.reviewer_id, each.first_reviewer_id} - {None}
    return people


def notify(people, kind, *, by=None) -> None:
    """Tell people of something that `by` did, or nobody: {proposal: those to tell}, by ids."""
    Notification.objects.bulk_create(
        Notification(user_id=user, by=by, proposal_id=proposal, kind=kind)
        for proposal, users in people.items()
        for user in sorted(users)
    )


def mark_read(*, by, ids=None) -> int:
    """Note that a person has seen their notifications, these or all; return how many were new."""
    rows = Notification.objects.filter(user=by).unread()
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return rows.update(read=timezone.now())
