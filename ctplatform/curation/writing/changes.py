"""Write rows, add their revisions and call their hooks. Permissions are checked elsewhere."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.curation import diff
from ctplatform.curation.history_chain.links import add_pending
from ctplatform.curation.models import Proposal, Revision, RevisionEvidence
from ctplatform.curation.named_records import joined, names_of_changes, names_of_row
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import snapshot
from ctplatform.curation.writing.access import root_of
from ctplatform.curation.writing.hooks import notify, run_guard
from ctplatform.curation.writing.publications import renew_publications
from ctplatform.curation.writing.record_versions import move_record_versions
from ctplatform.database.bulk_loader import insert_rows, update_rows
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


@dataclass
class RowWrite:
    """A row to write: `live` as it is stored, None if it is new, and `mine`, None if it is removed.

    `before` and `after` are their snapshots.
    """

    kind: str
    live: models.Model | None
    mine: models.Model | None
    payload: dict | None = None

    def __post_init__(self):
        self.before = None if self.live is None else snapshot(self.live)
        self.after = None if self.mine is None else snapshot(self.mine)
        self.diff = diff.compare(self.before, self.after)

    @property
    def record(self) -> models.Model:
        """The row after the change; one that is removed, as it was."""
        return self.live if self.mine is None else self.mine

    @property
    def rows(self) -> tuple:
        """The row before and after, without a state that does not exist."""
        return tuple(each for each in (self.live, self.mine) if each is not None)


def insert(record, act: ChangeContext) -> Revision:
    """Insert a new row."""
    return write_rows([RowWrite(Revision.Kind.CREATE, None, record)], act)[0]


def update(
    live, mine, act: ChangeContext, kind=Revision.Kind.CHANGE, payload=None
) -> Revision | None:
    """Write `mine` over `live`; raises StaleVersion if the live version has changed.

    Returns None where nothing differs, unless there is a `payload` to record.
    """
    return write_rows([RowWrite(kind, live, mine, payload)], act)[0]


def remove(live, act: ChangeContext) -> Revision:
    """Delete a child row; its last values stay in the history, so it can be restored."""
    return write_rows([RowWrite(Revision.Kind.WITHDRAW, live, None)], act)[0]


def write_rows(writes: list[RowWrite], act: ChangeContext) -> list[Revision | None]:
    """Write rows of different records, in a number of queries that does not grow with them.

    Returns the revision of each, None where nothing differs and there is no payload. All or
    nothing: raises StaleVersion if the version of one of them has changed, and what guards raise.
    """
    moving = [each for each in writes if each.diff or each.payload is not None]
    for each in moving:
        run_guard(each.before, each.after, each.record, act)
    _run_before_write([each.mine for each in moving if each.mine is not None], act)
    with translate_integrity_errors():
        for some in _alike(moving):
            _store(some)
    _move_versions(moving)
    made = iter(_record(moving, act))
    return [next(made) if each.diff or each.payload is not None else None for each in writes]


def _alike(writes) -> Iterable[list[RowWrite]]:
    """The writes by model, and by whether they insert, update or remove."""
    found = defaultdict(list)
    for each in writes:
        found[type(each.record), each.live is None, each.mine is None].append(each)
    return found.values()


def _run_before_write(records, act: ChangeContext) -> None:
    """Let the hooks of kinds change other rows first, each with a revision of its own."""

    def write(row, **values):
        mine = copy(row)
        for name, value in values.items():
            setattr(mine, name, value)
        update(row, mine, replace(act, evidence=()))

    by_hook = defaultdict(list)
    for record in records:
        if hook := kind_of(record).before_write:
            by_hook[hook].append(record)
    for hook, rows in by_hook.items():
        hook(rows, write)


def _store(writes: list[RowWrite]) -> None:
    """Insert, update or remove rows of one model; StaleVersion where one was changed meanwhile."""
    first, model = writes[0], type(writes[0].record)
    if first.live is None:
        _insert([each.mine for each in writes])
        return
    if first.mine is None:
        _remove(model, [each.live for each in writes])
        return
    _update(model, writes)


def _insert(rows):
    if len(rows) == 1:
        rows[0].save(force_insert=True)
        return
    insert_rows(rows)
    for row in rows:
        row._state.adding = False


def _remove(model, rows):
    stored = model._base_manager.filter(pk__in=[row.pk for row in rows])
    if dict(stored.values_list("pk", "version")) != {row.pk: row.version for row in rows}:
        raise StaleVersion
    stored.delete()
    for row in rows:
        row.version += 1


def _update(model, writes):
    now, kept = timezone.now(), ("id", *getattr(writes[0].mine, "summed", ()))
    fields = [field for field in model._meta.concrete_fields if field.name not in kept]
    for each in writes:
        each.mine.version, each.mine.updated = each.live.version + 1, now
    columns = {
        field.attname
        for field in fields
        for each in writes
        if field.name in each.diff
        or getattr(each.mine, field.attname) != getattr(each.live, field.attname)
    }
    if update_rows(model, [(each.mine, each.live.version) for each in writes], columns) < len(
        writes
    ):
        raise StaleVersion


def _move_versions(writes: list[RowWrite]) -> None:
    """Move the versions of the records of child rows, and of the proposals to publish records."""
    moved = move_record_versions([(root_of(each.record), each.rows) for each in writes])
    own = [each.record for each in writes if root_of(each.record) is each.record]
    renew_publications([*moved, *(root for root in own if root.version > 1)])


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


def _record(writes: list[RowWrite], act: ChangeContext) -> list[Revision]:
    """Add the revisions of rows that were just written, and call their hooks."""
    made = [_revision(each, act) for each in writes]
    insert_rows(made)
    add_pending(made)
    changed = [each for each, write in zip(made, writes, strict=True) if write.before is not None]
    _add_names_to_waiting(changed)
    if act.evidence:
        RevisionEvidence.objects.bulk_create(
            RevisionEvidence(revision=each, object_type=key, object_id=pk, position=position)
            for each in made
            for position, (key, pk) in enumerate(act.evidence)
        )
    notify([(each.before, each.after, each.record) for each in writes])
    return made


def _revision(write: RowWrite, act: ChangeContext) -> Revision:
    revision = revision_of(write.kind, write.record, write.diff, act)
    revision.payload = write.payload
    if act.proposal is None and act.channel != Proposal.Channel.DIRECT:
        revision.payload = {**(write.payload or {}), "channel": str(act.channel)}
    revision.add_names()
    return revision


def _add_names_to_waiting(revisions) -> None:
    """Add the records that rows newly refer to to `names` of waiting proposals about the rows.

    Those show the live row beside the proposed one. A proposal that somebody decides on at this
    moment is skipped, because that transaction waits for the row.
    """
    named = {(each.target_type, each.target_id): names_of_changes(each) for each in revisions}
    named = {target: names for target, names in named.items() if names}
    if not named:
        return
    waiting = Proposal.objects.select_for_update(no_key=True, skip_locked=True).filter(
        target_id__in={pk for _key, pk in named}, state__in=Proposal.WAITING
    )
    for proposal in waiting.order_by("pk"):
        if names := named.get((proposal.target_type, proposal.target_id)):
            proposal.names = joined(proposal.names, names)
            proposal.save(update_fields=["names"])


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
