"""Delete a project permanently, and record that in the chain of the history."""

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ctplatform.accounts.models import Project
from ctplatform.curation.history_chain.links import chain_after_commit, chain_pending, pending
from ctplatform.curation.models import HistoryEntry, HistoryGate, HistoryPending

CHAIN = (HistoryEntry, HistoryPending, HistoryGate)


def purge_project(project, *, by, reason) -> dict:
    """Delete a project with everything in it; return {table: rows}. Administrators only.

    The chain keeps its entries, and gets one that says who deleted the project, when and why.
    """
    if not by.is_superuser:
        raise PermissionDenied
    chain_pending()
    with transaction.atomic():
        gate = HistoryGate.objects.create()
        counts = _delete_rows(project)
        gate.delete()
        content = {
            "project": project.pk,
            "slug": project.slug,
            "title": project.title,
            "by": by.username,
            "at": timezone.now(),
            "reason": reason,
            "rows": counts,
        }
        subject = HistoryEntry.Subject.PURGE
        pending(subject, project.pk, project.pk, content=content).save()
        chain_after_commit()
    return counts


def _delete_rows(project) -> dict:
    counts = {}
    for model, path in project_tables():
        rows = model._base_manager.filter(**{path: project.pk}).order_by()
        if found := rows.count():
            counts[model._meta.db_table] = found
            ids = model._base_manager.filter(pk__in=rows.values("pk"))
            ids._raw_delete(ids.db)  # noqa: SLF001 - every table is listed, so nothing is collected
    return counts


def project_tables() -> list:
    """(model, lookup of its project), the farthest from the project first, Project itself last.

    Foreign keys are checked when the transaction ends, so rows may refer to each other.
    """
    found = {Project: "pk"}
    while more := {
        model: path for model in _models() if model not in found and (path := _step(model, found))
    }:
        found |= more
    return sorted(found.items(), key=lambda each: (each[0] is Project, -each[1].count("__")))


def _models():
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model not in CHAIN and not model._meta.proxy and model._meta.managed
    ]


def _step(model, found):
    """The lookup from a model to the project: its own column, or through its parent; or ""."""
    for field in model._meta.concrete_fields:
        parent = field.related_model if field.is_relation else None
        if parent is Project:
            return field.name
    for field in model._meta.concrete_fields:
        parent = field.related_model if field.is_relation else None
        if parent in found and not field.null and parent is not model:
            return f"{field.name}__{found[parent]}"
    return ""
