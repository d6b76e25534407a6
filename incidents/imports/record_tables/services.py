"""Import tables of records: plan all rows outside any transaction, then write all, or none."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.errors import words_of
from ctplatform.curation.services.bulk.edits import REFUSALS, apply_edits
from ctplatform.database.batches import in_batches
from incidents.imports.imported_row import Note
from incidents.imports.models import ImportedChange, ImportedKey, MadeRecord
from incidents.imports.record_tables.plan import RecordPlan
from incidents.imports.services import CHUNK, ImportRefused, RowDestination, keep_source


def import_records(
    rows: Iterable,
    target: RowDestination,
    *,
    by,
    report: Callable[[int, int], None],
    total: int,
    dry_run=False,
    settle: Callable[[dict], None] = lambda summary: None,
) -> dict:
    """Import rows of tables of records: new ones as candidates, changes through their services.

    The summary, `settle` and the errors are those of `import_rows`; `types` in the summary are the
    counts of each type of record.
    """
    require_role(by, target.project, Role.ANNOTATOR)
    plan = RecordPlan(target, by=by)
    with plan.batch:
        plan.take(_reported(rows, report, total))
        if plan.tally.errors:
            errors = sorted(plan.tally.errors, key=lambda note: note.row)
            raise ImportRefused(errors, plan.summary())
        summary = {"dry_run": dry_run, "proposals": 0, **plan.summary()}
        if not dry_run:
            _write_plan(plan, summary, report, settle)
    return summary


def _reported(rows, report, total):
    for number, row in enumerate(rows, 1):
        yield row
        if number % CHUNK == 0:
            report(number, total)


@transaction.atomic
def _write_plan(plan, summary, report, settle):
    done = plan.tally.counts["rows"]
    source = keep_source(plan, summary)
    try:
        plan.batch.write(tick=lambda _rows: report(done, done))
    except ValidationError as error:
        raise ImportRefused([Note(0, None, text) for text in error.messages], summary) from error
    _keep_keys(plan, source)
    for some in in_batches(plan.planned, CHUNK):
        _write_steps(some, plan, source, summary)
        report(done, done)
    settle(summary)


def _write_steps(some, plan, source, summary):
    """Write some steps, and note what they made and changed."""
    edits = [(planned, edit) for planned in some for edit in planned.step.edits()]
    results = apply_edits([edit for _p, edit in edits], by=plan.by, reason=plan.target.reason)
    outcomes = defaultdict(list)
    for (planned, _edit), result in zip(edits, results, strict=True):
        if isinstance(result, Exception):
            raise _refusal(planned, result, summary) from result
        outcomes[planned].append(result)
    made, changes = [], []
    for planned in some:
        written = _write_step(planned, outcomes[planned], plan, summary)
        if written.is_new:
            named = {"record_type": written.record_type, "record_id": written.record_id}
            made.append(MadeRecord(source=source, **named))
        else:
            changes.append(_change_of(source, planned, written))
            changes[-1].of_new_record = written.record_id in plan.batch.made
    MadeRecord.objects.bulk_create(made)
    ImportedChange.objects.bulk_create(changes)
    summary["proposals"] += sum(bool(each.proposals) for each in changes)


def _keep_keys(plan, source) -> None:
    """Store which record each row is, and what it states."""
    found = [key for key in (*plan.keys, *(each.key for each in plan.planned)) if key.is_kept]
    new, known = [], []
    for planned in found:
        key = planned.stored or ImportedKey(
            source=source,
            project=plan.target.project,
            dataset=plan.target.dataset,
            external_id=planned.row.key,
            record_type=planned.record_type,
        )
        (known if planned.stored else new).append(key)
        planned.stated_before = key.stated
        key.stated, key.record_id = planned.row.cells, planned.record_id
    ImportedKey.objects.bulk_create(new, batch_size=CHUNK)
    ImportedKey.objects.bulk_update(known, ["stated", "record_id"], batch_size=CHUNK)


def _change_of(source, planned, written) -> ImportedChange:
    outcomes = written.outcomes
    return ImportedChange(
        source=source,
        record_type=written.record_type,
        record_id=written.record_id,
        key=planned.key.stored,
        stated_before=planned.key.stated_before if planned.key.stored else None,
        diff=written.diff,
        revisions=[str(each.revision.pk) for each in outcomes if each.revision],
        proposals=[str(each.proposal.pk) for each in outcomes if each.proposal],
    )


def _write_step(planned, outcomes, plan, summary):
    try:
        return planned.step.write(outcomes, by=plan.by)
    except REFUSALS as error:
        raise _refusal(planned, error, summary) from error


def _refusal(planned, error, summary) -> ImportRefused:
    notes = [Note(planned.row.row, None, words_of(error))]
    return ImportRefused(notes, summary | {"errors": len(notes)})
