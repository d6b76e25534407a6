"""Imports: plan every row outside any transaction, then write all of them in one, or none."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.services.bulk.edits import apply_edits
from ctplatform.database.batches import in_batches
from ctplatform.database.bulk_loader import insert_rows, update_rows
from incidents.events.models.dataset_ids import ExternalRecord
from incidents.imports.imported_row import ImportedRow, Note
from incidents.imports.models import ImportedChange, MadeRecord, TableImport
from incidents.imports.services.own import OWN
from incidents.imports.services.planning import Plan, RowDestination

__all__ = [
    "OWN",
    "ImportRefused",
    "RowDestination",
    "changes_anything",
    "import_rows",
    "keep_source",
]
CHUNK = 500  # rows looked up together


class ImportRefused(ValueError):
    """Some rows have errors, so nothing was written.

    `notes` are the errors, `summary` the counts of the import.
    """

    def __init__(self, notes: list[Note], summary: dict):
        errors, rows = summary["errors"], summary["rows"]
        wrong = ngettext("%d error", "%d errors", errors) % errors
        read = ngettext("%d row", "%d rows", rows) % rows
        words = _("%(errors)s in %(rows)s: nothing was written.")
        super().__init__(words % {"errors": wrong, "rows": read})
        self.notes, self.summary = notes, summary


def changes_anything(summary: dict) -> bool:
    """Whether an import with this summary makes or changes a record, or has errors."""
    names = ("errors", "made", "changed", "actors", "places")
    return any(summary.get(name) for name in names)


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
    with Plan(target, by=by) as plan:
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
    source = keep_source(plan, summary)
    try:
        plan.batch.write(tick=lambda _rows: report(done, done))
    except ValidationError as error:
        raise ImportRefused([Note(0, None, text) for text in error.messages], summary) from error
    for rows in plan.changed.in_chunks(CHUNK):
        _write_changes(plan.changes_of(rows), plan, source, summary)
        report(done, done)
    settle(summary)


def keep_source(plan, summary) -> TableImport:
    """Store the import of a plan, so that it can be undone, and note which records it makes."""
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


def _write_changes(changes, plan, source, summary):
    """Write the changes of known incidents, and what the dataset states of them now."""
    edits = [(change, edit) for change in changes for edit in change.edits()]
    results = apply_edits([edit for _change, edit in edits], by=plan.by, reason=plan.target.reason)
    outcomes = defaultdict(list)
    for (change, _edit), result in zip(edits, results, strict=True):
        if isinstance(result, Exception):
            raise _refusal(change, result, summary) from result
        outcomes[change].append(result)
    noted = [_change_of(source, change, outcomes[change]) for change in changes]
    summary["proposals"] += sum(bool(each.proposals) for each in noted)
    stored = [change for change in changes if change.is_stored]
    for change in stored:
        change.known.stated = change.stated.content()
    if stored:
        update_rows(ExternalRecord, [(change.known, None) for change in stored], ["stated"])
    if noted:
        insert_rows(noted)


def _change_of(source, change, outcomes) -> ImportedChange:
    return ImportedChange(
        source=source,
        record_type="incident",
        record_id=change.incident.pk,
        external=change.known if change.is_stored else None,
        stated_before=change.known.stated if change.is_stored else None,
        revisions=[str(each.revision.pk) for each in outcomes if each.revision],
        proposals=[str(each.proposal.pk) for each in outcomes if each.proposal],
    )


def _refusal(change, error, summary) -> ImportRefused:
    texts = getattr(error, "messages", [str(error)])
    notes = [Note(change.stated.row, None, text) for text in texts]
    return ImportRefused(notes, summary | {"errors": len(notes)})
