"""Undo an import of a table: ask for it, run it, and accept what waits for review, as one act."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.curation.errors import words_of
from ctplatform.curation.models import Proposal
from ctplatform.curation.registry import kind_named
from ctplatform.curation.services import accept
from ctplatform.curation.services.bulk.closing import close_proposals
from ctplatform.curation.services.bulk.edits import apply_edits
from ctplatform.curation.services.bulk.withdrawal import withdraw_candidates
from ctplatform.database.batches import in_batches
from ctplatform.database.bulk_loader import update_rows
from ctplatform.domain_errors import Conflict, DomainError
from ctplatform.jobs.models import Job
from ctplatform.jobs.services import request_job
from ctplatform.jobs.worker.errors import JobFailed, Stopped
from incidents.events.models.dataset_ids import ExternalRecord
from incidents.imports.models import ImportedChange, ImportedKey, TableImport
from incidents.imports.undoing.plan import CHUNK, UndoPlan, plan_changes, plan_withdrawals
from incidents.imports.undoing.sources import KEY as SOURCE
from incidents.imports.undoing.sources import plan_sources
from incidents.imports.undoing.steps import Kept
from incidents.imports.undoing.words import model_of

KIND = "undo_import"
BATCH = 1000  # candidates withdrawn by one statement
LISTED = 1000  # records that stay and are listed


def may_undo(source: TableImport, user) -> bool:
    """Whether the user imported it and is still an annotator, or is an editor of the project."""
    least = Role.ANNOTATOR if source.created_by_id == user.pk else Role.EDITOR
    return source.undone is None and has_role(user, source.project, least)


def undo_jobs(source: TableImport):
    """The jobs that undo an import, the latest first."""
    return Job.objects.filter(kind=KIND, parameters__import=str(source.pk)).order_by("-id")


@transaction.atomic
def request_undo(source: TableImport, *, by) -> Job:
    """Request the job that undoes an import.

    Raises Conflict where it was undone or is being undone, and PermissionDenied.
    """
    source = TableImport.objects.select_for_update(of=("self",)).get(pk=source.pk)
    _require_may_undo(source, by)
    if undo_jobs(source).filter(state__in=(Job.State.WAITING, Job.State.RUNNING)).exists():
        raise Conflict(_("This import is being undone already."))
    return request_job(
        KIND,
        by=by,
        project=source.project,
        title=_("Undo the import of %s") % source.name,
        **{"import": str(source.pk), "import_job": str(source.job or "")},
    )


def _require_may_undo(source, by):
    if source.undone is not None:
        raise Conflict(_("This import was undone already."))
    if not may_undo(source, by):
        raise PermissionDenied(_("Only the user who imported it or an editor may undo it."))


def run_undo(job, report) -> dict:
    """Run the job; it is marked as done in the same transaction as what it writes."""
    source = TableImport.objects.filter(pk=job.parameters["import"]).first()
    if source is None:
        raise JobFailed(_("This import is not here any more."))
    if not job.requester.is_active:
        raise JobFailed(_("The account that asked for this is closed."))

    def settle(result):
        if not report.finish(state=Job.State.DONE, result=result):
            raise Stopped

    try:
        return undo_import(source, by=job.requester, report=report, settle=settle)
    except (PermissionDenied, DomainError, ValidationError) as error:
        raise JobFailed(words_of(error)) from error


@transaction.atomic
def undo_import(
    source: TableImport, *, by, report=lambda done, total: None, settle=lambda result: None
) -> dict:
    """Undo an import: all of it that nobody has worked with since, or nothing.

    What it changed goes back first, at once or through proposals; then the candidates that it made
    are withdrawn, so that their ids in the dataset are free for another import. Returns
    `UndoPlan.counts` with `listed`, the first records that stay. Raises Conflict where it was
    undone before, and PermissionDenied.
    """
    source = TableImport.objects.select_for_update(of=("self",)).get(pk=source.pk)
    _require_may_undo(source, by)
    _lock_made(source)
    act = {"by": by, "reason": _("Undo of the import of %s") % source.name}
    plan, changed = UndoPlan(), source.changes.count()
    total = changed + source.made.count()
    done = 0
    for chunk in plan_changes(source, plan, by=by):
        plan.proposals_closed += close_proposals(chunk.waiting, **act) if chunk.waiting else 0
        _change_back(chunk, plan, **act)
        _restate(source, chunk.changes)
        done += len(chunk.changes)
        report(done, total)
    plan_withdrawals(source, plan)
    _withdraw_made(source, plan, lambda done: report(changed + done, total), **act)
    plan_sources(source, plan, by=by)
    _undo_sources(plan, by=by)
    for some in in_batches(source.changes.filter(record_type=SOURCE).order_by("pk"), CHUNK):
        _restate(source, some)
    _forget_keys(source, plan)
    source.undone, source.version = timezone.now(), source.version + 1
    source.save(update_fields=["undone", "version", "updated"])
    result = plan.counts() | {"listed": [each.as_json() for each in plan.kept[:LISTED]]}
    settle(result)
    return result


def _lock_made(source):
    """Lock the records that the import made, so that nobody publishes or edits one meanwhile."""
    for key in sorted(set(source.made.values_list("record_type", flat=True))):
        ids = source.made.filter(record_type=key).values("record_id")
        rows = model_of(key)._base_manager.filter(pk__in=ids).order_by("pk")
        for _pk in rows.select_for_update(no_key=True).values_list("pk").iterator():
            pass


def _change_back(chunk, plan, *, by, reason):
    """Write the steps of a chunk; one that is refused stays, with the reason."""
    results = apply_edits([step.edit() for step in chunk.steps], by=by, reason=reason)
    changed = {}
    for step, result in zip(chunk.steps, results, strict=True):
        if isinstance(result, PermissionDenied):
            raise result
        if isinstance(result, Exception):
            plan.kept.append(Kept(*step.target, "refused", words_of(result)))
            continue
        plan.count_step(step)
        _note_outcome(step.change, result)
        changed[step.change.pk] = step.change
    if changed:
        rows = [(each, None) for each in changed.values()]
        update_rows(ImportedChange, rows, ["undo_revisions", "undo_proposals"])


def _note_outcome(change, outcome):
    if outcome.revision:
        change.undo_revisions = [*change.undo_revisions, str(outcome.revision.pk)]
    if outcome.proposal:
        change.undo_proposals = [*change.undo_proposals, str(outcome.proposal.pk)]


def _restate(source, changes):
    """Let the dataset state what it did before, unless a later import has changed the row."""
    for name, model in (("external", ExternalRecord), ("key", ImportedKey)):
        ids = {getattr(each, f"{name}_id"): each.stated_before for each in changes}
        before = {pk: stated for pk, stated in ids.items() if pk}
        later = ImportedChange.objects.filter(
            **{f"{name}__in": before}, source__started__gt=source.started, source__undone=None
        )
        for pk in later.values_list(name, flat=True) if before else ():
            before.pop(pk, None)
        if before:
            rows = [(model(pk=pk, stated=stated), None) for pk, stated in before.items()]
            update_rows(model, rows, ["stated"])


def _withdraw_made(source, plan, tick, *, by, reason):
    done = 0
    for key, ids in plan.to_withdraw.items():
        model = kind_named(key).model
        for start in range(0, len(ids), BATCH):
            some = ids[start : start + BATCH]
            withdraw_candidates(model, some, project=source.project, by=by, reason=reason)
            if key == "incident":
                ExternalRecord.objects.filter(incident__in=some).delete()
            done += len(some)
            tick(done)


def _undo_sources(plan, *, by):
    """Delete and change back sources; one that is refused stays, with the reason."""
    for steps in (plan.sources_back, plan.sources_to_delete):
        for step in list(steps):
            try:
                step.write(by=by)
            except (ValidationError, DomainError) as error:
                steps.remove(step)
                plan.kept.append(Kept("source", step.source.pk, "refused", words_of(error)))


def _forget_keys(source, plan):
    """Forget which records the rows of the import are, apart from new records that stay."""
    gone = {pk for ids in plan.to_withdraw.values() for pk in ids}
    gone |= {step.source.pk for step in plan.sources_to_delete}
    made = source.made.exclude(record_id__in=gone).values("record_id")
    source.keys.exclude(record_id__in=made).delete()


def waiting_proposals(source: TableImport, user) -> list:
    """The proposals of an undone import that wait for a reviewer, and that the user may see."""
    filed, types = set(), set()
    for key, ids in source.changes.values_list("record_type", "undo_proposals"):
        filed.update(ids)
        types.update([key] if ids else ())
    rows = Proposal.objects.filter(pk__in=filed, state=Proposal.State.OPEN)
    rows = rows.visible_to(user, sorted(types))
    return list(rows.order_by("pk"))


@transaction.atomic
def accept_undo(source: TableImport, *, by, reason="") -> dict:
    """Accept all changes of an undone import that wait for review and are visible, or none.

    Returns {"applied", "second_approval": numbers}; the latter need another person's approval.
    Raises PermissionDenied, Conflict where nothing waits, and what accepting one of them raises.
    """
    require_role(by, source.project, Role.REVIEWER)
    proposals = waiting_proposals(source, by)
    if not proposals:
        raise Conflict(_("Nothing of this import waits for review."))
    decided = [accept(each, by=by, reason=reason) for each in proposals]
    applied = sum(each.state == Proposal.State.APPLIED for each in decided)
    return {"applied": applied, "second_approval": len(decided) - applied}
