"""What hangs on a record and can hang on another: its child rows, and what speaks of it."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ctplatform.curation.models import Revision
from ctplatform.curation.registry import children_of, kind_named, kind_of, statement_kinds
from ctplatform.curation.rows import snapshot
from ctplatform.curation.services.writing import Act, lock_row, notify, revision_of, sound


def found(record, ids) -> dict[str, str]:
    """{id: key of its kind} of the rows and statements of a record; ValidationError for others."""
    wanted = [str(each) for each in ids]
    named = {}
    for key, rows in _hanging_on(record):
        named |= {str(pk): key for pk in rows.filter(pk__in=wanted).values_list("pk", flat=True)}
    if missing := [each for each in wanted if each not in named]:
        text = _("Nothing of this record is called %(ids)s.") % {"ids": ", ".join(missing)}
        raise ValidationError({"move": text})
    return named


def move(named: dict[str, str], source, target, act: Act) -> None:
    """Let rows and statements of `source` hang on `target`: what is found there, and no other."""
    for key, rows in _hanging_on(source):
        ids = [UUID(pk) for pk, its in named.items() if its == key]
        if not ids:
            continue
        statement = next((each for each in statement_kinds() if each.key == key), None)
        if statement:
            statement.move(rows.filter(pk__in=ids), target)
            continue
        for row in rows.filter(pk__in=ids).order_by("pk"):
            _move_row(row, source, target, act)


def take_back(source, target, split: Revision, act: Act) -> None:
    """Return to `target` what a split took from it, as far as `source` still has it."""
    move(split.payload["moved"], source, target, act)


def _hanging_on(record):
    """(key, rows) of each kind of child row, and of each kind of statement."""
    kind = kind_of(record)
    for child in children_of(kind):
        yield child.key, child.model._base_manager.filter(**{child.parent: record.pk})
    for statement in statement_kinds():
        yield statement.key, statement.about(record)


def _move_row(row, source, target, act: Act) -> None:
    """Hang one child row on another record: a revision of its own, in the history of the target."""
    kind = kind_named(kind_of(row).key)
    row = lock_row(kind.model, row.pk)
    held = snapshot(row)
    setattr(row, kind.parent, target)
    row.version += 1
    with sound():
        row.save(force_update=True)
    revision = revision_of(Revision.Kind.SPLIT, row, {}, act)
    revision.payload = {"from": str(source.pk)}
    revision.save(force_insert=True)
    notify(held, held, row)
    setattr(row, kind.parent, source)
    notify(held, held, row)
