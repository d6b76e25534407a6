"""Who may pass the door, and whether a change applies at once or waits for a second person."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from ctplatform.accounts.models import ReviewPolicy, Role
from ctplatform.accounts.roles import is_member, require_role, role_in
from ctplatform.curation.errors import Stale, WrongState
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.registry import kind_of
from ctplatform.prepared import prepare


def root_of(record):
    """Return the top-level record that a row belongs to: its parent, else itself."""
    parent = kind_of(record).parent
    return getattr(record, parent) if parent else record


def told(item, diff, user):
    """A diff of a proposal or a revision as this reader is told it (see `Kind.members_only`)."""
    hidden = item.target_kind.members_only
    if not hidden or item.project_id is None or is_member(user, item.project_id):
        return diff
    return {name: step for name, step in diff.items() if name not in hidden}


def applies_at_once(root) -> bool:
    """A candidate and an open project take changes at once; else a proposal waits."""
    return root.published_at is None or root.project.review_policy == ReviewPolicy.OPEN


def require_may_change(record, *, by):
    """Candidates are changed by their creator or an editor; anything else is open to annotators.

    A child row counts as part of its parent.
    """
    root = root_of(record)
    require_own_project(root)
    is_mine = root.created_by_id == by.pk
    foreign_candidate = root.published_at is None and not is_mine
    _require_role(by, root, Role.EDITOR if foreign_candidate else Role.ANNOTATOR)


def require_may_propose(record, *, by):
    root = root_of(record)
    require_own_project(root)
    _require_role(by, root, Role.ANNOTATOR)


def require_may_publish(record, *, by):
    """Under four eyes nobody publishes what they made or wrote any revision of."""
    require_own_project(record)
    _require_role(by, record, Role.REVIEWER)
    if record.project.review_policy == ReviewPolicy.OPEN:
        return
    written = Revision.objects.about(record).exclude(kind=Revision.Kind.PUBLISH).filter(by=by)
    if record.created_by_id == by.pk or written.exists():
        raise PermissionDenied(
            _("You made or edited this candidate, so a second person must publish it.")
        )
    if waiting := publication_of(record):
        _require_another(waiting, by)


def publication_of(record) -> Proposal | None:
    """The proposal to publish a candidate that waits, if one does."""
    waiting = prepare(_publications, kind_of(record).key).all({"record": record.pk})
    return waiting[0] if waiting else None


def _publications(kind):
    record = uuid7()
    rows = Proposal.objects.filter(kind=Proposal.Kind.PUBLISH, state__in=Proposal.WAITING)
    return rows.filter(root_type=kind, root_id=record), {"record": record}


def revisions_of(record) -> int:
    """How often a record and its rows have changed: the state that an approval was given to."""
    return Revision.objects.about(record).count()


def is_outdated(proposal) -> bool:
    """Whether a candidate has changed since its publication was first approved."""
    if proposal.kind != Proposal.Kind.PUBLISH or proposal.first_reviewer_id is None:
        return False
    record = proposal.target_kind.model(pk=proposal.target_id)
    return revisions_of(record) != proposal.payload["revisions"]


def require_may_merge(record, *, by):
    """Editors merge and split, or propose to."""
    require_own_project(record)
    _require_role(by, record, Role.EDITOR)


def require_may_decide(proposal, *, by):
    """A reviewer decides, never on a proposal of their own (unless the policy was open)."""
    _require_role(by, proposal, Role.REVIEWER)
    if proposal.author_id == by.pk and proposal.policy != ReviewPolicy.OPEN:
        raise PermissionDenied(_("Your own proposal needs the eyes of a second person."))


def require_may_approve(proposal, *, by):
    """Who may decide may approve; of the two approvals of a grave proposal nobody gives both."""
    require_may_decide(proposal, by=by)
    _require_another(proposal, by)


def _require_another(proposal, by):
    if proposal.first_reviewer_id == by.pk and not is_outdated(proposal):
        raise PermissionDenied(_("You have approved this; it needs another person's approval."))


def _require_role(by, row, least):
    """Ask for a role in the row's project, which is read only to say that it is missing."""
    role = role_in(by, row.project_id)
    if role is None or role.rank < least.rank:
        require_role(by, row.project, least)


def require_author(proposal, *, by):
    _require_role(by, proposal, Role.ANNOTATOR)
    if proposal.author_id != by.pk:
        raise PermissionDenied(_("Only the author of a proposal may do this."))


def require_own_project(record):
    if record.project_id is None:
        raise PermissionDenied(_("This record is shared by all projects and cannot be edited."))


def require_reason(reason):
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this change is taken back.")})


def require_version(record, expected):
    if expected is not None and expected != record.version:
        raise Stale


def require_in_force(root):
    """Raise WrongState for a record that was withdrawn, or for which another stands."""
    if root.state == root.State.WITHDRAWN:
        raise WrongState(_("This record was withdrawn. Revert the withdrawal to change it."))
    require_unmerged(root)


def require_unmerged(root):
    if root.merged_into_id:
        raise WrongState(_("This record was merged into another. Change that one, or undo it."))
