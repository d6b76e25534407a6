"""Change many records and child rows that exist already, in a fixed number of queries.

The rules are those of `change_record`, `create_record`, `withdraw_record` and `revert`: the same
functions check, validate and write. A record is edited once in each round, in the order of the
edits, so that every edit is checked against what is stored.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

from ctplatform.accounts.roles import with_roles_read_once
from ctplatform.curation.errors import WrongState
from ctplatform.curation.rows import edit_rows, load_references
from ctplatform.curation.services.bulk.edit_types import Creation, Restoration
from ctplatform.curation.services.proposal_filing import file_proposals
from ctplatform.curation.writing import access
from ctplatform.curation.writing.changes import ChangeContext, Outcome, RowWrite, write_rows
from ctplatform.curation.writing.locks import GONE, lock_many, next_versions
from ctplatform.domain_errors import DomainError

REFUSALS = (ValidationError, PermissionDenied, DomainError)


def apply_edits(edits, *, by, reason="") -> list[Outcome | Exception]:
    """Apply each edit at once or file a proposal; the result of each, or why it was refused.

    A refused edit writes nothing and does not stop the others. Call it in a transaction that is
    rolled back where all or none shall be applied.
    """
    found = {}
    for numbers in _rounds(edits):
        results = _run([edits[number] for number in numbers], by, reason)
        found |= zip(numbers, results, strict=True)
    return [found[number] for number in range(len(edits))]


def _rounds(edits) -> list[list[int]]:
    """The numbers of the first edit of each record, then of the second of each, and so on."""
    done, rounds = Counter(), defaultdict(list)
    for number, each in enumerate(edits):
        key = each.kind.root.key, each.root_id
        rounds[done[key]].append(number)
        done[key] += 1
    return list(rounds.values())


def _run(edits, by, reason) -> list:
    """Run one round; where writing all of it is refused, its edits are written one by one."""
    try:
        with transaction.atomic():
            return _Round(edits, by, reason).run()
    except REFUSALS as error:
        if len(edits) == 1:
            return [error]
    return [result for each in edits for result in _run([each], by, reason)]


@dataclass
class _Step:
    """An edit under way: the row to edit and the values to set, and the edited copy."""

    edit: Any
    row: models.Model | None = None
    values: dict | None = None
    mine: models.Model | None = None
    result: Any = None


class _Round:
    """Edits of different records: what is stored is loaded and locked for all of them."""

    def __init__(self, edits, by, reason):
        self.steps, self.reason = [_Step(each) for each in edits], reason
        self.by, self.change = with_roles_read_once(by), ChangeContext(by, reason)
        self.stored = _Stored(edits, self.by, reason)

    def run(self) -> list[Outcome | Exception]:
        for step in self.steps:
            self._try(step, self._start)
        self._edit([s for s in self._open() if not isinstance(s.edit, Restoration)], self.by)
        self._edit([s for s in self._open() if isinstance(s.edit, Restoration)], None)
        removed = [step.row for step in self._open() if step.values is None]
        if len(removed) > 1:
            load_references(removed)
        for step in self._open():
            self._try(step, self._require_in_force)
        self._settle(self._open())
        return [step.result for step in self.steps]

    def _open(self):
        return [step for step in self.steps if step.result is None]

    def _try(self, step, act):
        try:
            act(step)
        except REFUSALS as error:
            step.result = error

    def _start(self, step):
        step.row, step.values = step.edit.start(self.stored, by=self.by)

    def _edit(self, steps, by):
        steps = [step for step in steps if step.values is not None]
        found = edit_rows([(step.row, step.values) for step in steps], by=by) if steps else ()
        for step, mine in zip(steps, found, strict=True):
            step.mine, step.result = (None, mine) if isinstance(mine, Exception) else (mine, None)

    def _require_in_force(self, step):
        access.require_in_force(access.root_of(step.row))

    def _settle(self, steps):
        """Write what applies at once, and file proposals of the rest."""
        written, proposed = [], []
        for step in steps:
            write = self._write_of(step)
            if not write.diff:
                step.result = Outcome(step.row)
            elif access.change_applies_at_once(step.row):
                written.append((step, write))
            else:
                proposed.append((step, write))
        revisions = write_rows([write for _step, write in written], self.change)
        for (step, write), revision in zip(written, revisions, strict=True):
            step.result = Outcome(write.record, revision=revision)
        self._propose(proposed)

    def _write_of(self, step) -> RowWrite:
        is_new = isinstance(step.edit, (Creation, Restoration))
        return RowWrite(step.edit.kind_of_change, None if is_new else step.row, step.mine)

    def _propose(self, steps):
        if not steps:
            return
        changes = [
            (step.edit.kind_of_change, write.mine if write.live is None else write.live, write.diff)
            for step, write in steps
        ]
        filed = file_proposals(changes, by=self.change.by, reason=self.reason)
        for (step, _write), (_kind, row, _diff), proposal in zip(
            steps, changes, filed, strict=True
        ):
            step.result = Outcome(row, proposal)


class _Stored:
    """The locked rows of some edits: records first, then their child rows."""

    def __init__(self, edits, by, reason):
        self.reason, self.roots, self.rows, self.visible = reason, {}, {}, set()
        self.there_again, self.versions = set(), {}
        for kind, some in _by_kind(edits, lambda each: each.kind.root).items():
            self._lock_records(kind, some, by)
        for kind, some in _by_kind(edits, lambda each: each.kind).items():
            self._lock_rows(kind, some)

    def _lock_records(self, kind, edits, by):
        self.roots |= {
            (kind.key, pk): row
            for pk, row in lock_many(kind.model, {each.root_id for each in edits}).items()
        }
        if ids := {each.root_id for each in edits if isinstance(each, Creation)}:
            seen = kind.model._default_manager.visible_by_id(by).filter(pk__in=ids)
            self.visible.update(seen.order_by().values_list("pk", flat=True))

    def _lock_rows(self, kind, edits):
        ids = {each.target for each in edits} - {None}
        if ids and kind.parent:
            self.rows |= {(kind.key, pk): row for pk, row in lock_many(kind.model, ids).items()}
        back = {each.revision.target_id for each in edits if isinstance(each, Restoration)}
        if back:
            known = kind.model._base_manager.filter(pk__in=back)
            self.there_again.update(known.values_list("pk", flat=True))
            self.versions |= next_versions(kind, back)

    def root(self, edit):
        """The locked record of an edit."""
        found = self.roots.get((edit.kind.root.key, edit.root_id))
        if found is None:
            raise WrongState(GONE)
        return found

    def live(self, edit):
        """The locked row that is edited, with its record."""
        root = self.root(edit)
        if edit.kind.parent is None:
            return root
        row = self.rows.get((edit.kind.key, edit.target))
        if row is None:
            raise WrongState(GONE)
        setattr(row, edit.kind.parent, root)
        return row


def _by_kind(edits, kind_of_edit) -> dict:
    found = defaultdict(list)
    for each in edits:
        found[kind_of_edit(each)].append(each)
    return found
