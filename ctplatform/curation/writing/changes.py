"""Write one row, add its revision and call its hook. Permissions are checked elsewhere."""

from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.curation import diff
from ctplatform.curation.history_chain.links import keep_in_chain
from ctplatform.curation.models import Proposal, Revision, RevisionEvidence
from ctplatform.curation.named_records import joined, names_of_changes, names_of_row
from ctplatform.curation.registry import evidence_kinds, kind_of
from ctplatform.curation.rows import snapshot
from ctplatform.curation.writing.access import root_of
from ctplatform.curation.writing.publications import renew_publication
from ctplatform.curation.writing.record_versions import move_record_version
from ctplatform.domain_errors import StaleVersion


@dataclass(frozen=True)
class Outcome:
    """The result of an edit: a revision if it was applied at once, a proposal if it waits.

    Neither, if nothing differed.
    """

    record: models.Model
    proposal: Proposal | None = None
    revision: Revision | None = None


@dataclass(frozen=True)
class ChangeContext:
    """Who makes a change, and why; and the proposal that is being applied, if any.

    `evidence` are (kind, id) of the evidence of a change without a proposal, and `channel` is how
    such a change came in.
    """

    by: models.Model
    reason: str = ""
    proposal: Proposal | None = None
    evidence: tuple = ()
    channel: str = Proposal.Channel.DIRECT

    def __post_init__(self):
        try:
            Revision._meta.get_field("reason").clean(self.reason, None)
        except ValidationError as error:
            raise ValidationError({"reason": error}) from error


def run_before_write(record, act: ChangeContext) -> None:
    """Let the hook of a kind change other rows first, each with a revision of its own."""

    def write(row, **values):
        mine = copy(row)
        for name, value in values.items():
            setattr(mine, name, value)
        update(row, mine, replace(act, evidence=()))

    if hook := kind_of(record).before_write:
        hook(record, write)


def insert(record, act: ChangeContext) -> Revision:
    run_guard(None, snapshot(record), record, act)
    run_before_write(record, act)
    with translate_integrity_errors():
        record.save(force_insert=True)
    _move_versions(record, record)
    return _record(Revision.Kind.CREATE, record, None, snapshot(record), act)


def update(
    live, mine, act: ChangeContext, kind=Revision.Kind.CHANGE, payload=None
) -> Revision | None:
    """Write `mine` over `live`; raises StaleVersion if the live version has changed.

    Returns None where nothing differs, unless there is a `payload` to record.
    """
    before, after = snapshot(live), snapshot(mine)
    if not diff.compare(before, after) and payload is None:
        return None
    run_guard(before, after, mine, act)
    run_before_write(mine, act)
    mine.version, mine.updated = live.version + 1, timezone.now()
    kept = ("id", *getattr(mine, "summed", ()))
    columns = {
        field.attname: getattr(mine, field.attname)
        for field in mine._meta.concrete_fields
        if field.name not in kept
    }
    with translate_integrity_errors():
        rows = type(mine)._base_manager.filter(pk=live.pk, version=live.version)
        if not rows.update(**columns):
            raise StaleVersion
    _move_versions(mine, live, mine)
    return _record(kind, mine, before, after, act, payload)


def remove(live, act: ChangeContext) -> Revision:
    """Delete a child row; its last values stay in the history, so it can be restored."""
    before = snapshot(live)
    run_guard(before, None, live, act)
    pk, root = live.pk, root_of(live)
    with translate_integrity_errors():
        if not type(live)._base_manager.filter(pk=pk, version=live.version).delete()[0]:
            raise StaleVersion
    live.version += 1
    setattr(live, kind_of(live).parent, root)
    _move_versions(live, live)
    return _record(Revision.Kind.WITHDRAW, live, before, None, act)


def _move_versions(record, *rows) -> None:
    """Move the versions of the record of a child row, and of the proposal to publish it.

    `rows` are the written row before and after.
    """
    root = root_of(record)
    moved = root.version > 1 if root is record else move_record_version(root, *rows)
    if moved:
        renew_publication(root)


def revision_of(kind_of_change, record, changes, act: ChangeContext) -> Revision:
    """Return the unsaved revision of a row that was just written."""
    kind, root = kind_of(record), root_of(record)
    return Revision(
        kind=kind_of_change,
        project_id=root.project_id,
        target_type=kind.key,
        target_id=record.pk,
        root_type=kind.root.key,
        root_id=root.pk,
        version=record.version,
        diff=changes,
        names=names_of_row(kind, snapshot(record)),
        by=act.by,
        reason=act.reason,
        proposal=act.proposal,
    )


def _record(kind_of_change, record, before, after, act: ChangeContext, payload=None) -> Revision:
    revision = revision_of(kind_of_change, record, diff.compare(before, after), act)
    revision.payload = payload
    if act.proposal is None and act.channel != Proposal.Channel.DIRECT:
        revision.payload = {**(payload or {}), "channel": str(act.channel)}
    revision.save(force_insert=True)
    keep_in_chain([revision])
    if before is not None and (named := names_of_changes(revision)):
        _add_names_to_waiting(revision, named)
    if act.evidence:
        RevisionEvidence.objects.bulk_create(
            RevisionEvidence(revision=revision, object_type=key, object_id=pk, position=position)
            for position, (key, pk) in enumerate(act.evidence)
        )
    notify(before, after, record)
    return revision


def _add_names_to_waiting(revision, named) -> None:
    """Add the records that a row newly refers to to `names` of waiting proposals about the row.

    Those show the live row beside the proposed one. A proposal that somebody decides on at this
    moment is skipped, because that transaction waits for the row.
    """
    waiting = Proposal.objects.select_for_update(no_key=True, skip_locked=True).filter(
        target_type=revision.target_type, target_id=revision.target_id, state__in=Proposal.WAITING
    )
    for proposal in waiting.order_by("pk"):
        proposal.names = joined(proposal.names, named)
        proposal.save(update_fields=["names"])


def run_guard(before, after, record, act: ChangeContext) -> None:
    """Call the model's `guard`, if any, with the user who decided and the evidence."""
    guard = kind_of(record).guard
    if guard is None:
        return
    proposal = act.proposal
    by = act.by if proposal is None else proposal.reviewer
    evidence = [pk for _key, pk in act.evidence]
    if proposal:
        evidence = proposal.evidence.values_list("object_id", flat=True)
    guard(before, after, record, by=by, evidence=list(evidence))


def notify(before, after, record) -> None:
    if hook := kind_of(record).on_change:
        hook(before, after, record)
    if before is None and kind_of(record).parent is None:
        return  # a new record has no links or rows yet
    for kind in evidence_kinds():
        kind.record_changed(before, after, record)


@contextmanager
def translate_integrity_errors():
    """Turn an IntegrityError, caused by two writers at once, into a ValidationError."""
    try:
        yield
    except IntegrityError as error:
        raise ValidationError(
            _("The database refused this: it contradicts another row (%(detail)s).")
            % {"detail": str(error).splitlines()[0]},
            code="integrity",
        ) from error
