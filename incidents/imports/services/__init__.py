"""Imports: plan every row outside any transaction, then write all of them in one, or none."""

from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.database.batches import in_batches
from incidents.imports.imported_row import ImportedRow, Note
from incidents.imports.models import ImportedChange, MadeRecord, TableImport
from incidents.imports.services.own import OWN
from incidents.imports.services.planning import Plan, RowDestination

__all__ = ["OWN", "ImportRefused", "RowDestination", "import_rows"]
CHUNK = 500  # rows looked up together


class ImportRefused(ValueError):
    """Some rows have errors, so nothing was written.

    `notes` are the errors, `summary` the counts of the import.
    """

    def __init__(self, notes: list[Note], summary: dict):
        number = summary["errors"]
        words = _("%(errors)d errors in %(rows)d rows: nothing was written.")
        super().__init__(words % {"errors": number, "rows": summary["rows"]})
        self.notes, self.summary = notes, summary


def import_rows(
    rows: Iterable[ImportedRow],
    target: RowDestination,
    *,
    by,
    report: Callable[[int, int], None],
    total: int,
    dry_run=False,
    settle: Callable[[dict], None] = lambda summary: None,
) -> dict:
    """Import rows: new ones as candidates, changes of known ones as changes or proposals.

    Annotators may import, as everything goes through curation. Returns the summary (`Plan.summary`,
    and `proposals`, the number of changes that wait for review); `settle(summary)` is called at the
    end of the transaction and can undo it by raising. Raises ImportRefused, PermissionDenied, and
    whatever `report(done, total)` raises.
    """
    require_role(by, target.project, Role.ANNOTATOR)
    plan = Plan(target, by=by)
    with plan.batch:
        for chunk in in_batches(rows, CHUNK):
            plan.take(chunk)
            report(plan.counts["rows"], total)
        if plan.errors:
            raise ImportRefused(plan.errors, plan.summary())
        summary = {"dry_run": dry_run, "proposals": 0, **plan.summary()}
        if not dry_run:
            _write_plan(plan, summary, report, settle)
    return summary


@transaction.atomic
def _write_plan(plan, summary, report, settle):
    done = plan.counts["rows"]
    source = _keep_source(plan, summary)
    try:
        plan.batch.write(tick=lambda _rows: report(done, done))
    except ValidationError as error:
        raise ImportRefused([Note(0, None, text) for text in error.messages], summary) from error
    changes = []
    for change in plan.changes:
        stated_before = change.known.stated
        outcomes = _write_change(change, plan, summary)
        changes.append(_change_of(source, change, outcomes, stated_before))
        summary["proposals"] += bool(changes[-1].proposals)
        report(done, done)
    ImportedChange.objects.bulk_create(changes, batch_size=CHUNK)
    settle(summary)


def _keep_source(plan, summary) -> TableImport:
    """Store the import, so that it can be undone, and note which records it makes."""
    target = plan.target
    source = TableImport.objects.create(
        project=target.project,
        created_by=plan.by,
        name=target.file,
        dataset=target.dataset,
        job=target.import_job,
        started=plan.batch.moment,
    )
    for pk, key in plan.batch.made.items():
        plan.batch.keep(MadeRecord(source=source, record_type=key, record_id=pk))
    summary["import"] = str(source.pk)
    return source


def _change_of(source, change, outcomes, stated_before) -> ImportedChange:
    known = change.known
    is_stored = not known._state.adding
    return ImportedChange(
        source=source,
        incident=change.incident,
        external=known if is_stored else None,
        stated_before=stated_before if is_stored else None,
        revisions=[str(each.revision.pk) for each in outcomes if each.revision],
        proposals=[str(each.proposal.pk) for each in outcomes if each.proposal],
    )


def _write_change(change, plan, summary) -> list:
    try:
        return change.write(by=plan.by, reason=plan.target.reason)
    except (ValidationError, PermissionDenied) as error:
        texts = getattr(error, "messages", [str(error)])
        notes = [Note(change.stated.row, None, text) for text in texts]
        raise ImportRefused(notes, summary | {"errors": len(notes)}) from error
