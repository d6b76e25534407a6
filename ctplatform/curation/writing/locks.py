"""Lock rows until the transaction ends, always in the same order, so that there is no deadlock."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy

from ctplatform.accounts.models import Project
from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.registry import Kind, kind_of

GONE = gettext_lazy("This record no longer exists.")


def locked(kind: Kind, pk):
    """Return the live row of this id as `lock` does; raises WrongState where there is none."""
    if kind.parent is None:
        return lock_row(kind.model, pk)
    record = kind.model._base_manager.filter(pk=pk).first()
    if record is None:
        raise WrongState(GONE)
    return lock(record)


def lock(record):
    """Return the live row, locked after its parent, so that states cannot change during an edit."""
    kind = kind_of(record)
    if kind.parent is None:
        return lock_row(kind.model, record.pk)
    root = lock_row(kind.root.model, getattr(record, f"{kind.parent}_id"))
    row = lock_row(kind.model, record.pk)
    setattr(row, kind.parent, root)
    return row


def lock_rows(model, *ids) -> list:
    """Lock top-level records in the order of their ids, so that there is no deadlock."""
    found = {pk: lock_row(model, pk) for pk in sorted(set(ids))}
    return [found[pk] for pk in ids]


def lock_row(model, pk):
    """Lock a row against other edits, but not against new rows that refer to it."""
    if transaction.get_autocommit():
        raise transaction.TransactionManagementError("A lock lasts as long as a transaction.")
    found = model._base_manager.select_for_update(no_key=True).filter(pk=pk).first()
    if found is None:
        raise WrongState(GONE)
    return found


def lock_many(model, ids) -> dict:
    """{id: row} of those of the rows that exist, locked in the order of their ids.

    The projects of top-level records are loaded.
    """
    if transaction.get_autocommit():
        raise transaction.TransactionManagementError("A lock lasts as long as a transaction.")
    rows = model._base_manager.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids)
    found = {row.pk: row for row in rows.order_by("pk")}
    if kind_of(model).parent is None:
        projects = Project.objects.in_bulk({row.project_id for row in found.values()} - {None})
        for row in found.values():
            row.project = projects.get(row.project_id)
    return found


def lock_proposal(proposal) -> Proposal:
    """Return the stored row, locked until the transaction ends."""
    return Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)


def next_version(kind, pk) -> int:
    """The version after the last one in the history; 1 for a new row."""
    return next_versions(kind, [pk])[pk]


def next_versions(kind, ids) -> dict:
    """{id: the version after the last one in the history}, in one query."""
    known = Revision.objects.filter(target_type=kind.key, target_id__in=ids).order_by()
    last = dict(known.values_list("target_id").annotate(models.Max("version")))
    return {pk: last.get(pk, 0) + 1 for pk in ids}
