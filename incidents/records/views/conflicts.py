"""Compare a stale form with what others have changed in its record since it was opened."""

import copy
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from ctplatform.curation import diff
from ctplatform.curation.models import Revision
from ctplatform.curation.pages.comparison import Line, Words, lines
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import assign, snapshot
from ctplatform.curation.writing.earlier_versions import snapshot_at


@dataclass(frozen=True)
class Moved:
    """The live row, what others changed in it, and the form with only the user's own changes.

    `both` are the labels of the fields that both others and the user changed.
    """

    live: object
    theirs: list[Line]
    both: list[str]
    form: object


def moved_since(form, user) -> Moved:
    """Compare a valid form with the version that it was opened on and with the live row."""
    live = type(form.instance)._default_manager.get(pk=form.instance.pk)
    kind, now = kind_of(live), snapshot(live)
    opened = _opened_values(form, live, now)
    mine = _own_changes(form.values(), kind, live, opened)
    row = copy.copy(live)
    assign(row, mine, kind)
    theirs = diff.compare(opened, now)
    found = Revision(
        kind=Revision.Kind.CHANGE,
        project_id=getattr(live, "project_id", None),
        target_type=kind.key,
        target_id=live.pk,
        diff={name: step for name, step in theirs.items() if name in kind.editable},
    )
    shown = lines(found, Words([found], user))
    both = [line.label for line in shown if line.name in mine]
    return Moved(live, shown, both, form.reopened(row))


def unmoved_since(record, version):
    """The version to pass as expected: the live one if only child rows have changed since.

    A form shows the record's own fields, so a row that somebody added does not conflict with it.
    """
    if version is None:
        return None
    try:
        is_same = snapshot_at(record, version) == snapshot(record)
    except ValidationError:
        return version
    return record.version if is_same else version


def _opened_values(form, live, now):
    """The values that the form showed; the live ones if the history lacks that version."""
    try:
        return snapshot_at(live, form.cleaned_data.get("version"))
    except ValidationError:
        return now


def _own_changes(values, kind, live, opened) -> dict:
    """The values of a form that differ from what it showed when it was opened."""
    posted = copy.copy(live)
    assign(posted, values, kind)
    after = snapshot(posted)
    mine = {name: after[name] for name in values if after[name] != opened[name]}
    if "absences" in mine:
        before, now = opened["absences"] or {}, live.absences or {}
        mine["absences"] = _merged_absences(before, mine["absences"] or {}, now)
    return mine


def _merged_absences(before, mine, now) -> dict:
    """Keep the live reasons for absences, except those that the user changed."""
    changed = {name for name in {*before, *mine} if before.get(name) != mine.get(name)}
    kept = {name: why for name, why in now.items() if name not in changed}
    return kept | {name: mine[name] for name in changed if name in mine}
