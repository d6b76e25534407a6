"""Move child rows and statements (such as links of passages) from one record to another."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ctplatform.curation.history_chain.links import add_pending
from ctplatform.curation.models import Revision
from ctplatform.curation.registry import children_of, kind_named, kind_of, statement_kinds
from ctplatform.curation.rows import snapshot
from ctplatform.curation.writing.changes import (
    ChangeContext,
    revision_of,
    translate_integrity_errors,
)
from ctplatform.curation.writing.hooks import notify
from ctplatform.curation.writing.locks import lock_row
from ctplatform.curation.writing.publications import renew_publications
from ctplatform.curation.writing.record_versions import move_record_versions


def found(record, ids) -> dict[str, str]:
    """{id: key of its kind} of rows and statements of a record; ValidationError for other ids."""
    wanted = [str(each) for each in ids]
    named = {}
    for key, rows in _hanging_on(record):
        if key in _personal(record):
            continue
        named |= {str(pk): key for pk in rows.filter(pk__in=wanted).values_list("pk", flat=True)}
    if missing := [each for each in wanted if each not in named]:
        text = _("This record has nothing with the ids %(ids)s.") % {"ids": ", ".join(missing)}
        raise ValidationError({"move": text})
    return named


def move(named: dict[str, str], source, target, act: ChangeContext) -> None:
    """Move rows and statements from `source` to `target`; those not at `source` stay."""
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


def take_back(source, target, split: Revision, act: ChangeContext) -> None:
    """Return to `target` what a split took from it, if `source` still has it."""
    move(split.payload["moved"], source, target, act)


def _personal(record):
    """The keys of the personal child kinds, whose rows stay with their record."""
    return {child.key for child in children_of(kind_of(record)) if child.personal}


def _hanging_on(record):
    """Yield (key, rows of the record) for each kind of child row and of statement."""
    kind = kind_of(record)
    for child in children_of(kind):
        yield child.key, child.model._base_manager.filter(**{child.parent: record.pk})
    for statement in statement_kinds():
        yield statement.key, statement.about(record)


def _move_row(row, source, target, act: ChangeContext) -> None:
    """Move one child row to another record, with a revision in the history of the target."""
    kind = kind_named(kind_of(row).key)
    row = lock_row(kind.model, row.pk)
    held = snapshot(row)
    setattr(row, kind.parent, target)
    row.version += 1
    with translate_integrity_errors():
        row.save(force_update=True)
    for statement in statement_kinds():
        statement.follow(row, source, target)
    revision = revision_of(Revision.Kind.SPLIT, row, {}, act)
    revision.payload = {"from": str(source.pk)}
    revision.save(force_insert=True)
    add_pending([revision])
    renew_publications(move_record_versions([(target, (row,))]))
    notify([(held, held, row)])
    setattr(row, kind.parent, source)
    move_record_versions([(source, (row,))])
    notify([(held, held, row)])
