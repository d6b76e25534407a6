"""The innermost step: one row written, one revision added, one hook called. No permissions here."""

from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from uuid_utils.compat import uuid7

from ctplatform.curation import diff
from ctplatform.curation.errors import Stale, WrongState
from ctplatform.curation.models import Proposal, Revision, RevisionEvidence
from ctplatform.curation.registry import Kind, kind_of
from ctplatform.curation.rows import snapshot
from ctplatform.curation.services.access import root_of
from ctplatform.prepared import prepare

GONE = gettext_lazy("This record no longer exists.")


@dataclass(frozen=True)
class Outcome:
    """What an edit came to: a revision where it was applied at once, a proposal where it waits.

    Neither where nothing differed.
    """

    record: models.Model
    proposal: Proposal | None = None
    revision: Revision | None = None


@dataclass(frozen=True)
class Act:
    """Who writes, and why; the proposal that is being applied, if one.

    `evidence` are (kind, id) of what a change rests on that is written without a proposal.
    """

    by: models.Model
    reason: str = ""
    proposal: Proposal | None = None
    evidence: tuple = ()

    def __post_init__(self):
        try:
            Revision._meta.get_field("reason").clean(self.reason, None)
        except ValidationError as error:
            raise ValidationError({"reason": error}) from error


def locked(kind: Kind, pk):
    """Return the live row of this id as `lock` does; WrongState where there is none."""
    if kind.parent is None:
        return lock_row(kind.model, pk)
    record = kind.model._base_manager.filter(pk=pk).first()
    if record is None:
        raise WrongState(GONE)
    return lock(record)


def lock(record):
    """Return the live row, its parent locked first, so that states cannot move under an edit."""
    kind = kind_of(record)
    if kind.parent is None:
        return lock_row(kind.model, record.pk)
    root = lock_row(kind.root.model, getattr(record, f"{kind.parent}_id"))
    row = lock_row(kind.model, record.pk)
    setattr(row, kind.parent, root)
    return row


def lock_rows(model, *ids) -> list:
    """Lock top-level records in the order of their ids, so that two acts never wait in a ring."""
    found = {pk: lock_row(model, pk) for pk in sorted(set(ids))}
    return [found[pk] for pk in ids]


def lock_row(model, pk):
    """Lock against other edits but not against new rows that refer to this one."""
    if transaction.get_autocommit():
        raise transaction.TransactionManagementError("A lock lasts as long as a transaction.")
    found = prepare(_to_lock, model).all({"id": model._meta.pk.to_python(pk)})
    if not found:
        raise WrongState(GONE)
    return found[0]


def _to_lock(model):
    pk = uuid7()
    return model._base_manager.select_for_update(no_key=True).filter(pk=pk).order_by(), {"id": pk}


def make_room(record, act: Act) -> None:
    """Let other rows give way to this one, each with a revision of its own."""

    def write(row, **values):
        mine = copy(row)
        for name, value in values.items():
            setattr(mine, name, value)
        update(row, mine, replace(act, evidence=()))

    if hook := kind_of(record).before_write:
        hook(record, write)


def insert(record, act: Act) -> Revision:
    require_allowed(None, snapshot(record), record, act)
    make_room(record, act)
    with sound():
        record.save(force_insert=True)
    return _record(Revision.Kind.CREATE, record, None, snapshot(record), act)


def update(live, mine, act: Act, kind=Revision.Kind.CHANGE, payload=None) -> Revision | None:
    """Write `mine` over `live` where the live version still stands.

    None where nothing differs, unless there is a `payload` to record.
    """
    before, after = snapshot(live), snapshot(mine)
    if not diff.compare(before, after) and payload is None:
        return None
    require_allowed(before, after, mine, act)
    make_room(mine, act)
    mine.version, mine.updated = live.version + 1, timezone.now()
    kept = ("id", *getattr(mine, "summed", ()))
    columns = {
        field.attname: getattr(mine, field.attname)
        for field in mine._meta.concrete_fields
        if field.name not in kept
    }
    with sound():
        rows = type(mine)._base_manager.filter(pk=live.pk, version=live.version)
        if not rows.update(**columns):
            raise Stale
    return _record(kind, mine, before, after, act, payload)


def remove(live, act: Act) -> Revision:
    """Delete a child row; its last values stay in the history and can be brought back."""
    before = snapshot(live)
    pk, root = live.pk, root_of(live)
    with sound():
        if not type(live)._base_manager.filter(pk=pk, version=live.version).delete()[0]:
            raise Stale
    live.version += 1
    setattr(live, kind_of(live).parent, root)
    return _record(Revision.Kind.WITHDRAW, live, before, None, act)


def next_version(kind, pk) -> int:
    """The version after the last one in the history: 1 for a row that never was."""
    known = Revision.objects.filter(target_type=kind.key, target_id=pk)
    return (known.aggregate(last=models.Max("version"))["last"] or 0) + 1


def revision_of(kind_of_change, record, changes, act: Act) -> Revision:
    """Return the unsaved revision for a row that was just written."""
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
        by=act.by,
        reason=act.reason,
        proposal=act.proposal,
    )


def _record(kind_of_change, record, before, after, act: Act, payload=None) -> Revision:
    revision = revision_of(kind_of_change, record, diff.compare(before, after), act)
    revision.payload = payload
    revision.save(force_insert=True)
    if act.evidence:
        RevisionEvidence.objects.bulk_create(
            RevisionEvidence(revision=revision, object_type=key, object_id=pk, position=position)
            for position, (key, pk) in enumerate(act.evidence)
        )
    notify(before, after, record)
    return revision


def require_allowed(before, after, record, act: Act) -> None:
    """Ask the model's own rule, if it has one, about who decided and on what."""
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


@contextmanager
def sound():
    """A rule of the database that two writers broke together is an error of the input."""
    try:
        yield
    except IntegrityError as error:
        raise ValidationError(
            _("The database refused this: it contradicts another row (%(detail)s).")
            % {"detail": str(error).splitlines()[0]},
            code="integrity",
        ) from error
