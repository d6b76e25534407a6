"""Create, change and withdraw curated records."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation import diff
from ctplatform.curation.models import Proposal
from ctplatform.curation.registry import Kind, kind_of
from ctplatform.curation.rows import edited, snapshot
from ctplatform.curation.services.proposal_filing import file_proposal
from ctplatform.curation.writing import access
from ctplatform.curation.writing.changes import ChangeContext, Outcome, insert, remove, update
from ctplatform.curation.writing.conversations import notify_creator
from ctplatform.curation.writing.evidence import resolve
from ctplatform.curation.writing.locks import lock, lock_row
from ctplatform.curation.writing.publications import withdraw_publish_proposal
from ctplatform.domain_errors.input_checks import unknown_fields
from ctplatform.notifications.models import Notification


@transaction.atomic
def create_record(
    model, values, *, by, reason="", evidence=(), channel=Proposal.Channel.DIRECT
) -> Outcome:
    """Create a candidate or a child row; a row of a published record may await review.

    `values` contains the project (top-level) or the parent row (child) in addition to the curated
    fields. `evidence` is kept with the proposal, or with the revision where the change applies at
    once; `channel` is how it came in. Raises PermissionDenied, ValidationError, WrongState.
    """
    record, values = blank(kind_of(model), values, by=by)
    mine = edited(record, editable(kind_of(model), values), by=by)
    return settle_new(mine, by=by, reason=reason, evidence=evidence, channel=channel)


def settle_new(mine, *, by, reason, evidence=(), channel=Proposal.Channel.DIRECT) -> Outcome:
    """Insert a row, or file a proposal to, depending on the state of its record."""
    if access.change_applies_at_once(mine):
        change = replace(change_of(mine, by, reason, evidence), channel=channel)
        return Outcome(mine, revision=insert(mine, change))
    changes = diff.compare(None, snapshot(mine))
    why = {"by": by, "reason": reason, "evidence": evidence, "channel": channel}
    return Outcome(mine, file_proposal(Proposal.Kind.CREATE, mine, changes, **why))


@transaction.atomic
def change_record(record, values, *, by, reason="", evidence=(), expected_version=None) -> Outcome:
    """Set fields of a record, at once or as a proposal; without a difference nothing is written.

    Raises PermissionDenied, StaleVersion, ValidationError, WrongState.
    """
    live = lock(record)
    root = access.root_of(live)
    access.require_may_change(live, by=by)
    access.require_version(live, expected_version)
    mine = edited(live, editable(kind_of(live), values), by=by)
    access.require_in_force(root)
    return settle(live, mine, by=by, reason=reason, evidence=evidence)


def settle(live, mine, *, by, reason, evidence=(), kind=Proposal.Kind.CHANGE) -> Outcome:
    """Write an edited copy, or file a proposal to, depending on the state of its record."""
    changes = diff.compare(snapshot(live), snapshot(mine))
    if not changes:
        return Outcome(live)
    if access.change_applies_at_once(live):
        change = change_of(live, by, reason, evidence)
        return Outcome(mine, revision=update(live, mine, change, kind=kind))
    return Outcome(
        live, file_proposal(kind, live, changes, by=by, reason=reason, evidence=evidence)
    )


def change_of(record, by, reason, evidence) -> ChangeContext:
    """The context of a change that applies at once; `evidence` must be visible to `by`."""
    project = access.root_of(record).project
    return ChangeContext(by, reason, evidence=tuple(resolve(evidence, by=by, project=project)))


@transaction.atomic
def withdraw_record(record, *, by, reason="", evidence=(), expected_version=None) -> Outcome:
    """Withdraw a record, or remove a child row. Both can be reverted from the history."""
    live = lock(record)
    root = access.root_of(live)
    access.require_may_change(live, by=by)
    access.require_version(live, expected_version)
    access.require_in_force(root)
    if kind_of(live).parent is None:
        if live.state == live.State.CANDIDATE and not withdraw_publish_proposal(live, by=by):
            notify_creator(live, Notification.Kind.REFUSED, by=by)
        mine = edited(live, {"state": live.State.WITHDRAWN})
        return settle(
            live, mine, by=by, reason=reason, evidence=evidence, kind=Proposal.Kind.WITHDRAW
        )
    if access.change_applies_at_once(live):
        return Outcome(live, revision=remove(live, change_of(live, by, reason, evidence)))
    changes = diff.compare(snapshot(live), None)
    proposal = file_proposal(
        Proposal.Kind.WITHDRAW, live, changes, by=by, reason=reason, evidence=evidence
    )
    return Outcome(live, proposal)


def blank(kind: Kind, values: dict, *, by, may=access.require_may_change):
    """Return a new row with its project or locked parent, and the remaining values to set."""
    values = dict(values)
    record = kind.model(created_by=by)
    if kind.parent is None:
        record.project = values.pop("project", None)
        if record.project is None:
            raise ValidationError({"project": _("Name the project of the record.")})
        require_role(by, record.project, Role.ANNOTATOR)
        return record, values
    root = lock_row(kind.root.model, parent_of(kind, values, by=by).pk)
    setattr(record, kind.parent, root)
    may(record, by=by)
    access.require_in_force(root)
    values.pop(kind.parent)
    return record, values


def parent_of(kind: Kind, values: dict, *, by):
    """Return the parent row in `values`, given as a row or an id, if the user may see it."""
    given = values.get(kind.parent)
    found = find(kind.root, getattr(given, "pk", given), by=by)
    if found is None:
        raise ValidationError({kind.parent: _("Name an existing record.")})
    return found


def find(kind: Kind, pk, *, by):
    """Return the row of this id that the user may see, or None; an invalid id gives None."""
    try:
        pk = kind.model._meta.pk.to_python(pk)
    except ValidationError:
        return None
    return kind.model._default_manager.visible_by_id(by).filter(pk=pk).first()


def editable(kind: Kind, values: dict) -> dict:
    """Return `values` if users may set all of them; raises ValidationError otherwise."""
    others = values.keys() - set(kind.editable)
    if not others:
        return values
    columns = {field.name for field in kind.model._meta.concrete_fields}
    wrong = {name: _("This field cannot be changed.") for name in others & columns}
    raise ValidationError(wrong | unknown_fields(sorted(others - columns), kind.editable))
