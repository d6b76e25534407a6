"""The steps by which the changes of an import are taken back, planned from their revisions."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import models

from ctplatform.curation import diff
from ctplatform.curation.models import Revision
from ctplatform.curation.registry import kind_named, kind_of
from ctplatform.curation.rows import snapshot
from ctplatform.curation.services import require_may_change
from ctplatform.curation.services.bulk.edit_types import Change, Removal, Restoration
from ctplatform.curation.writing.access import applies_at_once
from incidents.imports.models import ImportedChange


@dataclass(frozen=True)
class Kept:
    """A record, or a field of it, that stays, and why: a key of `words.KEPT_BECAUSE`.

    `detail` is a field, the label of a model, or the message of a refusal.
    """

    record_type: str
    record_id: object
    why: str
    detail: str = ""

    def as_json(self) -> dict:
        return {
            "record_type": self.record_type,
            "record_id": str(self.record_id),
            "why": self.why,
            "detail": self.detail,
        }


@dataclass(frozen=True)
class Step:
    """A change that takes back one of the import, of the record `root`.

    `action` is "set" (`values` of the row), "remove" (the child row) or "restore" (`revision`
    removed it). `no_longer_referring` are the (key, id) of rows that stop referring to other
    records.
    """

    change: ImportedChange
    root: models.Model
    action: str
    row: models.Model | None = None
    values: dict | None = None
    revision: Revision | None = None
    no_longer_referring: tuple = ()

    @property
    def is_at_once(self) -> bool:
        """Whether it applies at once; otherwise a second person reviews it."""
        return applies_at_once(self.root)

    @property
    def target(self) -> tuple:
        """(key, id) of the row."""
        if self.revision is not None:
            return self.revision.target_type, self.revision.target_id
        return kind_of(self.row).key, self.row.pk

    def edit(self):
        """The edit that takes the change back (`ctplatform.curation.services.bulk.edits`)."""
        if self.action == "set":
            return Change(self.row, self.values)
        if self.action == "remove":
            return Removal(self.row)
        return Restoration(self.revision)


def steps_back(changes: list[ImportedChange], revisions, *, by) -> Iterator[Step | Kept]:
    """The steps for some changes, and what stays of them; one query for each kind of row."""
    history, rows_of = _by_row(revisions), _live_rows(revisions)
    named = [(change.record_type, change.record_id) for change in changes]
    roots = rows_named(named, "project")
    found = defaultdict(list)
    for (_key, _pk), steps in history.items():
        found[steps[0].root_type, steps[0].root_id].append(steps)
    for change in changes:
        named = change.record_type, change.record_id
        mine, root = found.pop(named, []), roots.get(named)
        if mine and (why := _why_left_alone(root, by)):
            yield Kept(*named, why)
            continue
        for steps in mine:
            yield from _steps_of_row(change, root, steps, rows_of)


def _by_row(revisions) -> dict:
    found = defaultdict(list)
    for revision in revisions:
        found[revision.target_type, revision.target_id].append(revision)
    return found


def _live_rows(revisions) -> dict:
    return rows_named((each.target_type, each.target_id) for each in revisions)


def rows_named(names, *related) -> dict:
    """{(key, id): row} of rows by kind and id; one query for each kind."""
    ids = defaultdict(set)
    for key, pk in names:
        ids[key].add(pk)
    found = {}
    for key, pks in ids.items():
        rows = kind_named(key).model._base_manager.filter(pk__in=pks)
        rows = rows.select_related(*related) if related else rows
        found |= {(key, row.pk): row for row in rows}
    return found


def _why_left_alone(root, by) -> str:
    if root is None:
        return "removed"
    if root.merged_into_id:
        return "merged"
    if root.state == "withdrawn":
        return "withdrawn"
    try:
        require_may_change(root, by=by)
    except PermissionDenied:
        return "not_editor"
    return ""


def _steps_of_row(change, root, steps, rows_of):
    first, last = steps[0], steps[-1]
    live = rows_of.get((last.target_type, last.target_id))
    is_child = kind_named(last.target_type).parent is not None
    row = (last.target_type, last.target_id)
    if first.kind == Revision.Kind.CREATE:
        if live is None:
            return
        if live.version != last.version:
            yield Kept(*row, "changed")
            return
        yield Step(change, root, "remove", live, no_longer_referring=(row,))
    elif is_child and last.kind == Revision.Kind.WITHDRAW:
        if live is not None:
            yield Kept(*row, "restored")
            return
        yield Step(change, root, "restore", revision=last)
    elif live is None:
        yield Kept(*row, "removed")
    else:
        yield from _set_back(change, root, steps, live)


def _set_back(change, root, steps, live):
    """The fields of a row that nobody has changed since go back; the others stay."""
    now, undo = snapshot(live), diff.invert(_net(steps))
    undo = {name: step for name, step in undo.items() if not diff.same(step["to"], now.get(name))}
    moved = diff.conflicts(undo, now)
    row = (steps[-1].target_type, live.pk)
    for name in sorted(moved):
        yield Kept(*row, "changed", name)
    undo = {name: step for name, step in undo.items() if name not in moved}
    if undo:
        after = diff.apply(undo, now)
        values = {name: after[name] for name in undo}
        columns = kind_named(row[0]).columns
        refers = any(columns[name].is_relation for name in undo)
        yield Step(change, root, "set", live, values, no_longer_referring=(row,) if refers else ())


def _net(steps) -> dict:
    """The diff of several revisions of a row together."""
    found = {}
    for revision in steps:
        for name, step in revision.diff.items():
            found[name] = {"from": found.get(name, step)["from"], "to": step["to"]}
    return found
