"""Pending proposals of a record's page, and which members can review them."""

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, is_member
from ctplatform.curation.models import Proposal
from ctplatform.curation.queries.pending_reviews import (
    known_to,
    publishers_of,
    reviewers_by_proposal,
)

SHOWN = 5
PUBLISH = Proposal.Kind.PUBLISH


def pending_review(record, user, *, may_publish) -> dict:
    """`proposals`, each with its `.reviewers`, and who can publish a candidate that waits.

    Only members see who can act, by the names that they may see.
    """
    rows = Proposal.objects.seen_about(record, user).filter(state__in=Proposal.WAITING)
    proposals = list(rows.select_related("author", "project")[:SHOWN])
    if not is_member(user, record.project_id):
        return {"proposals": proposals}
    able = reviewers_by_proposal(proposals)
    everybody = {person for people in able.values() for person in people}
    known = known_to(user, list(everybody), record) if everybody else []
    for each in proposals:
        each.reviewers = [person for person in able[each.pk] if person in known]
    is_candidate = record.state == "candidate" and record.merged_into_id is None
    is_plain = is_candidate and not any(each.is_publication for each in proposals)
    waits = is_plain and not may_publish
    return {
        "proposals": proposals,
        "may_discuss": is_plain and has_role(user, record.project, Role.ANNOTATOR),
        "waits_to_publish": waits,
        "publishers": known_to(user, publishers_of(record), record) if waits else [],
    }
