"""Comments on a proposal, and the notifications about what happens to it."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import transaction

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.models import Proposal, ProposalComment
from ctplatform.curation.registry import kind_of
from ctplatform.notifications.mentions import mentioned_in
from ctplatform.notifications.models import Notification
from ctplatform.notifications.services import notify

PROPOSAL = "proposal"  # the subject type of notifications


@transaction.atomic
def comment_on(proposal, text, *, by) -> ProposalComment:
    """Comment on a proposal, decided or not; its participants are notified.

    So are members who are mentioned (@name) and may see the proposal. It counts as an action on the
    proposal (see ctplatform.curation.services.proposal_expiry).
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
    mentioned = mentioned_in(
        comment.text, proposal.project_id, lambda person: _sees(person, proposal)
    )
    comment.mentioned.set(mentioned)
    named = {person.pk for person in mentioned}
    notify_of({proposal: named}, Notification.Kind.MENTIONED, by=by)
    others = takes_part([proposal])[proposal.pk] - named
    notify_of({proposal: others}, Notification.Kind.COMMENTED, by=by)
    return comment


def _sees(person, proposal):
    return Proposal.objects.get_visible_row(proposal.pk, person).exists()


def notify_participants(proposal, kind, *, by) -> None:
    """Notify all participants of a proposal, except the user who acted."""
    notify_of({proposal: takes_part([proposal])[proposal.pk]}, kind, by=by)


def takes_part(proposals) -> dict:
    """{id of a proposal: ids of its author, its reviewers and all who commented}."""
    people = defaultdict(set)
    talking = ProposalComment.objects.filter(proposal__in=proposals)
    for pk, by in talking.values_list("proposal", "by"):
        people[pk].add(by)
    for each in proposals:
        people[each.pk] |= {each.author_id, each.reviewer_id, each.first_reviewer_id} - {None}
    return people


def notify_of(people, kind, *, by=None) -> None:
    """Notify users of what `by` did, None for the system: {proposal: ids of users}."""
    in_projects = defaultdict(dict)
    for proposal, users in people.items():
        in_projects[proposal.project_id][proposal.pk] = users
    for project, found in in_projects.items():
        notify(found, kind, by=by, project=project, subject_type=PROPOSAL)


def notify_creator(record, kind, *, by) -> None:
    """Notify the creator of a record of what another user did with it."""
    if record.created_by_id and record.project_id:
        people = {record.pk: {record.created_by_id}}
        notify(people, kind, by=by, project=record.project_id, subject_type=kind_of(record).key)


def notify_creators(records, kind, *, by) -> None:
    """Notify each creator of some of many records of one project, once.

    The notification names the creator's first record and counts the others.
    """
    mine = defaultdict(list)
    for record in records:
        if record.created_by_id:
            mine[record.created_by_id].append(record.pk)
    if not mine:
        return
    people = {ids[0]: {user} for user, ids in mine.items()}
    more = {ids[0]: len(ids) - 1 for ids in mine.values()}
    project, key = records[0].project_id, kind_of(records[0]).key
    notify(people, kind, by=by, project=project, subject_type=key, more=more)
