"""Who may use the curation services, and whether a change applies at once or waits."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from ctplatform.accounts.models import ReviewPolicy, Role
from ctplatform.accounts.roles import is_member, require_role, role_in
from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Revision
from ctplatform.curation.registry import kind_of, personal_keys
from ctplatform.curation.writing.publications import publication_of
from ctplatform.domain_errors import StaleVersion


def root_of(record):
    """Return the top-level record that a row belongs to: its parent, else the row itself."""
    parent = kind_of(record).parent
    return getattr(record, parent) if parent else record


def redact_diff(item, diff, user):
    """Remove the fields from a diff that this user may not see (see `Kind.members_only`)."""
    hidden = item.target_kind.members_only
    if not hidden or item.project_id is None or is_member(user, item.project_id):
        return diff
    return {name: step for name, step in diff.items() if name not in hidden}


def applies_at_once(root) -> bool:
    """Whether changes of a record apply at once: it was never published, or the policy is open."""
    return root.published_at is None or root.project.review_policy == ReviewPolicy.OPEN


def change_applies_at_once(record) -> bool:
    """As `applies_at_once` for the record of a row; a change of a personal row always does."""
    return kind_of(record).personal or applies_at_once(root_of(record))


def require_may_change(record, *, by):
    """Raise PermissionDenied unless the user may change the record, or propose to.

    A candidate is changed by its creator or an editor, another record by any annotator. A child row
    counts as part of its parent; a personal row is changed by its author only.
    """
    root = root_of(record)
    require_own_project(root)
    if kind_of(record).personal:
        _require_role(by, root, Role.ANNOTATOR)
        _require_maker(record, by)
        return
    is_mine = root.created_by_id == by.pk
    foreign_candidate = root.published_at is None and not is_mine
    _require_role(by, root, Role.EDITOR if foreign_candidate else Role.ANNOTATOR)


def require_may_add(kind, root, *, by):
    """Raise PermissionDenied unless the user may add a row of a kind to a record."""
    row = kind.model(created_by=by)
    setattr(row, kind.parent, root)
    require_may_change(row, by=by)


def _require_maker(record, by):
    if record.created_by_id != by.pk:
        words = {"noun": kind_of(record).noun}
        raise PermissionDenied(_("Only its author may change a %(noun)s.") % words)


def require_may_propose(record, *, by):
    root = root_of(record)
    require_own_project(root)
    if kind_of(record).personal:
        words = {"noun": kind_of(record).noun}
        raise PermissionDenied(
            _("A %(noun)s is not proposed: its author adds it, and it applies at once.") % words
        )
    _require_role(by, root, Role.ANNOTATOR)


def require_may_publish(record, *, by):
    """Raise PermissionDenied unless the user may publish the record.

    Unless the policy is open, nobody publishes a record that they made or revised.
    """
    require_own_project(record)
    _require_role(by, record, Role.REVIEWER)
    if record.project.review_policy == ReviewPolicy.OPEN:
        return
    written = edits_of(record).exclude(kind=Revision.Kind.PUBLISH).filter(by=by)
    if record.created_by_id == by.pk or written.exists():
        raise PermissionDenied(
            _("You made or edited this candidate, so a second person must publish it.")
        )
    if waiting := publication_of(record):
        _require_another(waiting, by)


def revisions_of(record) -> int:
    """The number of revisions of a record and its rows: identifies the state that was approved."""
    return edits_of(record).count()


def edits_of(record):
    """The revisions of a record and its rows, without personal rows, which do not edit it."""
    return Revision.objects.about(record).exclude(target_type__in=personal_keys())


def is_outdated(proposal) -> bool:
    """Whether a candidate has changed since its publication was first approved."""
    if not proposal.is_publication or proposal.first_reviewer_id is None:
        return False
    record = proposal.target_kind.model(pk=proposal.target_id)
    return revisions_of(record) != proposal.payload["revisions"]


def require_may_merge(record, *, by):
    """Raise PermissionDenied unless the user is an editor, who merges and splits or proposes to."""
    require_own_project(record)
    _require_role(by, record, Role.EDITOR)


def require_may_decide(proposal, *, by):
    """Raise PermissionDenied unless the user may decide: reviewers, but not on their own proposal.

    Under the open policy they may decide on their own as well.
    """
    _require_role(by, proposal, Role.REVIEWER)
    if proposal.author_id == by.pk and proposal.policy != ReviewPolicy.OPEN:
        raise PermissionDenied(_("A second person must review your own proposal."))


def require_may_approve(proposal, *, by):
    """As `require_may_decide`; nobody gives both of two approvals."""
    require_may_decide(proposal, by=by)
    _require_another(proposal, by)


def _require_another(proposal, by):
    has_approved = proposal.approvals_needed > 1 and proposal.first_reviewer_id == by.pk
    if has_approved and not is_outdated(proposal):
        raise PermissionDenied(_("You have approved this; it needs another person's approval."))


def _require_role(by, row, least):
    """Require a role in the row's project; the project is loaded only for the error message."""
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
        raise ValidationError({"reason": _("Say why this change is reverted.")})


def require_version(record, expected):
    if expected is not None and expected != record.version:
        raise StaleVersion


def require_in_force(root):
    """Raise WrongState for a record that was withdrawn or merged into another."""
    if root.state == root.State.WITHDRAWN:
        raise WrongState(_("This record was withdrawn. Revert the withdrawal to change it."))
    require_unmerged(root)


def require_unmerged(root):
    if root.merged_into_id:
        raise WrongState(_("This record was merged into another. Change that one, or undo it."))
